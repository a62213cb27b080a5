import { type Static, Type } from 'typebox'
import type { Company } from '../../companies/company.ts'
import { readEmail } from '../../companies/company-fields.ts'
import { createHoldingWallet } from '../../holdings/create-holding-wallet.ts'
import { findHoldingWallet } from '../../holdings/holding-wallet.ts'
import type { Tx } from '../../kernel/database.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import type { ApprovalMethod, Card } from '../card.ts'
import { CARD_CHAIN } from '../card-chain.ts'
import { homeCountry } from '../controls/home-country.ts'
import {
  digitsField,
  metadataField,
  type Phone,
  readApprovalMethod,
  readHolderName,
  readMetadata,
  readPhone,
} from './card-fields.ts'
import { CardShape, showCard } from './card-shape.ts'
import { auditCard } from './change-card.ts'
import { createDepositWallet } from './deposit-wallet.ts'
import type { IssuingDeps } from './deps.ts'
import { issueNumber } from './issue-number.ts'
import { type Limits, limitFacts, limitFields, readLimits } from './limits.ts'
import { lockPack, refuseWhenFull } from './pool.ts'

const Body = Type.Object({
  card_holder_name: Type.String(),
  approval_method: Type.String({ description: 'TOP_UP, WEBHOOK or NONE' }),
  phone_country_code: digitsField(),
  phone: digitsField(),
  email: Type.Optional(Type.String()),
  ...limitFields,
  metadata: Type.Optional(metadataField()),
})

/** The first card brings the cards' holding wallet with it. */
export function createCard(deps: IssuingDeps) {
  return writeRoute({
    method: 'POST',
    path: '/cards/virtual-cards/create',
    access: { level: 2 },
    summary: 'Issue a card',
    refusals: [
      'VALUE_NOT_ALLOWED',
      'CARD_FIELD_NEGATIVE',
      'HOLDER_NAME_INVALID',
      'PHONE_INVALID',
      'METADATA_TOO_LARGE',
      'CARDS_NOT_CONFIGURED',
      'PRODUCT_LIMIT',
    ],
    tag: 'Cards',
    body: Body,
    answer: CardShape,
    async write(tx, call) {
      const order = readOrder(call.body)
      if (isRefusal(order)) return order
      const { bin, expiryMonths } = deps.config.cards
      if (bin === null) return refuse('CARDS_NOT_CONFIGURED')
      const company = await lockPack(tx, call.companyId)
      if (isRefusal(company)) return company
      const full = await refuseWhenFull(tx, company)
      if (full !== null) return full
      await ensureHoldingWallet(tx, deps, company, call.now)
      const cardId = newId()
      const place = { companyId: company.company_id, cardId }
      const number = await issueNumber(tx, { sealer: deps.vault.sealer, bin, expiryMonths }, place, call.now)
      const card = await insertCard(tx, { ...place, ...order, ...number, at: call.now })
      if (order.method === 'TOP_UP') await createDepositWallet(tx, deps, company, cardId, call.now)
      await auditCard(tx, call, cardId, 'created', {
        after: { approval_method: card.approval_method, last4: card.last4, ...limitFacts(card) },
      })
      return showCard(card)
    },
  })
}

interface CardOrder {
  readonly method: ApprovalMethod
  readonly holderName: string
  readonly phone: Phone
  readonly email: string | null
  readonly limits: Limits
  /** JSON text. */
  readonly metadata: string | null
  readonly homeCountry: string | null
}

/** What is no shape at all is refused first (400), then what is not allowed (412). */
function readOrder(body: Static<typeof Body>): CardOrder | Refusal {
  const method = readApprovalMethod(body.approval_method)
  if (isRefusal(method)) return method
  const limits = readLimits(body)
  if (isRefusal(limits)) return limits
  const holderName = readHolderName(body.card_holder_name)
  if (isRefusal(holderName)) return holderName
  const phone = readPhone(body.phone_country_code, body.phone)
  if (isRefusal(phone)) return phone
  const email = body.email === undefined ? null : readEmail('email', body.email)
  if (isRefusal(email)) return email
  const metadata = readMetadata(body.metadata)
  if (isRefusal(metadata)) return metadata
  return { method, limits, holderName, phone, email, metadata, homeCountry: homeCountry(body.metadata) }
}

async function ensureHoldingWallet(tx: Tx, deps: IssuingDeps, company: Company, now: Date): Promise<void> {
  const holding = await findHoldingWallet(tx, company.company_id, CARD_CHAIN, 'cards')
  if (isRefusal(holding)) await createHoldingWallet(tx, deps, company, CARD_CHAIN, 'cards', now)
}

interface NewCard extends CardOrder {
  readonly companyId: string
  readonly cardId: string
  readonly last4: string
  readonly expiry: string
  readonly at: Date
}

/** Before the first purchase: no day has sums. */
const NO_DAY = '1970-01-01'

async function insertCard(tx: Tx, card: NewCard): Promise<Card> {
  await tx.insertInto('card_directory').values({ card_id: card.cardId, company_id: card.companyId }).execute()
  return tx
    .insertInto('cards')
    .values({
      company_id: card.companyId,
      id: card.cardId,
      holder_name: card.holderName,
      last4: card.last4,
      expiry: card.expiry,
      status: 'ACTIVE',
      approval_method: card.method,
      ...card.limits,
      email: card.email,
      ...card.phone,
      metadata: card.metadata,
      home_country: card.homeCountry,
      spent_day: NO_DAY,
      created_at: card.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}
