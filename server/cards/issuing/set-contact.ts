import { Type } from 'typebox'
import { readEmail } from '../../companies/company-fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { lockLivingCard } from '../card.ts'
import { digitsField, readAliased, readPhone } from './card-fields.ts'
import { auditCard, changeCard } from './change-card.ts'

export function setEmail() {
  return writeRoute({
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/email',
    access: { level: 2 },
    summary: "Change the cardholder's e-mail address",
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS', 'FIELD_INVALID'],
    tag: 'Cards',
    body: Type.Object({ business_email: Type.Optional(Type.String()), email: Type.Optional(Type.String()) }),
    answer: Type.Object({}),
    async write(tx, call) {
      const text = readAliased('business_email', call.body.business_email, call.body.email)
      if (isRefusal(text)) return text
      const card = await lockLivingCard(tx, call.companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      const email = readEmail('business_email', text)
      if (isRefusal(email)) return email
      await changeCard(tx, card, { email })
      await auditCard(tx, call, card.id, 'email_changed')
      return {}
    },
  })
}

/** One-time codes go there from now on. */
export function setPhone() {
  return writeRoute({
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/phone',
    access: { level: 2 },
    summary: 'Change the phone that one-time codes go to',
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS', 'PHONE_INVALID'],
    tag: 'Cards',
    body: Type.Object({ phone_country_code: digitsField(), phone: digitsField() }),
    answer: Type.Object({}),
    async write(tx, call) {
      const card = await lockLivingCard(tx, call.companyId, call.params.cardId ?? '')
      if (isRefusal(card)) return card
      const phone = readPhone(call.body.phone_country_code, call.body.phone)
      if (isRefusal(phone)) return phone
      await changeCard(tx, card, phone)
      await auditCard(tx, call, card.id, 'phone_changed')
      return {}
    },
  })
}
