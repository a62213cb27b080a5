import { type TSchema, Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'

const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])

/** How a purchase was decided, and how long each step took. Its reason, and what came after, are in the contract's own call. */
export const showDecisionRoute = readRoute({
  method: 'GET',
  path: '/portal/api/card-purchases/{cardId}/{transactionId}',
  access: { person: true, operation: 'cards', level: 1 },
  summary: 'How a purchase was decided, step by step',
  refusals: ['MOVEMENT_NOT_FOUND'],
  tag: 'Portal',
  answer: Type.Object({
    judged: Type.Boolean({ description: 'By velocity rules and risk score: what fails before is not' }),
    fuse_spent: Type.Boolean({ description: 'The risk fuse let it pass' }),
    shadow_declined: nullable(
      Type.Boolean({ description: 'What the candidate rules would have done; null: there were none' }),
    ),
    steps: nullable(
      Type.Array(
        Type.Object({
          step: Type.String({
            description: 'facts, decision, company_asked, company_answered, committed, answered',
          }),
          at_us: Type.Integer({ description: 'Microseconds since the message came' }),
          took_us: Type.Integer({ description: 'Since the step before' }),
        }),
        { description: 'In the order of time; null: it was decided elsewhere, or its trace was lost' },
      ),
    ),
  }),
  async read(db, { companyId, params: { cardId = '', transactionId = '' } }) {
    const found =
      isId(cardId) && isId(transactionId) ? await find(db, { companyId, cardId, transactionId }) : undefined
    if (found === undefined) return refuse('MOVEMENT_NOT_FOUND', { id: transactionId })
    const { judged, risk_skipped, shadow_declined, marks } = found
    return {
      judged,
      fuse_spent: risk_skipped,
      shadow_declined,
      steps: marks === null ? null : stepsOf(marks as Readonly<Record<string, number>>),
    }
  },
})

interface PurchaseKey {
  readonly companyId: string
  readonly cardId: string
  readonly transactionId: string
}

function find(db: Reader, { companyId, cardId, transactionId }: PurchaseKey) {
  return db
    .selectFrom('card_transactions as t')
    .leftJoin('card_purchase_traces as p', (join) =>
      join.onRef('p.company_id', '=', 't.company_id').onRef('p.transaction_id', '=', 't.id'),
    )
    .select(['t.judged', 't.risk_skipped', 't.shadow_declined', 'p.marks'])
    .where('t.company_id', '=', companyId)
    .where('t.card_id', '=', cardId)
    .where('t.id', '=', transactionId)
    .executeTakeFirst()
}

/** What was decided again bears the time of the last decision: so the order is that of time, not of the steps' names. */
function stepsOf(marks: Readonly<Record<string, number>>) {
  const { received: start = 0, ...rest } = marks
  const ordered = Object.entries(rest).toSorted(([, a], [, b]) => a - b)
  return ordered.map(([step, at], index) => ({
    step,
    at_us: at - start,
    took_us: at - (ordered[index - 1]?.[1] ?? start),
  }))
}
