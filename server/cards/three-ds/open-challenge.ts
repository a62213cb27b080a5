import type { Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import type { Secret } from '../../kernel/secret.ts'
import { sealMembers } from '../../webhooks/sealed-data.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import type { Card } from '../card.ts'
import type { CardMessage } from '../message.ts'
import { withDigits } from '../purchase-event.ts'
import { ATTEMPTS, type Challenge, LIFETIME_MS } from './challenge.ts'
import { codeHash, newCode } from './one-time-code.ts'
import { queueText } from './queue-text.ts'

const EVENT_TYPE = 'notification_3ds_authorization'
/** Of a merchant's name, in a text message. */
const NAME_CHARACTERS_MAX = 40

/** A new challenge, its code on the way to the cardholder: by SMS, or to the company in the event. Kept of it is a hash. */
export async function openChallenge(
  tx: Tx,
  sealer: Sealer,
  card: Card,
  m: CardMessage,
  now: Date,
): Promise<Challenge> {
  const id = newId()
  const code = newCode()
  const challenge = await tx
    .insertInto('three_ds_challenges')
    .values({
      company_id: card.company_id,
      card_id: card.id,
      id,
      mode: card.three_ds,
      status: 'PENDING',
      code_hash: codeHash(sealer, id, code),
      attempts_left: ATTEMPTS,
      transaction_ref: m.message.transactionRef,
      expires_at: new Date(now.getTime() + LIFETIME_MS),
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  if (challenge.mode === 'sms') await queueText(tx, sealer, card, textOf(m, code), challenge)
  await tell(tx, sealer, challenge, m, code)
  return challenge
}

async function tell(
  tx: Tx,
  sealer: Sealer,
  challenge: Challenge,
  m: CardMessage,
  code: Secret<string>,
): Promise<void> {
  const { company_id: companyId, id, created_at: at } = challenge
  const { merchant, country } = m.message
  const name = { companyId, operationId: id }
  const amount = amountOf(m)
  const isSecret = challenge.mode === 'webhook'
  const data = {
    code: isSecret ? code.reveal() : id,
    challenge_id: id,
    card_id: challenge.card_id,
    merchant_name: merchant?.name ?? null,
    merchant_country_code: country?.alpha3 ?? merchant?.country ?? null,
    transaction_amount: amount?.text ?? null,
    transaction_currency: amount?.currency ?? null,
    transaction_timestamp: at.toISOString(),
    expires_at: challenge.expires_at.toISOString(),
  }
  const event = {
    companyId,
    product: 'cards',
    eventType: EVENT_TYPE,
    operationId: id,
    status: 'pending',
    orderKey: challenge.card_id,
    traceId: m.traceId,
    at,
    ...sealMembers(sealer, name, data, isSecret ? ['code'] : []),
  } as const
  await writeEvents(tx, [event])
}

/** The code first: phones show the beginning of a message, and some read the code out of it. */
function textOf(m: CardMessage, code: Secret<string>): string {
  const amount = amountOf(m)
  const name = m.message.merchant?.name?.replace(/\s+/g, ' ').slice(0, NAME_CHARACTERS_MAX)
  const what = `${amount === null ? '' : ` of ${amount.currency} ${amount.text}`}${name === undefined ? '' : ` at ${name}`}`
  const minutes = LIFETIME_MS / 60_000
  return `${code.reveal()} is the code for your card payment${what}. Valid for ${minutes} minutes. Never tell it to anybody.`
}

function amountOf({ message: { original } }: CardMessage): { text: string; currency: string } | null {
  if (original === null) return null
  return { text: withDigits(original.value, original.currency.digits), currency: original.currency.code }
}
