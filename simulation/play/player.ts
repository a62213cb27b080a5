import { createHash } from 'node:crypto'
import { addressOfEvm } from '../../server/chains/tron/address.ts'
import { unitsToText } from '../../server/kernel/money.ts'
import type { Model } from '../model/model.ts'
import { type Answer, type AskLog, ask } from '../world/ask.ts'
import type { World, WorldChain } from '../world/world.ts'

/** What a step is played with. */
export interface Player {
  readonly seed: number
  readonly world: World
  readonly model: Model
  readonly asked: AskLog
  /** What must not be; the run fails by it. */
  readonly findings: string[]
  /** What happened how often, for the summary. */
  readonly counts: Map<string, number>
  /** Longest time to the answer of a purchase, ms. */
  slowestPurchaseMs: number
  /** A purchase that is answered after so long is late. The network waits 1,600 ms (cards §6); the machine is shared with all the rest. */
  readonly lateMs: number
  /** Begins to measure; what it gives tells the ms since, without those for which this process itself had no time. */
  readonly stopwatch: () => () => number
  readonly say: (line: string) => void
  /** Something may be wrong around the platform: until the next quiet point. */
  disturbed: boolean
}

export function count(player: Player, what: string): void {
  player.counts.set(what, (player.counts.get(what) ?? 0) + 1)
}

/** A call of a company's key, under an idempotency key that follows from the step. */
export function callOf(player: Player, at: number, apiKey: string) {
  return (method: string, path: string, body?: unknown, part = ''): Promise<Answer> =>
    ask(player.world, player.asked, {
      apiKey,
      method,
      path,
      ...(body === undefined ? {} : { body }),
      ...(method === 'GET' ? {} : { idempotencyKey: `${player.seed}-${at}${part}` }),
      node: at,
    })
}

export function must({ status, body }: Answer, ...statuses: number[]): Answer['body'] {
  if (!statuses.includes(status)) throw new Error(`answered ${status} ${JSON.stringify(body)}`)
  return body
}

export function chainOf({ world }: Player, name: string): WorldChain {
  const chain = world.chains.get(name)
  if (chain === undefined) throw new Error(`there is no chain ${name} in this run`)
  return chain
}

/** The first default token: all that is played with. */
export function tokenOf(chain: WorldChain): { readonly address: string; readonly decimals: number } {
  const [token] = chain.tokens
  if (token === undefined) throw new Error(`${chain.spec.name} has no token`)
  return token
}

export function microText(micro: bigint | number): string {
  return unitsToText(BigInt(micro), 6)
}

export function unitsOf(chain: WorldChain, micro: bigint): bigint {
  return micro * 10n ** BigInt(tokenOf(chain).decimals - 6)
}

/** An address that this step alone pays to. */
export function receiverOf(player: Player, at: number, chain: string): string {
  const hex = createHash('sha256').update(`${player.seed}:receiver:${at}`).digest('hex').slice(0, 40)
  return chain === 'TRON' ? addressOfEvm(`0x${hex}`) : `0x${hex}`
}

/** @throws when the plan names what was not made. */
export function numbered<T>(list: readonly T[], number: number, what: string): T {
  const found = list[number]
  if (found === undefined) throw new Error(`${what} ${number} was not made`)
  return found
}
