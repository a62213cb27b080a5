import { sql, type Updateable } from 'kysely'
import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import type { Call } from '../../kernel/http/route.ts'
import type { Schema } from '../../migrations/schema.ts'
import type { Card } from '../card.ts'

/** Who asks, and when. */
export type CardCaller = Pick<Call<unknown, unknown>, 'companyId' | 'caller' | 'traceId' | 'now'>

/** The caller holds the card's lock. The version rises, so that a decision over the row as it was is made again. */
export async function changeCard(
  tx: Tx,
  card: Pick<Card, 'company_id' | 'id'>,
  set: Updateable<Schema['cards']>,
): Promise<Card> {
  return tx
    .updateTable('cards')
    .set({ ...set, version: sql<bigint>`version + 1` })
    .where('company_id', '=', card.company_id)
    .where('id', '=', card.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The audit log is shown to the company's people: `before` and `after` hold no number, PIN or telephone of a cardholder. */
export async function auditCard(
  tx: Tx,
  call: CardCaller,
  cardId: string,
  action: string,
  facts: { readonly before?: object; readonly after?: object } = {},
): Promise<void> {
  await writeAudit(tx, {
    companyId: call.companyId,
    caller: call.caller,
    action: `card.${action}`,
    objectType: 'card',
    objectId: cardId,
    before: facts.before ?? null,
    after: facts.after ?? null,
    traceId: call.traceId,
    at: call.now,
  })
}
