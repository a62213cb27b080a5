import { randomBytes } from 'node:crypto'
import { createSealer } from '../../server/custody/sealer.ts'
import { type Clock, wallClock } from '../../server/kernel/clock.ts'
import type { Profile } from '../../server/kernel/config.ts'
import { type Database, inTransaction } from '../../server/kernel/database.ts'
import { newId } from '../../server/kernel/ids.ts'
import { createLogger } from '../../server/kernel/log.ts'
import { joinNodes } from '../../server/kernel/node.ts'
import type { Sealer } from '../../server/kernel/sealer.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { createDelivery } from '../../server/webhooks/delivery/delivery.ts'
import type { Limits } from '../../server/webhooks/delivery/in-flight.ts'
import type { NewEvent } from '../../server/webhooks/types.ts'
import { writeEvents } from '../../server/webhooks/write-events.ts'
import { freshDatabase, type TestDatabase } from './database.ts'
import { insertWebhookCompany, type WebhookCompany, type WebhookCompanyOptions } from './webhook-company.ts'

export interface RunningDelivery {
  readonly nodeId: number
  wake(): void
  stop(): Promise<void>
}

/** A database with companies that want webhooks, and any number of nodes that send them. */
export interface WebhookBed extends TestDatabase {
  readonly sealer: Sealer
  readonly masterHex: string
  company(options: WebhookCompanyOptions): Promise<WebhookCompany>
  start(options?: {
    readonly clock?: Clock
    readonly limits?: Limits
    readonly profile?: Profile
  }): Promise<RunningDelivery>
}

export async function startWebhookBed(): Promise<WebhookBed> {
  const database = await freshDatabase()
  const master = randomBytes(32)
  const sealer = createSealer(new Secret(master))
  return {
    ...database,
    sealer,
    masterHex: master.toString('hex'),
    company: (options) => insertWebhookCompany(database.db, sealer, options),
    async start({ clock = wallClock, limits, profile = 'sandbox' } = {}) {
      const log = createLogger('silent')
      const node = await joinNodes(database.url, log)
      const delivery = createDelivery({
        db: database.db,
        clock,
        config: { profile },
        node,
        sealer,
        log,
        ...(limits === undefined ? {} : { limits }),
      })
      const loops = delivery.start()
      return {
        nodeId: node.id,
        wake: delivery.wake,
        async stop() {
          for (const loop of loops) await loop.stop()
          await node.stop()
        },
      }
    },
  }
}

/** An event of `companyId`; `operationId` tells it apart. */
export function anEvent(companyId: string, overrides: Partial<NewEvent> = {}): NewEvent {
  return {
    companyId,
    product: 'virtual_wallets',
    eventType: 'deposit',
    operationId: newId(),
    status: 'success',
    orderKey: null,
    data: { amount: '40', blockchain: 'polygon' },
    at: new Date(),
    ...overrides,
  }
}

/** Writes events in one transaction, as a product does. */
export function commitEvents(db: Database, ...events: NewEvent[]): Promise<void> {
  return inTransaction(db, (tx) => writeEvents(tx, events))
}

/** Deliveries of a company in the order of their events. */
export function deliveriesOf(db: Database, companyId: string) {
  return db
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_events as event', (join) =>
      join.onRef('event.company_id', '=', 'delivery.company_id').onRef('event.id', '=', 'delivery.event_id'),
    )
    .selectAll('delivery')
    .select(['event.operation_id', 'event.event_type', 'event.trace_id'])
    .where('delivery.company_id', '=', companyId)
    .orderBy('delivery.sequence')
    .orderBy('delivery.id')
    .execute()
}
