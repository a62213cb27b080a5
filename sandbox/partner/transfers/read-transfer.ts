import { findAccount, railOf } from '../accounts/accounts.ts'
import type { PartnerChain } from '../chains/partner-chain.ts'
import { demandEndorsement } from '../customers/endorsement.ts'
import { amountText, timesDown } from '../decimal.ts'
import { notAllowed, Problem } from '../http/problem.ts'
import type { Reader } from '../http/reader.ts'
import { tradeOf } from '../rates.ts'
import type { CustomerRecord, Json, TransferRecord } from '../records.ts'
import type { World } from '../world.ts'
import { minimumOf, SOURCE_RAILS, type SourceRail, TARGET_RAILS, type TargetRail } from './rails.ts'
import { FIAT_DECIMALS, TOKEN_DECIMALS } from './settle.ts'

/** What a request asks for, once nothing is wrong with it. */
export type Asked = Pick<
  TransferRecord,
  | 'way'
  | 'amount'
  | 'developer_fee'
  | 'developer_fee_percent'
  | 'source'
  | 'destination'
  | 'features'
  | 'return_address'
> & { readonly chain: PartnerChain }

const FEATURES = ['flexible_amount', 'allow_any_from_address', 'static_template'] as const
const EXPIRES_AFTER_MS = 86_400_000
const SENDER_FIELDS = ['full_name', 'document_type', 'document_number', 'email', 'phone_number']

/** Null when something is wrong, which the reader is told then. @throws Problem 403 when the customer may not. */
export function readAsked(world: World, reader: Reader, customer: CustomerRecord): Asked | null {
  reader.require('source', 'destination')
  const from = reader.object('source').require('payment_rail', 'currency').text('payment_rail')
  const fiat = SOURCE_RAILS.find(({ rail }) => rail === from)
  if (fiat !== undefined) return readOnRamp(world, reader, customer, fiat)
  return readOffRamp(world, reader, customer)
}

function readOnRamp(world: World, reader: Reader, customer: CustomerRecord, rail: SourceRail): Asked | null {
  const source = reader.object('source')
  if (source.text('currency') !== rail.currency) source.fail('currency', `must be ${rail.currency}`)
  const features = readFeatures(reader)
  const isFlexible = features.flexible_amount === true
  if (isFlexible && !rail.canBeFlexible) reader.fail('features.flexible_amount', `is not for ${rail.rail}`)
  if (reader.has('return_instructions')) reader.fail('return_instructions', 'are for crypto sources')
  const to = readTokenTarget(world, reader, rail)
  const own = rail.rail === 'co_bank_transfer' ? readPse(source, world.now()) : {}
  const money = readMoney(reader, FIAT_DECIMALS, isFlexible)
  const sides = {
    way: 'ON',
    source: { payment_rail: rail.rail, currency: rail.currency, ...own },
    destination: to?.destination ?? {},
  } as const
  checkMinimum(world, reader, sides, money.units)
  demandOpen(customer, rail.endorsements)
  if (!reader.isRight || to === null) return null
  return { ...sides, ...feesOf(money), chain: to.chain, amount: money.amount, features, return_address: null }
}

/** Where tokens are paid to: a rail of ours, a token that it has, an address that it knows. */
export function readTokenTarget(
  world: World,
  reader: Reader,
  { rail, tokens }: Pick<SourceRail, 'rail' | 'tokens'>,
): { readonly chain: PartnerChain; readonly destination: Json } | null {
  const target = reader.object('destination').require('payment_rail', 'currency', 'to_address')
  const chain = readChain(world, target)
  const currency = target.text('currency')
  if (currency !== '' && tokens !== null && !tokens.includes(currency))
    target.fail('currency', `must be one of ${tokens.join(', ')} for ${rail}`)
  if (chain === null) return null
  readToken(target, chain)
  const to = chain.readAddress(target.text('to_address'))
  if (to === null) target.fail('to_address', `is no address on ${chain.rail}`)
  return { chain, destination: { payment_rail: chain.rail, currency, to_address: to } }
}

