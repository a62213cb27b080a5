import { sql } from 'kysely'
import type { Reader } from '../../kernel/database.ts'
import { CardHistory, HISTORY_MS, HISTORY_PURCHASES_MAX } from './history.ts'

/** The histories of several cards, by card id, in one query of at most 1,000 index entries per card. */
export async function loadHistories(
  reader: Reader,
  keys: readonly { readonly companyId: string; readonly cardId: string }[],
  now: Date,
): Promise<Map<string, CardHistory>> {
  const from = new Date(now.getTime() - HISTORY_MS)
  // One text per card: a row object per purchase would cost several times as much to read.
  const { rows } = await sql<{ card_id: string; purchases: string }>`
    SELECT k.card_id, h.purchases
    FROM unnest(${keys.map(({ companyId }) => companyId)}::uuid[], ${keys.map(({ cardId }) => cardId)}::uuid[])
      AS k(company_id, card_id),
    LATERAL (
      SELECT string_agg(concat_ws(',', (extract(epoch FROM n.created_at) * 1000)::bigint, n.history_amount,
                                  coalesce(n.mcc, '-'), coalesce(n.country, '-')),
                        ' ' ORDER BY n.created_at, n.id) AS purchases
      FROM (
        SELECT t.created_at, t.id, t.history_amount, t.mcc, t.country
        FROM card_transactions t
        WHERE t.company_id = k.company_id AND t.card_id = k.card_id AND t.history_amount IS NOT NULL
          AND t.created_at > ${from}
        ORDER BY t.created_at DESC, t.id DESC
        LIMIT ${HISTORY_PURCHASES_MAX}
      ) n
    ) h
    WHERE h.purchases IS NOT NULL`.execute(reader)
  const histories = new Map(keys.map(({ cardId }) => [cardId, new CardHistory()]))
  for (const { card_id, purchases } of rows) {
    const history = histories.get(card_id)
    for (const purchase of purchases.split(' ')) {
      const [time = '', amount = '', mcc, country] = purchase.split(',')
      history?.add({
        at: new Date(Number(time)),
        amount: BigInt(amount),
        mcc: mcc === undefined || mcc === '-' ? null : mcc,
        country: country === undefined || country === '-' ? null : country,
      })
    }
  }
  return histories
}
