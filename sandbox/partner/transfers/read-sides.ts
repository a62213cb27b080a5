import type { PartnerChain } from '../chains/partner-chain.ts'
import { demandEndorsement } from '../customers/endorsement.ts'
import { notAllowed } from '../http/problem.ts'
import type { Reader } from '../http/reader.ts'
import type { CustomerRecord, Json, TransferRecord } from '../records.ts'
import type { World } from '../world.ts'
import type { SourceRail } from './rails.ts'

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

export function readChain(world: World, side: Reader): PartnerChain | null {
  const rail = side.text('payment_rail')
  const chain = world.chains.get(rail) ?? null
  if (chain === null && rail !== '') side.fail('payment_rail', 'is not supported')
  return chain
}

export function readToken(side: Reader, chain: PartnerChain): void {
  const symbol = side.text('currency')
  if (symbol !== '' && !chain.tokens.some((token) => token.symbol === symbol))
    side.fail('currency', `is not supported on ${chain.rail}`)
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

export function readFeatures(reader: Reader): Json {
  if (!reader.has('features')) return {}
  const features = reader.object('features')
  for (const name of FEATURES) features.flag(name)
  if (features.fields.static_template === true) features.fail('static_template', 'is not available')
  return Object.fromEntries(
    FEATURES.flatMap((name) => (features.fields[name] === true ? [[name, true]] : [])),
  )
}

/** @throws Problem 403 unless the customer is active and has one of them. */
export function demandOpen(customer: CustomerRecord, endorsements: readonly string[]): void {
  const own = endorsements.find((one) => customer.approved.includes(one))
  const [first] = endorsements
  if (first === undefined) throw notAllowed('The rail is closed')
  demandEndorsement(customer, own ?? first)
}
