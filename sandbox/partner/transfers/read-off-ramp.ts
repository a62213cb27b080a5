import { accountIn, railOf } from '../accounts/accounts.ts'
import type { Reader } from '../http/reader.ts'
import type { CustomerRecord, Json } from '../records.ts'
import type { World } from '../world.ts'
import { TARGET_RAILS, type TargetRail } from './rails.ts'
import { checkMinimum, feesOf, readMoney } from './read-money.ts'
import {
  type Asked,
  demandOpen,
  readChain,
  readFeatures,
  readReturnAddress,
  readToken,
} from './read-sides.ts'
import { TOKEN_DECIMALS } from './settle.ts'

/** Null when something is wrong, which the reader is told then. @throws Problem 403 when the customer may not. */
export function readOffRamp(world: World, reader: Reader, customer: CustomerRecord): Asked | null {
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

function readTarget(world: World, target: Reader, customer: CustomerRecord, rail: TargetRail): Json {
  if (target.text('currency') !== rail.currency) target.fail('currency', `must be ${rail.currency}`)
  const { field, pattern, why } = rail.reference
  const reference = target.text(field, { min: 0, pattern, why })
  const id = target.text('external_account_id')
  const account = accountIn(world, customer.id, id)
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
