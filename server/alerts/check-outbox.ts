import { type RawBuilder, sql } from 'kysely'
import { type Check, readWrong } from '../ledger/checks/check.ts'

type Kind = 'deposit_event_missing' | 'delivery_without_event' | 'delivery_without_answer'

/**
 * The outbox: what is to be sent is an event that is there, and what counts as delivered was answered with a success; and whoever was credited
 * a deposit was told. That payments and purchases were told is checked beside them.
 */
export const checkOutbox: Check<Kind> = {
  name: 'outbox',
  async run({ db, companyId, found, count }) {
    for (const { id, text } of await readWrong(db, untoldDeposits(companyId)))
      found({ kind: 'deposit_event_missing', subject: 'deposit', id, text })
    for (const { id, event_id } of await readWrong(db, stray(companyId)))
      found({
        kind: 'delivery_without_event',
        subject: 'delivery',
        id,
        text: `its event ${event_id} is gone`,
      })
    for (const { id, attempts } of await readWrong(db, unanswered(companyId)))
      found({
        kind: 'delivery_without_answer',
        subject: 'delivery',
        id,
        text: `counts as delivered, and none of ${attempts} attempts was answered with a success`,
      })
    const { events } = await db
      .selectFrom('webhook_events')
      .select(({ fn }) => fn.countAll<bigint>().as('events'))
      .where('company_id', '=', companyId)
      .executeTakeFirstOrThrow()
    count('events', Number(events))
  },
}

function stray(companyId: string): RawBuilder<{ readonly id: string; readonly event_id: string }> {
  return sql<{ id: string; event_id: string }>`
    SELECT d.id, d.event_id FROM webhook_deliveries d
    LEFT JOIN webhook_events e ON e.company_id = d.company_id AND e.id = d.event_id
    WHERE d.company_id = ${companyId} AND e.id IS NULL`
}

function unanswered(companyId: string): RawBuilder<{ readonly id: string; readonly attempts: bigint }> {
  return sql<{ id: string; attempts: bigint }>`
    SELECT d.id, count(a.number) AS attempts FROM webhook_deliveries d
    LEFT JOIN webhook_attempts a ON a.company_id = d.company_id AND a.delivery_id = d.id
    WHERE d.company_id = ${companyId} AND d.status = 'DELIVERED'
    GROUP BY d.id HAVING count(*) FILTER (WHERE a.status_code BETWEEN 200 AND 299) = 0`
}

/** Deposits of cards have fees and go to cards or to holding alone, which is told to nobody: they are checked by their books. */
function untoldDeposits(companyId: string): RawBuilder<{ readonly id: string; readonly text: string }> {
  return sql<{ id: string; text: string }>`
    WITH told AS (
      SELECT product, operation_id FROM webhook_events WHERE company_id = ${companyId} AND event_type = 'deposit'
    )
    SELECT d.id, format('was credited and no event of %s was written', d.operation_id) AS text
    FROM deposits d LEFT JOIN told ON told.product = d.product AND told.operation_id = d.operation_id
    WHERE d.company_id = ${companyId} AND d.credited AND d.status IN ('CONFIRMED', 'FINALIZED') AND d.product IN ('virtual_wallets', 'treasury')
      AND told.operation_id IS NULL`
}
