import { sql } from 'kysely'
import { Type } from 'typebox'
import { type AuditEntry, writeAudit } from '../../kernel/audit.ts'
import { jsonb, type Tx } from '../../kernel/database.ts'
import { readText } from '../../kernel/http/fields.ts'
import { type Call, type Route, readRoute, writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { type Card, findCard, lockLivingCard } from '../card.ts'

const PATH = '/cards/virtual-cards/{cardId}/risk-score-fuse'
const REASON_CHARACTERS_MAX = 500

/** As stored in cards.fuse: the next purchase that reaches the risk score passes it by, and takes the fuse with it. */
interface Fuse {
  /** The company, or the e-mail of the person. */
  readonly activated_by: string
  readonly activated_at: string
  readonly channel: 'API' | 'PORTAL'
  readonly reason: string | null
}

const FuseShape = Type.Object({
  card_id: Type.String(),
  company_id: Type.String(),
  activated_by: Type.String(),
  activated_at: Type.String({ format: 'date-time' }),
  channel: Type.String(),
  reason: Type.Union([Type.String(), Type.Null()]),
})

export function fuseRoutes(): Route[] {
  return [armFuse, getFuse, disarmFuse]
}

const armFuse = writeRoute({
  method: 'POST',
  path: PATH,
  access: { level: 2 },
  summary: 'Let the next purchase of the card pass the risk score; arming again replaces it',
  tag: 'Virtual cards',
  refusals: ['CARD_NOT_FOUND', 'CARD_STATUS'],
  body: Type.Object({ reason: Type.Optional(Type.String()) }),
  answer: FuseShape,
  async write(tx, call) {
    const card = await lockLivingCard(tx, call.companyId, call.params.cardId ?? '')
    if (isRefusal(card)) return card
    const reason = readText('reason', call.body.reason ?? '', { min: 0, max: REASON_CHARACTERS_MAX })
    if (isRefusal(reason)) return reason
    const isPerson = call.caller.type === 'USER'
    const fuse: Fuse = {
      activated_by: isPerson ? call.caller.name : call.companyId,
      activated_at: call.now.toISOString(),
      channel: isPerson ? 'PORTAL' : 'API',
      reason: reason === '' ? null : reason,
    }
    await setFuse(tx, call, card, fuse)
    return showFuse(card, fuse)
  },
})

const getFuse = readRoute({
  method: 'GET',
  path: PATH,
  access: { level: 1 },
  summary: 'The armed fuse of the card',
  tag: 'Virtual cards',
  refusals: ['CARD_NOT_FOUND', 'FUSE_NOT_ARMED'],
  answer: FuseShape,
  async read(db, { companyId, params }) {
    const card = await findCard(db, companyId, params.cardId ?? '')
    if (isRefusal(card)) return card
    return card.fuse === null ? refuse('FUSE_NOT_ARMED') : showFuse(card, card.fuse as Fuse)
  },
})

const disarmFuse = writeRoute({
  method: 'DELETE',
  path: PATH,
  access: { level: 2 },
  summary: 'Take the fuse out, armed or not',
  tag: 'Virtual cards',
  refusals: ['CARD_NOT_FOUND', 'CARD_STATUS'],
  answer: Type.Null(),
  status: 204,
  async write(tx, call) {
    const card = await lockLivingCard(tx, call.companyId, call.params.cardId ?? '')
    if (isRefusal(card)) return card
    if (card.fuse !== null) await setFuse(tx, call, card, null)
    return null
  },
})

async function setFuse(tx: Tx, call: Call<unknown, unknown>, card: Card, fuse: Fuse | null): Promise<void> {
  await tx
    .updateTable('cards')
    .set({ fuse: fuse === null ? null : jsonb(fuse), version: sql`version + 1` })
    .where('company_id', '=', card.company_id)
    .where('id', '=', card.id)
    .execute()
  const entry: AuditEntry = {
    companyId: card.company_id,
    caller: call.caller,
    action: fuse === null ? 'card_fuse.disarmed' : 'card_fuse.armed',
    objectType: 'card',
    objectId: card.id,
    before: card.fuse as Fuse | null,
    after: fuse,
    traceId: call.traceId,
    at: call.now,
  }
  await writeAudit(tx, entry)
}

function showFuse(card: Card, fuse: Fuse): object {
  return { card_id: card.id, company_id: card.company_id, ...fuse }
}
