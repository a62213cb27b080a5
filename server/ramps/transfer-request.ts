import { unitsToText } from '../kernel/money.ts'
import type { NewPartnerTransfer } from '../partner/partner.ts'
import { sideOf } from './chain-side.ts'
import { type BankRail, RAILS, referenceOn } from './fiat.ts'
import { CRYPTO_DECIMALS, exactly, FIAT_DECIMALS, sourceFeeOf } from './quote.ts'
import type { Ramp } from './ramp.ts'

export interface RequestFacts {
  /** The company's holding address: tokens arrive there, leave from there and come back to it. */
  readonly holdingAddress: string
  readonly tokenDecimals: number
}

/** Follows from the row alone, so a repetition under the same key has the same body. */
export function transferRequest(ramp: Ramp, facts: RequestFacts): NewPartnerTransfer {
  return ramp.type === 'RAMP_ON' ? requestIn(ramp, facts) : requestOut(ramp, facts)
}

function requestIn(ramp: Ramp, { holdingAddress }: RequestFacts): NewPartnerTransfer {
  const rail = bankRail(ramp)
  const { source, isFlexible } = RAILS[rail]
  const side = sideOf(ramp.chain)
  return {
    way: 'ON',
    on_behalf_of: ramp.partner_customer_id,
    client_reference_id: ramp.id,
    ...(isFlexible ? {} : { amount: centsText(ramp.origin_amount) }),
    ...(isFlexible ? percentPart(ramp) : feePart(centsText(ramp.service_fee))),
    source: {
      payment_rail: source,
      currency: ramp.currency.toLowerCase(),
      ...(ramp.redirect_url !== null && { co_bank_transfer: { redirect_url: ramp.redirect_url } }),
    },
    destination: { payment_rail: side.rail, currency: side.currency, to_address: holdingAddress },
  }
}

function requestOut(ramp: Ramp, { holdingAddress, tokenDecimals }: RequestFacts): NewPartnerTransfer {
  const side = sideOf(ramp.chain)
  const tokens = { digits: ramp.origin_amount ?? 0n, scale: tokenDecimals }
  const rail = bankRail(ramp)
  const reference = referenceOn(rail, ramp.reference)
  return {
    way: 'OFF',
    on_behalf_of: ramp.partner_customer_id,
    client_reference_id: ramp.id,
    amount: unitsToText(tokens.digits, tokens.scale),
    ...feePart(unitsToText(sourceFeeOf(tokens, exactly(ramp.fee_percent)), CRYPTO_DECIMALS)),
    source: { payment_rail: side.rail, currency: side.currency, from_address: holdingAddress },
    destination: {
      payment_rail: RAILS[rail].target,
      currency: ramp.currency.toLowerCase(),
      external_account_id: ramp.partner_account_id ?? '',
      ...(reference !== null && { reference }),
    },
    return_address: holdingAddress,
  }
}

/** No fee is none, and not one of nothing. */
function feePart(fee: string) {
  return fee === '0' ? {} : { developer_fee: fee }
}

function percentPart({ fee_percent: percent }: Ramp) {
  return exactly(percent).digits === 0n ? {} : { developer_fee_percent: percent }
}

function bankRail({ id, rail }: Ramp): BankRail {
  if (rail === 'CARD') throw new Error(`Ramp ${id} is paid by card, by no transfer of a bank`)
  return rail
}

function centsText(cents: bigint | null): string {
  return unitsToText(cents ?? 0n, FIAT_DECIMALS)
}
