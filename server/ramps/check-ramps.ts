import { sql } from 'kysely'
import { type Check, type CheckContext, readWrong } from '../ledger/checks/check.ts'

type Kind = 'ramp_differs' | 'ramp_claim_differs' | 'ramp_payment_differs' | 'ramp_receipt_differs'

interface Wrong {
  readonly id: string
  readonly text: string
}

/**
 * The books agree with the ramps: what each has taken, given back, sent and got is what its own row says; what the partner owes is
 * what all rows together say; its payment is as open as its tokens; and what was credited came in receipts that serve it alone.
 */
export const checkRamps: Check<Kind> = {
  name: 'ramps',
  async run({ db, companyId, found, count }) {
    const { ramps } = await db
      .selectFrom('ramps')
      .select(({ fn }) => fn.countAll<bigint>().as('ramps'))
      .where('company_id', '=', companyId)
      .executeTakeFirstOrThrow()
    count('ramps', Number(ramps))
    const tell = (kind: Kind, subject: string, wrong: readonly Wrong[]) => {
      for (const { id, text } of wrong) found({ kind, subject, id, text })
    }
    tell('ramp_differs', 'ramp', await wrongBookings(db, companyId))
    tell('ramp_claim_differs', 'asset', await wrongClaims(db, companyId))
    tell('ramp_payment_differs', 'ramp', await wrongPayments(db, companyId))
    tell('ramp_receipt_differs', 'ramp', await wrongReceipts(db, companyId))
  },
}

type Db = CheckContext['db']

/** Of a wallet that was deleted since, what came for it is the company's. */
function wrongBookings(db: Db, companyId: string) {
  return readWrong<Wrong>(
    db,
    sql`
    WITH moved AS (
      SELECT t.subject_id AS id, a.code, t.amount * CASE a.normal WHEN 'DEBIT' THEN 1 ELSE -1 END AS amount
      FROM ledger_transfers t JOIN ledger_accounts a ON a.company_id = t.company_id AND a.id = t.debit_account_id
      WHERE t.company_id = ${companyId}
      UNION ALL
      SELECT t.subject_id, a.code, t.amount * CASE a.normal WHEN 'DEBIT' THEN -1 ELSE 1 END
      FROM ledger_transfers t JOIN ledger_accounts a ON a.company_id = t.company_id AND a.id = t.credit_account_id
      WHERE t.company_id = ${companyId}
    ), net AS (
      SELECT r.id, coalesce(sum(m.amount) FILTER (WHERE m.code = 'VIRTUAL_BALANCE'), 0) AS wallet,
             coalesce(sum(m.amount) FILTER (WHERE m.code = 'EQUITY'), 0) AS equity,
             coalesce(sum(m.amount) FILTER (WHERE m.code = 'HOLDING'), 0) AS holding,
             coalesce(sum(m.amount) FILTER (WHERE m.code = 'IN_TRANSIT'), 0) AS transit,
             coalesce(sum(m.amount) FILTER (WHERE m.code = 'PAYABLE'), 0) AS payable,
             coalesce(sum(m.amount) FILTER (WHERE m.code = 'PARTNER_CLAIM'), 0) AS claim
      FROM ramps r LEFT JOIN moved m ON m.id = r.id WHERE r.company_id = ${companyId} GROUP BY r.id
    ), due AS (
      SELECT r.id, r.type,
             CASE r.type WHEN 'RAMP_ON' THEN CASE WHEN r.credited_at IS NULL THEN 0 ELSE r.final_amount END
                         ELSE CASE WHEN r.given_back THEN 0 ELSE -r.origin_amount END END AS wallet,
             CASE WHEN r.tokens IS NULL OR r.tokens = 'BACK' THEN 0 ELSE -r.origin_amount END AS holding,
             CASE WHEN r.tokens IN ('HELD', 'QUEUED') THEN r.origin_amount ELSE 0 END AS open,
             CASE r.type WHEN 'RAMP_ON' THEN 0
               ELSE CASE WHEN r.given_back THEN r.origin_amount ELSE 0 END
                  - CASE WHEN r.tokens = 'BACK' THEN r.origin_amount ELSE 0 END - r.refunded END AS claim,
             r.refunded, w.deleted_at IS NOT NULL AS deleted
      FROM ramps r JOIN virtual_wallets w ON w.company_id = r.company_id AND w.id = r.wallet_id
      WHERE r.company_id = ${companyId}
    )
    SELECT id, format('%s: wallet %s, holding %s, in transit %s, payable %s, claim %s in the ledger; its row makes %s, %s, %s, %s, %s',
                      type, net.wallet, net.holding, transit, payable, net.claim, due.wallet, due.holding, open, open, due.claim) AS text
    FROM net JOIN due USING (id)
    WHERE (net.holding, transit, payable, net.claim) IS DISTINCT FROM (due.holding, open, open, due.claim)
       OR NOT CASE WHEN type = 'RAMP_ON' THEN net.wallet + equity = 0 AND (net.wallet = due.wallet OR (deleted AND net.wallet = 0))
                   ELSE net.wallet + equity = due.wallet - refunded AND (net.wallet = due.wallet OR deleted) END`,
  )
}

