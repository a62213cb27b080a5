import { sql } from 'kysely'
import type { Tx } from '../../../kernel/database.ts'
import { HISTORY_MS } from '../history.ts'

const EVENTS_PER_PAGE = 500

/** A request, an approval or a decline of a card, with what its purchase recorded of the decision. */
export interface PastEvent {
  readonly operation: string
  readonly created_at: Date
  /** Velocity was looked at now: when the purchase was decided or, if its company was asked then, before it was. */
  readonly judges: boolean
  /** The purchase ended now. */
  readonly decides: boolean
  readonly asked: boolean
  /** When velocity was looked at. */
  readonly judged_at: Date
  readonly attempted: bigint
  /** Null: not in the history. */
  readonly history_amount: bigint | null
  readonly mcc: string | null
  readonly country: string | null
  readonly decline_code: string | null
  readonly velocity_since: Date | null
  readonly risk_skipped: boolean
}

/**
 * A card's past in the order in which it was decided, from 90 days before `from`: so far back reaches what the first decision
 * after it was made over. Ids follow the arrival of messages, which is not quite that order. The cursor keeps our memory small,
 * whatever the card has been through.
 */
export async function* readPast(
  tx: Tx,
  companyId: string,
  cardId: string,
  from: Date,
  to: Date,
): AsyncGenerator<PastEvent> {
  const earliest = new Date(from.getTime() - HISTORY_MS)
  await sql`
    DECLARE card_past NO SCROLL CURSOR FOR
    SELECT e.operation, e.created_at, d.decides, a.asked, t.created_at AS judged_at, t.attempted, t.history_amount,
           t.mcc, t.country, t.decline_code, t.velocity_since, t.risk_skipped,
           t.judged AND CASE
             WHEN NOT a.asked THEN d.decides
             ELSE e.operation = 'TRANSACTION_AUTHORIZATION' AND (t.decided_event_id > e.id) IS NOT FALSE
           END AS judges
    FROM card_events e
    JOIN card_transactions t ON t.company_id = e.company_id AND t.card_id = e.card_id AND t.id = e.transaction_id,
    LATERAL (SELECT t.decided_event_id IS NOT DISTINCT FROM e.id AS decides) d,
    LATERAL (SELECT t.company_response IS NOT NULL OR t.state = 'ASKED'
                    OR coalesce(t.decline_code IN ('C010', 'C020'), false) AS asked) a
    WHERE e.company_id = ${companyId} AND e.card_id = ${cardId}
      AND e.created_at > ${earliest} AND e.created_at <= ${to}
      AND (e.operation IN ('TRANSACTION_AUTHORIZATION', 'TRANSACTION_REJECTED') OR d.decides)
    ORDER BY e.created_at, e.id`.execute(tx)
  let page: PastEvent[]
  do {
    page = (await sql<PastEvent>`FETCH ${sql.raw(String(EVENTS_PER_PAGE))} FROM card_past`.execute(tx)).rows
    yield* page
  } while (page.length === EVENTS_PER_PAGE)
}