function readOffRamp(world: World, reader: Reader, customer: CustomerRecord): Asked | null {
  const source = reader.object('source')
  const chain = readChain(world, source)
  const target = reader.object('destination').require('payment_rail', 'currency', 'external_account_id')
  const rail = TARGET_RAILS.find((one) => one.rail === target.text('payment_rail'))
  if (rail === undefined) target.fail('payment_rail', 'is not supported')
  const features = readFeatures(reader)
  if (features.flexible_amount === true) reader.fail('features.flexible_amount', 'is for fiat sources')
  const money = readMoney(reader, TOKEN_DECIMALS, false)
  if (chain === null || rail === undefined) return null
  readToken(source, chain)
  const from = source.has('from_address') ? chain.readAddress(source.text('from_address')) : null
  if (source.has('from_address') && from === null)
    source.fail('from_address', `is no address on ${chain.rail}`)
  const destination = readTarget(world, target, customer, rail)
  const back = readReturnAddress(reader, chain)
  const sides = {
    way: 'OFF',
    source: { payment_rail: chain.rail, currency: source.fields.currency, from_address: from },
    destination,
  } as const
  checkMinimum(world, reader, sides, money.units)
  demandOpen(customer, rail.endorsements)
  if (!reader.isRight) return null
  return { ...sides, ...feesOf(money), chain, amount: money.amount, features, return_address: back }
}

function readChain(world: World, side: Reader): PartnerChain | null {
  const rail = side.text('payment_rail')
  const chain = world.chains.get(rail) ?? null
  if (chain === null && rail !== '') side.fail('payment_rail', 'is not supported')
  return chain
}

function readToken(side: Reader, chain: PartnerChain): void {
  const symbol = side.text('currency')
  if (symbol !== '' && !chain.tokens.some((token) => token.symbol === symbol))
    side.fail('currency', `is not supported on ${chain.rail}`)
}

function readTarget(world: World, target: Reader, customer: CustomerRecord, rail: TargetRail): Json {
  if (target.text('currency') !== rail.currency) target.fail('currency', `must be ${rail.currency}`)
  const { field, pattern, why } = rail.reference
  const reference = target.text(field, { min: 0, pattern, why })
  const id = target.text('external_account_id')
  const account = id === '' ? null : accountOrNull(() => findAccount(world, customer.id, id))
  if (id !== '' && account === null) target.fail('external_account_id', 'is not known')
  if (account !== null && !account.active) target.fail('external_account_id', 'is not active')
  if (account !== null && !railOf(account).paidBy.includes(rail.rail))
    target.fail('external_account_id', `is not paid by ${rail.rail}`)
  return {
    payment_rail: rail.rail,
    currency: rail.currency,
    external_account_id: id,
    ...(reference === '' ? {} : { [field]: reference }),
  }
}

