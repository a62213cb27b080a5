import { readTronAddress } from '../../server/chains/tron/address.ts'
import type { Json } from './api/format.ts'
import { BadQuestion } from './api/question.ts'
import type { Chain } from './chain.ts'
import { FAUCET_KEY, TOOLS_KEY } from './genesis.ts'
import { sendCoin, sendToken } from './send.ts'

/** What no real node does on request. */
export interface TronControl {
  /** @param stepMs how much later than its parent each block is, at least. @returns the height. */
  mine(blocks?: number, stepMs?: number): Promise<number>
  /** Replaces the newest blocks. @returns the height. */
  fork(depth: number, keepTransactions: boolean): Promise<number>
  /** Stops or resumes the block of each second. */
  pause(paused: boolean): Promise<void>
  /** Forgets the transactions that wait for a block. @returns how many. */
  dropPending(): Promise<number>
  /** Sends from an endless account; `token` null: TRX. @returns the id. */
  send(from: 'FAUCET' | 'TOOLS', to: string, amount: bigint, token: string | null): Promise<string>
  dump(): Promise<void>
}

export interface ControlDeps {
  readonly chain: Chain
  readonly alone: <T>(work: () => Promise<T> | T) => Promise<T>
  readonly dump: () => void
}

export function controlCalls({ chain, alone, dump }: ControlDeps) {
  let paused = false
  const verbs: TronControl = {
    mine: (blocks = 1, stepMs = 1) =>
      alone(async () => {
        await chain.mine(blocks, stepMs)
        return chain.head.number
      }),
    fork: (depth, keepTransactions) =>
      alone(async () => {
        await chain.fork(depth, keepTransactions)
        return chain.head.number
      }),
    async pause(value) {
      paused = value
    },
    dropPending: () => alone(() => chain.dropPending()),
    send: (from, to, amount, token) =>
      alone(() => {
        const key = from === 'FAUCET' ? FAUCET_KEY : TOOLS_KEY
        return token === null ? sendCoin(chain, key, to, amount) : sendToken(chain, key, token, to, amount)
      }),
    dump: () => alone(() => dump()),
  }
  return {
    verbs,
    calls: httpCalls(chain, verbs),
    async mineUnlessPaused() {
      if (!paused) await verbs.mine(1)
    },
  }
}

/** More at once would keep everybody else waiting. */
const BLOCKS_MAX = 10_000

/** The same over HTTP, for the process that the sandbox starts. */
function httpCalls(
  chain: Chain,
  verbs: TronControl,
): Readonly<Record<string, (fields: Json) => Promise<Json>>> {
  return {
    status: async () => ({
      height: chain.head.number,
      fork_depth_max: chain.forkDepthMax,
      genesis: chain.block(0)?.id,
    }),
    async mine({ blocks, step_ms }) {
      const asked = count(blocks ?? 1)
      if (asked > BLOCKS_MAX) throw new BadQuestion(`at most ${BLOCKS_MAX} blocks at once`)
      return { height: await verbs.mine(asked, count(step_ms ?? 1)) }
    },
    async fork({ depth, keep_transactions }) {
      const blocks = count(depth)
      if (blocks > chain.forkDepthMax)
        throw new BadQuestion(`only ${chain.forkDepthMax} blocks can be replaced`)
      return { height: await verbs.fork(blocks, keep_transactions === true) }
    },
    async pause({ paused }) {
      await verbs.pause(paused === true)
      return {}
    },
    drop: async () => ({ dropped: await verbs.dropPending() }),
    async faucet({ to, amount, token }) {
      const address = typeof to === 'string' ? readTronAddress(to) : null
      if (address === null || typeof amount !== 'string' || !/^\d+$/.test(amount))
        throw new BadQuestion('to, amount')
      const contract = token === undefined || token === null ? null : String(token)
      return { txid: await verbs.send('TOOLS', address, BigInt(amount), contract) }
    },
    async dump() {
      await verbs.dump()
      return { height: chain.head.number }
    },
  }
}

function count(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  throw new BadQuestion('a positive number is missing')
}
