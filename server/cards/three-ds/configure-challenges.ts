import { Type } from 'typebox'
import { enumField } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { lockLivingCard } from '../card.ts'
import { auditCard, changeCard } from '../issuing/change-card.ts'

/** The names of other APIs are read, ours are emitted. */
const MODES = {
  sms: 'sms',
  webhook: 'webhook',
  disabled: 'disabled',
  AUTOMATIC: 'sms',
  FORWARDED: 'webhook',
} as const
const NAMES = ['sms', 'webhook', 'disabled', 'AUTOMATIC', 'FORWARDED'] as const

/** How the card's cardholder is asked for a code. Challenges that are open already stay as they were opened. */
export function configureChallenges() {
  return writeRoute({
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/3ds-configuration',
    access: { level: 2 },
    summary: 'How the cardholder gets the codes of 3DS',
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS', 'VALUE_NOT_ALLOWED'],
    tag: 'Cards',
    body: Type.Object({ type: enumField(NAMES) }),
    answer: Type.Object({ type: enumField(['sms', 'webhook', 'disabled']) }),
    async write(tx, call) {
      const card = await lockLivingCard(tx, call.companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      const type = MODES[call.body.type]
      await changeCard(tx, card, { three_ds: type })
      await auditCard(tx, call, card.id, '3ds_configured', {
        before: { type: card.three_ds },
        after: { type },
      })
      return { type }
    },
  })
}