function accountOrNull<T>(find: () => T): T | null {
  try {
    return find()
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

export function readReturnAddress(reader: Reader, chain: PartnerChain): TransferRecord['return_address'] {
  if (!reader.has('return_instructions')) return null
  const back = reader.object('return_instructions').require('address')
  const address = chain.readAddress(back.text('address'))
  if (address === null) {
    back.fail('address', `is no address on ${chain.rail}`)
    return null
  }
  return { address, memo: back.has('memo') ? back.text('memo') : null }
}

/** Below it the partner moves nothing: counted in fiat, on whichever side that is. */
export function checkMinimum(
  world: World,
  reader: Reader,
  { way, source, destination }: Pick<TransferRecord, 'way' | 'source' | 'destination'>,
  units: bigint | null,
): void {
  const fiat = way === 'ON' ? source : destination
  const minimum = minimumOf(way, String(fiat.payment_rail), String(fiat.currency))
  if (units === null || minimum === null) return
  const rate = tradeOf(world, String(source.currency), String(fiat.currency))?.rate ?? {
    digits: 1n,
    scale: 0,
  }
  const cents = way === 'ON' ? units : timesDown(units, TOKEN_DECIMALS, rate, FIAT_DECIMALS)
  if (cents < minimum)
    reader.fail('amount', `must be at least ${amountText(minimum, FIAT_DECIMALS)} ${String(fiat.currency)}`)
}

function demandOpen(customer: CustomerRecord, endorsements: readonly string[]): void {
  const own = endorsements.find((one) => customer.approved.includes(one))
  const [first] = endorsements
  if (first === undefined) throw notAllowed('The rail is closed')
  demandEndorsement(customer, own ?? first)
}

function readFeatures(reader: Reader): Json {
  if (!reader.has('features')) return {}
  const features = reader.object('features')
  for (const name of FEATURES) features.flag(name)
  if (features.fields.static_template === true) features.fail('static_template', 'is not available')
  return Object.fromEntries(
    FEATURES.flatMap((name) => (features.fields[name] === true ? [[name, true]] : [])),
  )
}

export interface Money {
  readonly amount: string | null
  readonly units: bigint | null
  readonly developer_fee: string | null
  readonly developer_fee_percent: string | null
}

export function feesOf({ developer_fee, developer_fee_percent }: Money) {
  return { developer_fee, developer_fee_percent }
}

/** Amount and fee; a fee must leave something. */
export function readMoney(reader: Reader, decimals: number, isFlexible: boolean): Money {
  if (isFlexible && reader.has('amount')) reader.fail('amount', 'must be left out when it is flexible')
  if (!isFlexible) reader.require('amount')
  if (reader.has('developer_fee') && reader.has('developer_fee_percent'))
    reader.fail('developer_fee', 'and developer_fee_percent exclude one another')
  if (isFlexible && reader.has('developer_fee'))
    reader.fail('developer_fee', 'must be a percentage when the amount is flexible')
  const units = reader.amount('amount', decimals)
  const fee = reader.amount('developer_fee', decimals, true)
  const percent = reader.amount('developer_fee_percent', 6, true)
  if (percent !== null && percent > 100_000_000n)
    reader.fail('developer_fee_percent', 'must be at most 100.0')
  if (units !== null && fee !== null && fee >= units) reader.fail('developer_fee', 'leaves nothing')
  return {
    amount: units === null ? null : amountText(units, decimals),
    units,
    developer_fee: fee === null ? null : amountText(fee, decimals),
    developer_fee_percent: percent === null ? null : amountText(percent, 6),
  }
}

/** The bank page of PSE: where the payer comes back to, and what its form is filled with. */
function readPse(source: Reader, now: Date): Json {
  const own = source.require('co_bank_transfer').object('co_bank_transfer').require('redirect_url')
  const redirect_url = own.text('redirect_url', { max: 2_048 })
  if (redirect_url !== '' && !isWebUrl(redirect_url)) own.fail('redirect_url', 'must be a web address')
  const expiry = own.text('expiry_date')
  if (expiry !== '' && !(Date.parse(expiry) > now.getTime()))
    own.fail('expiry_date', 'must be a time to come')
  const sender = own.object('sender_data')
  if (own.has('sender_data')) for (const name of SENDER_FIELDS) sender.require(name).text(name, { max: 256 })
  return { co_bank_transfer: own.fields }
}

export function isWebUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}

/** When an unpaid transfer ends by itself; null: never. */
export function expiryOf(now: Date, { source }: Pick<Asked, 'source'>): number | null {
  if (source.payment_rail !== 'co_bank_transfer' && source.payment_rail !== 'pix') return null
  const { expiry_date } = (source.co_bank_transfer ?? {}) as { readonly expiry_date?: string }
  return expiry_date === undefined ? now.getTime() + EXPIRES_AFTER_MS : Date.parse(expiry_date)
}
