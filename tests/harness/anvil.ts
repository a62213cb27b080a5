import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeFunctionData, erc20Abi, isAddress } from 'viem'
import disperser from '../../contracts/artefacts/Disperser.json' with { type: 'json' }
import { type AnvilOptions, startAnvil } from '../../sandbox/chains/anvil.ts'
import { type ReorgOptions, reorganise } from '../../sandbox/chains/reorg.ts'
import { callNode, callNodeForText, readHeight } from '../../sandbox/chains/rpc.ts'
import { CHAIN_SPECS } from '../../sandbox/chains/specs.ts'
import {
  type DeployedToken,
  deployTokens,
  FAUCET,
  type Request,
  sendFrom,
  TRANSFER_GAS,
  transferData,
} from '../../sandbox/chains/tokens.ts'
import { becomes, freePort, stopProcess } from '../../sandbox/processes.ts'
import type { EvmChainConfig } from '../../server/kernel/config.ts'

const MINED_MS_MAX = 10_000

export interface Receipt {
  readonly hash: string
  readonly blockNumber: bigint
  readonly blockHash: string
  readonly status: 'success' | 'reverted'
  readonly gasUsed: bigint
}

/** A local chain of a test, with the default tokens of the chain it stands for. Stop it in afterAll. */
export interface TestChain {
  readonly url: string
  readonly config: EvmChainConfig
  readonly tokens: readonly DeployedToken[]
  /** The deployed default token, by symbol. */
  token(symbol: string): DeployedToken
  /** Tokens from the faucet. @returns the hash; mined at once with `instant` mining, else after mine(). */
  sendToken(symbol: string, to: string, amount: bigint): Promise<string>
  /** Coin from the faucet. */
  sendCoin(to: string, wei: bigint): Promise<string>
  /** Any transaction of the faucet. */
  send(request: Request): Promise<string>
  /** One transaction in which a contract makes all these transfers, in this order. */
  disperse(symbol: string, transfers: readonly { to: string; amount: bigint }[]): Promise<string>
  /** One transaction in which a contract sends all this coin: blocks show only that the contract got it. */
  disperseCoin(transfers: readonly { to: string; amount: bigint }[]): Promise<string>
  mine(blocks?: number): Promise<void>
  reorg(options: ReorgOptions): Promise<void>
  height(): Promise<number>
  /** Waits for the receipt. */
  receipt(hash: string): Promise<Receipt>
  tokenBalance(symbol: string, owner: string): Promise<bigint>
  rpc(method: string, params: readonly unknown[]): Promise<unknown>
  stop(): Promise<void>
}

export interface TestChainOptions {
  readonly name?: 'POLYGON' | 'BSC'
  readonly mining?: AnvilOptions['mining']
  /** Over the defaults of the sandbox: 1 and 10 confirmations, looked at every 50 ms. */
  readonly config?: Partial<EvmChainConfig>
}

/** Without constructor and state a contract can stand anywhere. */
const DISPERSER_ADDRESS = '0x00000000000000000000000000000000d15be25e'

