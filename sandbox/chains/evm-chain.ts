import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { evmAddresses } from '../../server/chains/evm/address-form.ts'
import { GAS_KEY_PATH } from '../../server/custody/derivation.ts'
import { writeWhole } from '../files.ts'
import { answersChain, startAnvil } from './anvil.ts'
import {
  type ChainTransaction,
  type GasVault,
  type Gift,
  type LaunchOptions,
  type LocalChain,
  REORG_DEPTH_MAX,
} from './local-chain.ts'
import { type ReorgOptions, reorganise } from './reorg.ts'
import { callNode, callNodeForText, readHeight } from './rpc.ts'
import type { ChainSpec } from './specs.ts'
import { deployTokens, FAUCET, sendFrom, TOOLS_ADDRESS, TRANSFER_GAS, transferData } from './tokens.ts'

const COIN = 10n ** 18n
const GAS_LOW = 1_000n * COIN
const GAS_GIFT = 100_000n * COIN

export function evmChain(spec: ChainSpec): LocalChain {
  return {
    coinDecimals: 18,
    launch: (options) => launch(spec, options),
    answers: (url) => answersChain(url, spec.chainId),
    async resume(url) {
      await callNode(url, 'evm_setIntervalMining', [1])
    },
    tokens: (url) => deployTokens(url, spec.tokens),
    height: readHeight,
    async reorgDepthMax(url, floor) {
      return Math.min(REORG_DEPTH_MAX, (await readHeight(url)) - floor)
    },
    reorg,
    async mine(url, blocks) {
      await callNode(url, 'anvil_mine', [`0x${blocks.toString(16)}`])
    },
    async writeDump(url, { dump }) {
      const zipped = Buffer.from((await callNodeForText(url, 'anvil_dumpState', [])).slice(2), 'hex')
      writeWhole(dump, await promisify(gunzip)(zipped))
    },
    transaction,
    readAddress: evmAddresses.read,
    give,
    fundGasAccount,
    settings: (url) => [
      [`HOLDFAST_${spec.name}_RPC_URL`, url],
      [`HOLDFAST_${spec.name}_CHAIN_ID`, String(spec.chainId)],
      // Below what scripts offer: a deposit whose gas was estimated before a sweep must not come after it in the same block.
      [`HOLDFAST_${spec.name}_SWEEP_TIP_PERCENT`, '50'],
    ],
    describe: (url) => ({ rpc_url: url, chain_id: spec.chainId, faucet_private_key: FAUCET.privateKey }),
  }
}

async function launch(spec: ChainSpec, { port, files, restore, genesisAt }: LaunchOptions) {
  const { url, process } = await startAnvil({
    port,
    chainId: spec.chainId,
    mining: 'interval',
    cacheFolder: files.states,
    logFile: files.log,
    ownSession: true,
    ...(restore ? { dumpFile: files.dump } : { genesisAt }),
  })
  return { url, pid: process.pid }
}

async function reorg(url: string, options: ReorgOptions): Promise<number> {
  await callNode(url, 'evm_setIntervalMining', [0]) // no block may come in between
  try {
    return await reorganise(url, options)
  } finally {
    await callNode(url, 'evm_setIntervalMining', [1])
  }
}

async function transaction(url: string, hash: string): Promise<ChainTransaction | null> {
  const found = (await callNode(url, 'eth_getTransactionByHash', [hash])) as object | null
  if (found === null) return null
  const receipt = (await callNode(url, 'eth_getTransactionReceipt', [hash])) as object | null
  return { transaction: found, receipt }
}

function give(url: string, { to, units, token }: Gift): Promise<string> {
  const request =
    token === null ? { to, value: units } : { to: token, data: transferData(to, units), gas: TRANSFER_GAS }
  return sendFrom(url, TOOLS_ADDRESS, request)
}

async function fundGasAccount(url: string, vault: GasVault): Promise<void> {
  const address = vault.address(GAS_KEY_PATH)
  const balance = BigInt(await callNodeForText(url, 'eth_getBalance', [address, 'latest']))
  if (balance >= GAS_LOW) return
  await sendFrom(url, TOOLS_ADDRESS, { to: address, value: GAS_GIFT })
  await callNode(url, 'anvil_mine', ['0x1'])
}
