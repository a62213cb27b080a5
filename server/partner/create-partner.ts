import { sql } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import type { Config, PartnerConfig } from '../kernel/config.ts'
import type { Database } from '../kernel/database.ts'
import type { Route } from '../kernel/http/route.ts'
import type { Logger } from '../kernel/log.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import type { Node } from '../kernel/node.ts'
import { type Bridge, connectBridge } from './bridge/connect.ts'
import type { BridgePace } from './bridge/http.ts'
import { createHandlers, type PartnerCategory, type PartnerHandler } from './events/handlers.ts'
import { pollTransfers } from './events/poll-transfers.ts'
import { receiveEvent } from './events/receive-event.ts'
import { subscribe } from './events/subscribe.ts'
import { tellEvents } from './events/tell-events.ts'
import { type Partner, PartnerError } from './partner.ts'

export interface PartnerDeps {
  readonly config: Pick<Config, 'partner'>
  readonly db: Database
  readonly clock: Clock
  readonly log: Logger
  readonly node: Node
  /** Faster in tests. */
  readonly pace?: BridgePace
}

export interface PartnerRoom {
  /** Null: the operator has set none. */
  readonly partner: Partner | null
  readonly routes: readonly Route[]
  /**
   * `handler` is told the id of every object there that may have changed: at least once, in any order, by any node, again with
   * growing waits while it throws. It believes nothing but what it then asks for. To be called before `start`.
   */
  on(category: PartnerCategory, handler: PartnerHandler): void
  /** For the health page: `ok`, `down since …`; null: there is no partner. */
  status(): string | null
  start(): Loop[]
}

const TELL_EVERY_MS = 1_000
const POLL_EVERY_MS = 300_000
const SUBSCRIBE_EVERY_MS = 60_000
const FORGET_EVERY_MS = 3_600_000
const FORGOTTEN_AFTER_DAYS = 90

/** The banking partner: calls to it, and what it tells. Knows no client and no ramp. */
export function createPartner(deps: PartnerDeps): PartnerRoom {
  const { config, db, log } = deps
  const handlers = createHandlers()
  const bridge = config.partner === null ? null : connectBridge({ ...deps, config: config.partner })
  let telling: Loop | null = null
  const wake = () => telling?.wake()
  return {
    partner: bridge?.partner ?? null,
    routes: [receiveEvent({ db, log, wake })],
    on: handlers.on,
    status: () => bridge?.status() ?? null,
    start() {
      if (bridge === null || config.partner === null) return []
      telling = startLoop({
        name: 'partner-events',
        everyMs: TELL_EVERY_MS,
        run: () => tellEvents(db, handlers, log),
        log,
      })
      return [telling, ...startAsking(deps, bridge, config.partner, wake)]
    },
  }
}

function startAsking(
  { db, clock, log, node }: PartnerDeps,
  { partner, endpoints }: Bridge,
  { webhookUrl }: PartnerConfig,
  wake: () => void,
): Loop[] {
  const step = (name: string, everyMs: number, run: () => Promise<void>): Loop =>
    startLoop({ name, everyMs, run: () => askIfLeading(node, log, name, run), log })
  const forgetting = step('forget-partner-events', FORGET_EVERY_MS, () => forget(db))
  const polling = step('poll-partner', POLL_EVERY_MS, async () => {
    if ((await pollTransfers(db, clock, partner)) > 0) wake()
  })
  if (webhookUrl === null) {
    log.warn(
      'the partner has no URL to reach us (HOLDFAST_BRIDGE_WEBHOOK_URL): its transfers are only asked for',
    )
    return [forgetting, polling]
  }
  const subscribing = step('subscribe-partner', SUBSCRIBE_EVERY_MS, () =>
    subscribe({ db, log, endpoints }, webhookUrl),
  )
  return [forgetting, polling, subscribing]
}

/** One node suffices. A partner that does not answer is no fault of the loop, and asked again at its next turn. */
async function askIfLeading(
  node: Node,
  log: Logger,
  name: string,
  run: () => Promise<void>,
): Promise<boolean> {
  if (!(await node.leads(name))) return false
  try {
    await run()
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error
    log.warn({ loop: name, problem: error.message }, 'the partner was asked in vain')
  }
  return false
}

async function forget(db: Database): Promise<void> {
  await db
    .deleteFrom('partner_event_directory')
    .where('received_at', '<', sql<Date>`now() - make_interval(days => ${FORGOTTEN_AFTER_DAYS})`)
    .execute()
}