export async function startTestChain(options: TestChainOptions = {}): Promise<TestChain> {
  const name = options.name ?? 'POLYGON'
  const spec = CHAIN_SPECS.find((chain) => chain.name === name)
  if (spec === undefined) throw new Error(`no local chain is called ${name}`)
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-chain-'))
  const anvil = await startAnvil({
    port: await freePort(),
    chainId: spec.chainId,
    mining: options.mining ?? 'manual',
    cacheFolder: join(folder, 'states'),
    logFile: join(folder, 'anvil.log'),
    ownSession: false,
  })
  const { url } = anvil
  const tokens = await deployTokens(url, spec.tokens)
  return {
    url,
    tokens,
    config: { ...testChainConfig(name, url, spec.chainId, tokens), ...options.config },
    ...actions(url, tokens),
    async stop() {
      await stopProcess(anvil.process.pid, 'SIGKILL', 5_000)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function testChainConfig(
  name: string,
  url: string,
  chainId: number,
  tokens: readonly DeployedToken[],
): EvmChainConfig {
  return {
    family: 'EVM',
    name,
    rpcUrls: [url],
    chainId,
    creditConfirmations: 1,
    finalConfirmations: 10,
    defaultTokens: tokens.map(({ symbol, address }) => ({ symbol, address })),
    nativeSymbol: name === 'BSC' ? 'BNB' : 'POL',
    nativeName: name === 'BSC' ? 'BNB' : 'Polygon Ecosystem Token',
    nativeDecimals: 18,
    coinUsd: '1',
    nativeAddress: `0x${name === 'BSC' ? '0'.repeat(40) : '0000000000000000000000000000000000001010'}`,
    explorerUrl: null,
    pollMs: 50,
    replaceAfterMs: 30_000,
    maxFeePerGas: 100_000_000_000n,
    sweepTipPercent: 100,
  }
}

function actions(
  url: string,
  tokens: readonly DeployedToken[],
): Omit<TestChain, 'url' | 'config' | 'tokens' | 'stop'> {
  const token = (symbol: string) => {
    const found = tokens.find((one) => one.symbol === symbol)
    if (found === undefined) throw new Error(`the chain has no ${symbol}`)
    return found
  }
  const send: TestChain['send'] = (request) => sendFrom(url, FAUCET.address, request)
  const sendToken: TestChain['sendToken'] = (symbol, to, amount) =>
    send({ to: token(symbol).address, data: transferData(to, amount), gas: TRANSFER_GAS })
  return {
    token,
    send,
    sendToken,
    sendCoin: (to, wei) => send({ to, value: wei }),
    async disperse(symbol, transfers) {
      await callNode(url, 'anvil_setCode', [DISPERSER_ADDRESS, disperser.deployedBytecode])
      const total = transfers.reduce((sum, { amount }) => sum + amount, 0n)
      await sendToken(symbol, DISPERSER_ADDRESS, total)
      const args = [
        token(symbol).address,
        transfers.map(({ to }) => to),
        transfers.map(({ amount }) => amount),
      ]
      const data = encodeFunctionData({ abi: disperser.abi, functionName: 'disperse', args })
      // given, because the node would estimate before the contract has its tokens
      return send({ to: DISPERSER_ADDRESS, data, gas: 100_000n + 60_000n * BigInt(transfers.length) })
    },
    async disperseCoin(transfers) {
      await callNode(url, 'anvil_setCode', [DISPERSER_ADDRESS, disperser.deployedBytecode])
      const args = [transfers.map(({ to }) => to), transfers.map(({ amount }) => amount)]
      const data = encodeFunctionData({ abi: disperser.abi, functionName: 'disperseCoin', args })
      const value = transfers.reduce((sum, { amount }) => sum + amount, 0n)
      return send({ to: DISPERSER_ADDRESS, data, value, gas: 100_000n + 60_000n * BigInt(transfers.length) })
    },
    async mine(blocks = 1) {
      await callNode(url, 'anvil_mine', [`0x${blocks.toString(16)}`])
    },
    async reorg(options) {
      await reorganise(url, options)
    },
    height: () => readHeight(url),
    receipt: (hash) => waitForReceipt(url, hash),
    async tokenBalance(symbol, owner) {
      if (!isAddress(owner)) throw new Error(`${owner} is no address`)
      const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [owner] })
      return BigInt(await callNodeForText(url, 'eth_call', [{ to: token(symbol).address, data }, 'latest']))
    },
    rpc: (method, params) => callNode(url, method, params),
  }
}

async function waitForReceipt(url: string, hash: string): Promise<Receipt> {
  let receipt: Record<string, string> | null = null
  await becomes(async () => {
    receipt = (await callNode(url, 'eth_getTransactionReceipt', [hash])) as Record<string, string> | null
    return receipt !== null
  }, MINED_MS_MAX)
  if (receipt === null) throw new Error(`${hash} is not mined`)
  const { blockNumber = '', blockHash = '', status, gasUsed = '' } = receipt
  return {
    hash,
    blockNumber: BigInt(blockNumber),
    blockHash,
    status: status === '0x1' ? 'success' : 'reverted',
    gasUsed: BigInt(gasUsed),
  }
}
