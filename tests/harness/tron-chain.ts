import { readAccount, type TronAccount } from '../../sandbox/tron/account.ts'
import { showInfo } from '../../sandbox/tron/api/show-info.ts'
import { keyOf } from '../../sandbox/tron/contract-types.ts'
import { GENESIS, USDT } from '../../sandbox/tron/genesis-block.ts'
import { startTronNode, type TronNode } from '../../sandbox/tron/node.ts'
import { readTokenBalance } from '../../sandbox/tron/send.ts'
import { readTronAddress } from '../../server/chains/tron/address.ts'
import type { TronChainConfig } from '../../server/kernel/config-tron.ts'

/** A local Tron chain of a test, in this process, with USDT. Stop it in afterAll. */
export interface TronTestChain {
  readonly url: string
  readonly config: TronChainConfig
  /** The node itself: `pause`, `dropPending`, `chain`. */
  readonly node: TronNode
  readonly tokens: readonly { readonly symbol: string; readonly address: string; readonly decimals: number }[]
  token(symbol: string): { readonly symbol: string; readonly address: string; readonly decimals: number }
  /** Tokens from the faucet, into the pool. @returns the id; mined by mine(). A reorganisation can keep it. */
  sendToken(symbol: string, to: string, amount: bigint): Promise<string>
  /** TRX from the faucet; makes the account where it is not there yet. */
  sendCoin(to: string, sun: bigint): Promise<string>
  mine(blocks?: number): Promise<void>
  /** Mines one block that is so much later than its parent: what expires by then is dead. */
  mineLater(ms: number): Promise<void>
  reorg(options: { readonly depth: number; readonly keepTransactions: boolean }): Promise<void>
  height(): Promise<number>
  /** Milliseconds of the newest block. */
  headTime(): number
  tokenBalance(symbol: string, owner: string): Promise<bigint>
  coinBalance(owner: string): Promise<bigint>
  /** Null: the account is not there. Stakes and usage of both resources. */
  account(owner: string): TronAccount | null
  /** As gettransactioninfobyid shows it, or null while it is in no block. */
  info(id: string): Readonly<Record<string, unknown>> | null
  stop(): Promise<void>
}

export interface TronTestChainOptions {
  readonly mining?: 'interval' | 'manual'
  readonly blockMs?: number
  /** Over the defaults of the sandbox: 1 and 10 confirmations, looked at every 50 ms. */
  readonly config?: Partial<TronChainConfig>
}

/** Blocks that a new chain has: as deep as it can be reorganised. */
const FIRST_BLOCKS = 64

export async function startTronTestChain(options: TronTestChainOptions = {}): Promise<TronTestChain> {
  const { mining = 'manual', blockMs = 1_000 } = options
  const finality = options.config?.finalConfirmations ?? 10
  const node = await startTronNode({ port: 0, mining, blockMs, finality })
  await node.mine(FIRST_BLOCKS)
  const tokens = [USDT]
  const token: TronTestChain['token'] = (symbol) => {
    const found = tokens.find((one) => one.symbol === symbol)
    if (found === undefined) throw new Error(`the chain has no ${symbol}`)
    return found
  }
  const keyOfOwner = (owner: string) => keyOf(readTronAddress(owner) ?? '')
  const account = (owner: string) => readAccount(node.chain.store, keyOfOwner(owner))
  return {
    url: node.url,
    config: { ...testConfig(node), ...options.config },
    node,
    tokens,
    token,
    sendToken: (symbol, to, amount) => node.send('FAUCET', to, amount, token(symbol).address),
    sendCoin: (to, sun) => node.send('FAUCET', to, sun, null),
    async mine(blocks = 1) {
      await node.mine(blocks)
    },
    async mineLater(ms) {
      await node.mine(1, ms)
    },
    async reorg({ depth, keepTransactions }) {
      await node.fork(depth, keepTransactions)
    },
    height: async () => node.chain.head.number,
    headTime: () => node.chain.head.timestamp,
    tokenBalance: (symbol, owner) =>
      node.alone(() => readTokenBalance(node.chain, token(symbol).address, owner)),
    coinBalance: async (owner) => account(owner)?.balance ?? 0n,
    account,
    info(id) {
      const found = node.chain.find(id)
      return found === null ? null : showInfo(found, true)
    },
    stop: () => node.stop(),
  }
}

function testConfig({ url }: TronNode): TronChainConfig {
  return {
    family: 'TRON',
    name: 'TRON',
    rpcUrls: [url],
    chainId: GENESIS.chainId,
    creditConfirmations: 1,
    finalConfirmations: 10,
    defaultTokens: [{ symbol: USDT.symbol, address: USDT.address }],
    nativeSymbol: 'TRX',
    nativeName: 'TRON',
    nativeDecimals: 6,
    nativeAddress: 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb',
    coinUsd: '0.3',
    explorerUrl: null,
    pollMs: 50,
    apiKey: null,
    genesis: GENESIS.block.id,
    expiryMs: 60_000,
    maxFeeSun: 60_000_000n,
    sweepGas: 'DELEGATE',
  }
}
