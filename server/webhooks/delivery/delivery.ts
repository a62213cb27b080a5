import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import { type Database, inTransaction, type Tx } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { Node } from '../../kernel/node.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { createOpener } from '../company-webhook.ts'
import { createWebhookClient } from '../http/webhook-client.ts'
import { outbox } from '../write-events.ts'
import { attempt, type Outcome } from './attempt.ts'
import { type Claim, type Claimed, claimDue } from './claim.ts'
import { COMPANIES_PER_PASS, readDueCompanies } from './due-companies.ts'
import { InFlight, LIMITS, type Limits } from './in-flight.ts'
import { preferIndexes } from './prefer-indexes.ts'
import { recoverClaims, releaseClaims } from './recover.ts'
import { settle } from './settle.ts'
import { createSettler } from './settler.ts'

/** Finds what other nodes wrote, what became due, and what a hint came too early for. */
const POLL_MS = 200
/** Events are announced before their transaction commits: looked for when it should have. */
const COMMIT_WAIT_MS = 10
const RECOVER_MS = 1_000
/** Ready rows looked at beyond a company's free places; many while a pass finds rows to set aside. */
const LOOK_AHEAD_MIN = 16
const LOOK_AHEAD_MAX = 512
/** Requests under way when this node stops may end by themselves for so long. */
const DRAIN_MS = 3_000
/** Then they are given up, and what came out must be recorded within so long. */
const GIVE_UP_MS = 2_000

export interface DeliveryDeps {
  readonly db: Database
  readonly clock: Clock
  readonly config: Pick<Config, 'profile'>
  readonly node: Pick<Node, 'id' | 'living'>
  readonly sealer: Sealer
  readonly log: Logger
  readonly limits?: Limits
}

export interface Delivery {
  /** The sending loop and the one that recovers claims of dead nodes. Stop them before the node leaves and the database closes. */
  start(): Loop[]
  /** Events were committed: look now. */
  wake(): void
}

/** Sends what the outbox holds: in order per wallet and card, many companies side by side, each at most its share. */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const { db, clock, node, log } = deps
  const client = createWebhookClient({ profile: deps.config.profile })
  const open = createOpener(deps.sealer)
  const inFlight = new InFlight(deps.limits ?? LIMITS)
  const running = new Set<Promise<void>>()
  const shutdown = new AbortController()
  const settler = createSettler<Outcome>((batch) => settle(db, node.id, batch, clock.now()), log)
  let after: string | null = null
  let lookAhead = LOOK_AHEAD_MIN
  let loop: Loop | undefined
  let hint: NodeJS.Timeout | undefined

  const wake = () => loop?.wake()
  const wakeSoon = () => {
    hint ??= setTimeout(() => {
      hint = undefined
      wake()
    }, COMMIT_WAIT_MS)
  }

  /** One pass: claims what is due and sends it, without waiting for the answers. */
  async function dispatch(): Promise<boolean> {
    if (inFlight.isFull) return false
    const isFromStart = after === null
    const { due, claims, setAside } = await inTransaction(db, claimPass)
    const isCut = due.length === COMPANIES_PER_PASS
    after = isCut ? (due.at(-1) ?? null) : null
    lookAhead = setAside > 0 ? LOOK_AHEAD_MAX : LOOK_AHEAD_MIN
    for (const claim of claims) launch(claim)
    return isCut || !isFromStart || claims.length > 0 || setAside > 0
  }

  async function claimPass(tx: Tx): Promise<Claimed & { readonly due: readonly string[] }> {
    const now = clock.now()
    await preferIndexes(tx)
    const due = await readDueCompanies(tx, { now, after, except: inFlight.saturated() })
    const rooms = inFlight.roomsFor(due)
    if (rooms.length === 0) return { due, claims: [], setAside: 0 }
    return { due, ...(await claimDue(tx, rooms, { nodeId: node.id, now, lookAhead })) }
  }

  function launch(claim: Claim): void {
    const { companyId } = claim.event
    inFlight.add(companyId)
    const run = send(claim)
      .catch((error) => log.error({ err: error, deliveryId: claim.deliveryId }, 'webhook attempt broke off'))
      .finally(() => {
        inFlight.remove(companyId)
        running.delete(run)
        wake()
      })
    running.add(run)
  }

  async function send(claim: Claim): Promise<void> {
    const outcome = await attempt({ client, clock, open, sealer: deps.sealer, log }, claim, shutdown.signal)
    if (outcome !== null) await settler.settle(outcome)
  }

  /** Lets requests end, gives up the rest, and gives back what they held: another node, or the next start, sends it. */
  async function drain(): Promise<void> {
    const ended = Promise.all(running)
    await Promise.race([ended, pause(DRAIN_MS, undefined, { ref: false })])
    shutdown.abort()
    await Promise.race([ended, pause(GIVE_UP_MS, undefined, { ref: false })])
    // Without a database they stay claimed by a node that is gone, and others take them all the same.
    await releaseClaims(db, [node.id]).catch((error: unknown) =>
      log.warn({ err: error }, 'claims of deliveries not given back'),
    )
    client.close()
  }

  return {
    wake,
    start() {
      const sending = startLoop({ name: 'webhooks', everyMs: POLL_MS, run: dispatch, log })
      loop = sending
      outbox.on('written', wakeSoon)
      const recovering = startLoop({
        name: 'webhook-claims',
        everyMs: RECOVER_MS,
        log,
        run: async () => {
          if ((await recoverClaims(db, node)) > 0) wake()
          return false
        },
      })
      const stop = async () => {
        outbox.off('written', wakeSoon)
        clearTimeout(hint)
        await sending.stop()
        await drain()
      }
      return [{ wake, stop }, recovering]
    },
  }
}
