import { isWebUrl, type Reader } from '../http/reader.ts'
import type { CustomerRecord, Json } from '../records.ts'
import type { World } from '../world.ts'
import type { SourceRail } from './rails.ts'
import { checkMinimum, feesOf, readMoney } from './read-money.ts'
import { type Asked, demandOpen, readFeatures, readTokenTarget } from './read-sides.ts'
import { FIAT_DECIMALS } from './settle.ts'

const EXPIRES_AFTER_MS = 86_400_000
const SENDER_FIELDS = ['full_name', 'document_type', 'document_number', 'email', 'phone_number']

/** Null when something is wrong, which the reader is told then. @throws Problem 403 when the customer may not. */
export function readOnRamp(
  world: World,
  reader: Reader,
  customer: CustomerRecord,
  rail: SourceRail,
): Asked | null {
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

/** When an unpaid transfer ends by itself; null: never. */
export function expiryOf(now: Date, { source }: Pick<Asked, 'source'>): number | null {
  if (source.payment_rail !== 'co_bank_transfer' && source.payment_rail !== 'pix') return null
  const { expiry_date } = (source.co_bank_transfer ?? {}) as { readonly expiry_date?: string }
  return expiry_date === undefined ? now.getTime() + EXPIRES_AFTER_MS : Date.parse(expiry_date)
}
