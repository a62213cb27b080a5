import { type Country, findCountry } from '../../kernel/countries.ts'
import { readCurrency } from '../../kernel/currencies.ts'
import { malformed } from '../../kernel/http/fields.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { MICRO_PER_CENT } from '../card-accounts.ts'
import {
  type Channel,
  MESSAGE_TYPES,
  type Merchant,
  type MessageType,
  type NetworkMessage,
  type OriginalAmount,
} from '../message.ts'
import { FieldReader, ID_MAX, isObject } from './field-reader.ts'
import { readChallenge, readPosting, readVerification } from './read-type-fields.ts'

const TEXT_MAX = 200
const CHANNELS = ['POS', 'ECOMMERCE', 'ATM', 'VISA_DIRECT'] as const
const ENTRY_MODES = [
  'chip',
  'contactless',
  'magstripe',
  'manual',
  'ecommerce',
  'credential_on_file',
  'wallet',
] as const

const PAN = /^\d{12,19}$/
const EXPIRY = /^(0[1-9]|1[0-2])\d\d$/
const CVV2 = /^\d{3,4}$/
const MCC = /^\d{4}$/
const COUNTRY = /^([A-Za-z]{2,3}|\d{1,3})$/
const RATE = /^\d{1,12}(\.\d{1,18})?$/
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i

/** What each type cannot do without, beside `card` and `network_id`. */
const REQUIRED: Readonly<Record<MessageType, readonly string[]>> = {
  authorization: ['amount', 'billing', 'channel'],
  incremental: ['original_network_id', 'amount', 'billing'],
  advice: ['decision', 'reason'],
  clearing: ['clearing_id', 'amount', 'billing'],
  reversal: [],
  refund: ['amount', 'billing'],
  visa_direct: ['amount', 'billing'],
  three_ds_challenge: ['action'],
}

/** A parsed body as a message; a refusal names the first field that is wrong (contract, cards §11.1 and §11.2). */
export function readMessage(body: unknown): NetworkMessage | Refusal {
  if (!isObject(body)) return malformed('The body must be a JSON object')
  const fields = new FieldReader(body)
  fields.require('type', 'network_id', 'card')
  const type = fields.word('type', MESSAGE_TYPES)
  if (type === null) return fields.problem ?? malformed('type is required')
  const message = readFields(fields, type)
  return fields.problem ?? message
}

function readFields(fields: FieldReader, type: MessageType): NetworkMessage {
  fields.require(...REQUIRED[type])
  checkUnused(fields)
  const merchant = fields.object('merchant')
  const country = readCountry(merchant, 'country')
  return {
    type,
    networkId: fields.text('network_id', ID_MAX) ?? '',
    transactionRef: fields.text('transaction_ref', ID_MAX),
    originalNetworkId: fields.text('original_network_id', ID_MAX),
    rrn: fields.text('rrn', ID_MAX),
    channel: readChannel(fields, type),
    entryMode: fields.word('entry_mode', ENTRY_MODES),
    initiator: fields.word('initiator', ['cardholder', 'merchant']) ?? 'cardholder',
    billing: readBilling(fields),
    original: readOriginal(fields),
    exchangeRate: fields.decimal('exchange_rate', RATE),
    merchant: merchant === null ? null : readMerchant(merchant, country),
    mcc: merchant?.form('mcc', MCC, 'a category code of 4 digits') ?? null,
    country,
    card: readCard(fields),
    ...readVerification(fields),
    ...readPosting(fields, type),
    ...readChallenge(fields, type),
  }
}

function readCard(fields: FieldReader): NetworkMessage['card'] {
  const card = fields.object('card')
  const id = card?.text('id', ID_MAX) ?? null
  const pan = card?.secret('pan', PAN, 'a card number of 12 to 19 digits') ?? null
  if (card !== null && id === null && pan === null) card.fail('id', 'or card.pan is required')
  return {
    id,
    pan,
    expiry: card?.form('expiry', EXPIRY, 'a month and year as MMYY') ?? null,
    cvv2: fields.secret('cvv2', CVV2, '3 or 4 digits'),
  }
}

function readBilling(fields: FieldReader): bigint | null {
  const billing = fields.object('billing')
  if (billing === null) return null
  billing.require('value', 'currency')
  billing.word('currency', ['USD'])
  return (billing.minorUnits('value') ?? 0n) * MICRO_PER_CENT
}

function readOriginal(fields: FieldReader): OriginalAmount | null {
  const amount = fields.object('amount')
  if (amount === null) return null
  amount.require('value', 'currency')
  const value = amount.minorUnits('value')
  const code = amount.text('currency', ID_MAX)
  if (value === null || code === null) return null
  const currency = readCurrency(code)
  return currency === null ? amount.fail('currency', 'must be an ISO 4217 code') : { value, currency }
}

function readChannel(fields: FieldReader, type: MessageType): Channel {
  return fields.word('channel', CHANNELS) ?? (type === 'visa_direct' ? 'VISA_DIRECT' : 'POS')
}

/** Countries are emitted alpha-3 (README §2.8); a code that no country has stays as the network gave it. */
function readMerchant(merchant: FieldReader, country: Country | null): Merchant {
  return {
    id: merchant.text('id', TEXT_MAX),
    name: merchant.text('name', TEXT_MAX),
    city: merchant.text('city', TEXT_MAX),
    post_code: merchant.text('post_code', TEXT_MAX),
    state: merchant.text('state', TEXT_MAX),
    country: country?.alpha3 ?? merchant.text('country', TEXT_MAX),
    mcc: merchant.text('mcc', TEXT_MAX),
    mcc_category: merchant.text('mcc_category', TEXT_MAX),
  }
}

function readCountry(owner: FieldReader | null, name: string): Country | null {
  const code = owner?.form(name, COUNTRY, 'an ISO 3166 country code') ?? null
  return code === null ? null : findCountry(code)
}

/** Fields that decide nothing must still have their form. */
function checkUnused(fields: FieldReader): void {
  fields.text('stan', ID_MAX)
  fields.text('terminal_id', ID_MAX)
  fields.form('sent_at', INSTANT, 'a date-time like 2026-09-02T08:00:00.120Z')
  fields.flag('partial_supported')
  fields.form('settlement_date', DAY, 'a date like 2026-09-02')
  fields.text('business_application_id', ID_MAX)
  const acquirer = fields.object('acquirer')
  acquirer?.text('id', ID_MAX)
  readCountry(acquirer, 'country')
  const sender = fields.object('sender')
  sender?.text('name', TEXT_MAX)
  sender?.text('account_reference', TEXT_MAX)
  readCountry(sender, 'country')
}
