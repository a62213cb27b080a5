import { addressOfEvm, readTronAddress } from '../../server/chains/tron/address.ts'
import { GAS_KEY_PATH } from '../../server/custody/derivation.ts'
import { becomes, hasEnded, startService, stopProcess } from '../processes.ts'
import { callTron, TronRefusal } from '../tron/call.ts'
import { GENESIS, USDT } from '../tron/genesis-block.ts'
import { stakeForEnergy } from '../tron/stake.ts'
import {
  type ChainTransaction,
  type GasVault,
  type Gift,
  GiftRefused,
  type LaunchOptions,
  type LocalChain,
  REORG_DEPTH_MAX,
} from './local-chain.ts'
import { FAUCET } from './tokens.ts'

const START_MS_MAX = 20_000
const SUN = 1_000_000n
const GAS_LOW = 10_000n * SUN
const GAS_GIFT = 100_000n * SUN
/** Gives energy for some thousand sweeps a day. */
const GAS_STAKE = 50_000_000n * SUN

export function tronChain(): LocalChain {
  return {
    coinDecimals: 6,
    launch,
    answers,
    async resume(url) {
      await callTron(url, '/control/pause', { paused: false })
    },
    tokens: async () => [USDT],
    height,
    // what undoes blocks is in the dump: a start does not make them final
    async reorgDepthMax(url) {
      const { fork_depth_max: kept } = await callTron(url, '/control/status')
      return Math.min(REORG_DEPTH_MAX, Number(kept))
    },
    async reorg(url, { depth, keepTransactions }) {
      const answer = await callTron(url, '/control/fork', { depth, keep_transactions: keepTransactions })
      return Number(answer.height)
    },
    async mine(url, blocks) {
      await callTron(url, '/control/mine', { blocks })
    },
    async writeDump(url) {
      await callTron(url, '/control/dump')
    },
    transaction,
    readAddress: readTronAddress,
    give,
    fundGasAccount,
    settings: (url) => [
      ['HOLDFAST_TRON_FULL_NODE_URL', url],
      ['HOLDFAST_TRON_GENESIS', GENESIS.block.id],
    ],
    describe: (url) => ({ full_node_url: url, faucet_private_key: FAUCET.privateKey.slice(2) }),
  }
}

async function transaction(url: string, hash: string): Promise<ChainTransaction | null> {
  const found = await callTron(url, '/wallet/gettransactionbyid', { value: hash })
  if (Object.keys(found).length === 0) return null
  const receipt = await callTron(url, '/wallet/gettransactioninfobyid', { value: hash })
  return { transaction: found, receipt: Object.keys(receipt).length === 0 ? null : receipt }
}

async function give(url: string, { to, units, token }: Gift): Promise<string> {
  try {
    const answer = await callTron(url, '/control/faucet', { to, amount: units.toString(), token })
    return String(answer.txid)
  } catch (error) {
    throw error instanceof TronRefusal ? new GiftRefused(error.message) : error
  }
}

async function launch({ port, files }: LaunchOptions) {
  const child = startService({
    command: process.execPath,
    args: [
      new URL('../tron/main.ts', import.meta.url).pathname,
      '--port',
      String(port),
      '--dump',
      files.dump,
    ],
    logFile: files.log,
    ownSession: true,
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the Tron node cannot be started')
  const url = `http://127.0.0.1:${port}`
  if (
    !(await becomes(async () => hasEnded(child) || (await answers(url)), START_MS_MAX)) ||
    hasEnded(child)
  ) {
    await stopProcess(pid, 'SIGKILL', START_MS_MAX)
    throw new Error(`the Tron node does not start on port ${port}; its log is ${files.log}`)
  }
  return { url, pid }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await callTron(url, '/control/status')).genesis === GENESIS.block.id
  } catch {
    return false
  }
}

async function height(url: string): Promise<number> {
  return Number((await callTron(url, '/control/status')).height)
}

/** Coin, and stake whose energy it lends to addresses that are swept. */
async function fundGasAccount(url: string, vault: GasVault): Promise<void> {
  const address = addressOfEvm(vault.address(GAS_KEY_PATH))
  const account = await callTron(url, '/wallet/getaccount', { address, visible: true })
  const give = async (amount: bigint) => {
    await callTron(url, '/control/faucet', { to: address, amount: amount.toString() })
    await callTron(url, '/control/mine')
  }
  if (BigInt(Number(account.balance ?? 0)) < GAS_LOW) await give(GAS_GIFT)
  if (await hasStake(url, address)) return
  await give(GAS_STAKE)
  await stakeForEnergy(url, vault, GAS_STAKE)
  await callTron(url, '/control/mine')
}

async function hasStake(url: string, address: string): Promise<boolean> {
  const { EnergyLimit = 0 } = await callTron(url, '/wallet/getaccountresource', { address, visible: true })
  const { max_size: lendable = 0 } = await callTron(url, '/wallet/getcandelegatedmaxsize', {
    owner_address: address,
    type: 1,
    visible: true,
  })
  return Number(EnergyLimit) > 0 || Number(lendable) > 0
}
