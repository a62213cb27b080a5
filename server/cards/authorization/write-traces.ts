import { sql } from 'kysely'
import { type Database, jsonb } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { Purchase } from './purchase.ts'

/** Often and few: a large write beside the hot path holds up purchases. */
const FLUSH_MS = 40
const BATCH_MAX = 64
/** More than this is not kept: a trace is worth less than memory. */
const WAITING_MAX = 20_000

export interface TraceWriter {
  /** Queues it: the row is written a moment after the answer, which is part of the trace. */
  write(purchase: Purchase): void
  start(): Loop[]
  flush(): Promise<void>
}

/** Writes when what was done for each purchase, behind the hot path, many at once. A crash loses the last moment's. */
export function createTraceWriter(db: Database, log: Logger): TraceWriter {
  let waiting: Purchase[] = []

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_MAX)
      waiting = waiting.slice(BATCH_MAX)
      await write(db, batch)
    }
  }

  return {
    write(purchase) {
      if (waiting.length < WAITING_MAX) waiting.push(purchase)
    },
    start: () => [
      startLoop({
        name: 'card purchase traces',
        everyMs: FLUSH_MS,
        log,
        run: async () => {
          await flush()
          return false
        },
      }),
    ],
    flush,
  }
}

/** In the order of the ids, as everybody who locks several of these rows. */
async function write(db: Database, batch: readonly Purchase[]): Promise<void> {
  const rows = batch.map(({ m, transactionId, trace }) => ({
    company_id: m.companyId,
    card_id: m.cardId,
    id: transactionId,
    trace: trace.marks,
  }))
  await sql`
    WITH trace AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${jsonb(rows)}::jsonb) AS trace (company_id uuid, card_id uuid, id uuid, trace jsonb)
    ), locked AS MATERIALIZED (
      SELECT t.company_id, t.card_id, t.id, trace.trace FROM trace JOIN card_transactions t USING (company_id, card_id, id)
      ORDER BY t.id FOR NO KEY UPDATE OF t
    )
    UPDATE card_transactions t SET trace = locked.trace
    FROM locked WHERE t.company_id = locked.company_id AND t.card_id = locked.card_id AND t.id = locked.id`.execute(
    db,
  )
}
