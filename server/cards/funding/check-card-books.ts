import { type RawBuilder, sql } from 'kysely'
import { type Check, readWrong } from '../../ledger/checks/check.ts'
import { CARD_CHAIN } from '../card-chain.ts'

/**
 * The books of cards agree with each other and with the purchases: what backs the program is what it owes; tokens that count are
 * what backs it; what cards may spend was issued; open holds are those that the purchases' rows say; and the company was told of what was approved.
 */
export const checkCardBooks: Check = {
  name: 'cards',
  async run({ db, companyId, found, count }) {
    const wrongSums = await readWrong(db, sums(companyId))
    for (const { name, id, has, should } of wrongSums)
      found({ kind: 'card_books_differ', subject: 'company', id, text: `${name}: ${has}, and not ${should}` })
    const wrongHolds = await readWrong(db, holds(companyId))
    for (const { id, part, has, should } of wrongHolds)
      found({
        kind: 'card_hold_differs',
        subject: 'transaction',
        id,
        text: `${part} is held with ${has}; the purchase says ${should}`,
      })
    for (const { id } of await readWrong(db, untold(companyId)))
      found({
        kind: 'card_event_missing',
        subject: 'transaction',
        id,
        text: 'was approved and no event authorized was written',
      })
    count('card checks', 5)
  },
}

interface WrongSum {
  readonly name: string
  readonly id: string
  readonly has: bigint
  readonly should: bigint
}

/** Tokens that count have six decimals, so their units are micro-dollars. */
function sums(companyId: string): RawBuilder<WrongSum> {
  return sql<WrongSum>`
    WITH balance AS (
      SELECT code, sum(CASE normal WHEN 'DEBIT' THEN debits - credits ELSE credits - debits END) AS amount
      FROM ledger_accounts
      WHERE company_id = ${companyId} AND code LIKE 'CARD\\_%'
        AND (asset = 'USD' OR (code = 'CARD_CLAIM' AND asset LIKE ${`${CARD_CHAIN}:%`}))
      GROUP BY code
    ), total AS (
      SELECT coalesce(sum(amount) FILTER (WHERE code = 'CARD_BACKING'), 0) AS backing,
             coalesce(sum(amount) FILTER (WHERE code IN
               ('CARD_HOLDING', 'CARD_FEES', 'CARD_PROVIDER_FEES', 'CARD_NETWORK', 'CARD_PAYABLE')), 0) AS owed,
             coalesce(sum(amount) FILTER (WHERE code = 'CARD_CLAIM'), 0) AS claim,
             coalesce(sum(amount) FILTER (WHERE code = 'CARD_ISSUED'), 0) AS issued,
             coalesce(sum(amount) FILTER (WHERE code = 'CARD_BALANCE'), 0) AS balances
      FROM balance
    )
    SELECT name, ${companyId} AS id, has, should FROM total, LATERAL (VALUES
      ('what backs the cards is what they owe', backing, owed),
      ('tokens that count are what backs the cards', claim, backing),
      ('what was issued is on the cards', issued, balances)
    ) AS compared(name, has, should)
    WHERE has <> should`
}

interface WrongHold {
  readonly id: string
  readonly part: string
  readonly has: bigint
  readonly should: bigint
}

function holds(companyId: string): RawBuilder<WrongHold> {
  return sql<WrongHold>`
    WITH held AS (
      SELECT t.subject_id AS id, c.code AS part, sum(h.remaining) AS amount
      FROM ledger_holds h
      JOIN ledger_transfers t ON t.company_id = h.company_id AND t.id = h.id
      JOIN ledger_accounts c ON c.company_id = h.company_id AND c.id = h.credit_account_id
      WHERE h.company_id = ${companyId} AND h.remaining > 0
        AND c.code IN ('CARD_NETWORK', 'CARD_FEES', 'CARD_PROVIDER_FEES', 'CARD_ISSUED')
      GROUP BY t.subject_id, c.code
    ), said AS (
      SELECT p.id, part, amount FROM card_transactions p, LATERAL (VALUES
        ('CARD_NETWORK', hold_bill), ('CARD_FEES', hold_client_fees),
        ('CARD_PROVIDER_FEES', hold_provider_fees), ('CARD_ISSUED', hold_card)
      ) AS parts(part, amount)
      WHERE p.company_id = ${companyId} AND amount > 0
    )
    SELECT id, part, coalesce(held.amount, 0) AS has, coalesce(said.amount, 0) AS should
    FROM held FULL JOIN said USING (id, part)
    WHERE coalesce(held.amount, 0) <> coalesce(said.amount, 0)`
}

function untold(companyId: string): RawBuilder<{ readonly id: string }> {
  return sql<{ id: string }>`
    WITH told AS (
      SELECT operation_id FROM webhook_events
      WHERE company_id = ${companyId} AND product = 'cards' AND event_type = 'authorized'
    )
    SELECT p.id FROM card_transactions p LEFT JOIN told ON told.operation_id = p.id::text
    WHERE p.company_id = ${companyId} AND p.kind = 'PURCHASE' AND p.state IN ('OPEN', 'CLOSED') AND p.approved > 0
      AND told.operation_id IS NULL`
}