/** Of all ramps together: nothing else touches the account. */
function wrongClaims(db: Db, companyId: string) {
  return readWrong<Wrong>(
    db,
    sql`
    WITH due AS (
      SELECT chain || ':' || token_address AS asset, sum(CASE WHEN given_back THEN origin_amount ELSE 0 END
             - CASE WHEN tokens = 'BACK' THEN origin_amount ELSE 0 END - refunded) AS claim
      FROM ramps WHERE company_id = ${companyId} AND type = 'RAMP_OFF' GROUP BY 1
    ), booked AS (
      SELECT asset, debits - credits AS claim FROM ledger_accounts
      WHERE company_id = ${companyId} AND code = 'PARTNER_CLAIM'
    )
    SELECT asset AS id, format('the partner owes %s by the ledger, %s by the ramps', coalesce(booked.claim, 0), coalesce(due.claim, 0)) AS text
    FROM due FULL JOIN booked USING (asset) WHERE coalesce(booked.claim, 0) <> coalesce(due.claim, 0)`,
  )
}

function wrongPayments(db: Db, companyId: string) {
  return readWrong<Wrong>(
    db,
    sql`
    SELECT r.id, format('its tokens are %s, its payment of %s is %s', r.tokens, coalesce(p.amount, 0), coalesce(p.status, 'missing')) AS text
    FROM ramps r LEFT JOIN payments p ON p.company_id = r.company_id AND p.id = r.id AND p.operation = 'ramp_off'
    WHERE r.company_id = ${companyId} AND r.type = 'RAMP_OFF' AND (p.amount IS DISTINCT FROM r.origin_amount
      OR NOT CASE r.tokens WHEN 'LEFT' THEN p.status = 'SUCCESS' WHEN 'BACK' THEN p.status = 'FAILED'
                           ELSE p.status IN ('PENDING', 'MANUAL_CHECK') END)
    UNION ALL
    SELECT p.id, 'a payment of an off-ramp without its ramp' FROM payments p
    WHERE p.company_id = ${companyId} AND p.operation = 'ramp_off'
      AND NOT EXISTS (SELECT FROM ramps r WHERE r.company_id = p.company_id AND r.id = p.id)`,
  )
}

/** A final receipt that was disputed since is an operator's to decide, and told by the watcher. */
function wrongReceipts(db: Db, companyId: string) {
  return readWrong<Wrong>(
    db,
    sql`
    WITH got AS (
      SELECT t.ramp_id AS id, sum(t.amount) AS amount, bool_and(h.id IS NOT NULL AND h.amount = t.amount AND h.booked AND NOT h.is_sweep
             AND h.chain = r.chain AND h.token_address = r.token_address AND h.product = 'virtual_wallets') AS right
      FROM ramp_receipts t
      JOIN ramps r ON r.company_id = t.company_id AND r.id = t.ramp_id
      LEFT JOIN holding_receipts h ON h.company_id = t.company_id AND h.id = t.receipt_id
      WHERE t.company_id = ${companyId} GROUP BY t.ramp_id
    )
    SELECT r.id, format('%s of %s by its row, receipts of %s', r.type, CASE r.type WHEN 'RAMP_ON' THEN r.final_amount ELSE r.refunded END,
                        coalesce(got.amount, 0)) AS text
    FROM ramps r LEFT JOIN got ON got.id = r.id
    WHERE r.company_id = ${companyId} AND NOT coalesce(got.right, true)
       OR r.company_id = ${companyId} AND CASE r.type
            WHEN 'RAMP_ON' THEN coalesce(got.amount, 0) <> CASE WHEN r.credited_at IS NULL THEN 0 ELSE r.final_amount END
            ELSE coalesce(got.amount, 0) < r.refunded END`,
  )
}
