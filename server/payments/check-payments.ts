import { type RawBuilder, sql } from 'kysely'
import { type Check, readWrong } from '../ledger/checks/check.ts'
import { INTERNAL_HASH } from './payment.ts'

type Kind = 'payment_differs' | 'payment_missing' | 'payment_event_missing'

interface Wrong {
  readonly id: string
  readonly text: string
}

/**
 * Every payment was booked once as its row says it stands, nothing was booked for a payment that is not there, and whoever waits for the
 * end of one was told. Off-ramps, which go further ways, are checked with their ramps; that they have a row is checked here.
 */
export const checkPayments: Check<Kind> = {
  name: 'payments',
  async run({ db, companyId, found, count }) {
    const tell = (kind: Kind, wrong: readonly Wrong[]) => {
      for (const { id, text } of wrong) found({ kind, subject: 'payment', id, text })
    }
    tell('payment_differs', await readWrong(db, wrongPayments(companyId)))
    tell('payment_missing', await readWrong(db, missingPayments(companyId)))
    tell('payment_event_missing', await readWrong(db, untoldPayments(companyId)))
    const { payments } = await db
      .selectFrom('payments')
      .select(({ fn }) => fn.countAll<bigint>().as('payments'))
      .where('company_id', '=', companyId)
      .executeTakeFirstOrThrow()
    count('payments', Number(payments))
  },
}

/** By the word under which a step is booked: promised, and then paid or given back. Treasury books what has left, and nothing before. */
const moved = (companyId: string) => sql`
  SELECT subject_id AS id,
         coalesce(sum(amount) FILTER (WHERE reason IN ('payment_owed', 'card_payment_owed')), 0) AS owed,
         coalesce(sum(amount) FILTER (WHERE reason IN ('payment_completed', 'card_payment_completed', 'treasury_transfer')), 0) AS paid,
         coalesce(sum(amount) FILTER (WHERE reason IN ('payment_returned', 'card_payment_returned')), 0) AS returned,
         coalesce(sum(amount) FILTER (WHERE reason IN ('internal_transfer', 'paid_to_holding')), 0) AS internal
  FROM ledger_transfers
  WHERE company_id = ${companyId} AND reason IN ('payment_owed', 'card_payment_owed', 'payment_completed', 'card_payment_completed',
    'treasury_transfer', 'payment_returned', 'card_payment_returned', 'internal_transfer', 'paid_to_holding')
  GROUP BY subject_id`

function wrongPayments(companyId: string): RawBuilder<Wrong> {
  return sql<Wrong>`
    WITH moved AS (${moved(companyId)}), due AS (
      SELECT id, product, status, amount, coalesce(tx_hash = ${INTERNAL_HASH}, false) AS is_internal
      FROM payments WHERE company_id = ${companyId} AND operation <> 'ramp_off'
    ), compared AS (
      SELECT due.id, due.product, due.status, due.amount,
             ARRAY[coalesce(owed, 0), coalesce(paid, 0), coalesce(returned, 0), coalesce(internal, 0)] AS has,
             ARRAY[CASE WHEN is_internal OR product = 'treasury' THEN 0 ELSE amount END,
                   CASE WHEN status = 'SUCCESS' AND NOT is_internal THEN amount ELSE 0 END,
                   CASE WHEN status = 'FAILED' AND product <> 'treasury' THEN amount ELSE 0 END,
                   CASE WHEN is_internal THEN amount ELSE 0 END] AS should
      FROM due LEFT JOIN moved ON moved.id = due.id
    )
    SELECT id, format('%s of %s is %s: promised, paid, given back and moved inside is %s in the ledger, and not %s',
                      product, amount, status, has, should) AS text
    FROM compared WHERE has <> should`
}

/** A transfer made inside by an automatic rule has no payment. */
function missingPayments(companyId: string): RawBuilder<Wrong> {
  return sql<Wrong>`
    WITH moved AS (${moved(companyId)})
    SELECT moved.id, format('the ledger has promised %s and paid %s, and there is no payment', owed, paid) AS text
    FROM moved LEFT JOIN payments p ON p.company_id = ${companyId} AND p.id = moved.id
    WHERE p.id IS NULL AND owed + paid + returned > 0`
}

/** Fees of cards and settlements with their network end without an event; a withdrawal of cards is told under its hash, once it has one. */
function untoldPayments(companyId: string): RawBuilder<Wrong> {
  return sql<Wrong>`
    WITH ended AS (
      SELECT id, product, operation, status, tx_hash, CASE status WHEN 'SUCCESS' THEN 'success' ELSE 'failed' END AS told
      FROM payments
      WHERE company_id = ${companyId} AND status IN ('SUCCESS', 'FAILED') AND tx_hash IS DISTINCT FROM ${INTERNAL_HASH}
        AND operation IN ('withdraw', 'holding_withdraw', 'transfer', 'warranty_withdraw')
    ), events AS (
      SELECT product, event_type, status, operation_id FROM webhook_events
      WHERE company_id = ${companyId} AND event_type IN ('withdraw', 'holding_withdraw', 'transfer', 'warranty_withdraw')
    )
    SELECT ended.id, format('is %s and no event %s %s was written', ended.status, ended.operation, told) AS text
    FROM ended LEFT JOIN events e ON e.product = ended.product AND e.event_type = ended.operation AND e.status = ended.told
      AND e.operation_id = CASE WHEN operation = 'warranty_withdraw' THEN coalesce(tx_hash, ended.id::text) ELSE ended.id::text END
    WHERE e.operation_id IS NULL`
}
