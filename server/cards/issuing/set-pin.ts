import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { Secret } from '../../kernel/secret.ts'
import { lockLivingCard } from '../card.ts'
import { sendPin } from '../network/set-pin.ts'
import { digitsField } from './card-fields.ts'
import { auditCard } from './change-card.ts'
import type { IssuingDeps } from './deps.ts'

const PIN = /^\d{4,12}$/

/** Passed on to the card processor, which keeps and checks it. It is stored nowhere here, in the answer of a repetition neither. */
export function setPin({ config }: Pick<IssuingDeps, 'config'>) {
  return writeRoute({
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/pin',
    access: { level: 3 },
    summary: 'Set the PIN of a card',
    refusals: [
      'CARD_NOT_FOUND',
      'CARD_STATUS',
      'PIN_INVALID',
      'PIN_NOT_SUPPORTED',
      'PIN_REFUSED',
      'PIN_PROCESSOR_SILENT',
    ],
    tag: 'Cards',
    body: Type.Object({ pin: digitsField() }),
    answer: Type.Object({ pin: Type.String() }),
    async write(tx, call) {
      const card = await lockLivingCard(tx, call.companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      if (!PIN.test(pinText(call.body))) return refuse('PIN_INVALID')
      await auditCard(tx, call, card.id, 'pin_sent')
      return { cardId: card.id, networkId: newId() }
    },
    async finish(message, call) {
      const pin = pinText(call.body)
      const refused = await sendPin(config.cards.network, { ...message, pin: new Secret(pin) })
      return refused ?? { pin }
    },
    repeatedAs: ({ pin }: { readonly pin: string }) => ({ pin: '*'.repeat(pin.length) }),
  })
}

function pinText({ pin }: { readonly pin: string | number }): string {
  return String(pin).trim()
}
