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
  const waiting: Purchase[] = []

  async function flush(): Promise<void> {
    while (waiting.length > 0) await write(db, waiting.splice(0, BATCH_MAX))
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

async function write(db: Database, batch: readonly Purchase[]): Promise<void> {
  await sql`
    INSERT INTO card_purchase_traces (company_id, transaction_id, marks)
    SELECT * FROM unnest(
      ${batch.map(({ m }) => m.companyId)}::uuid[],
      ${batch.map(({ transactionId }) => transactionId)}::uuid[],
      ${batch.map(({ trace }) => jsonb(trace.marks))}::jsonb[]
    ) ON CONFLICT DO NOTHING`.execute(db)
}
