import type { Updateable } from 'kysely'
import type { ChainConfig } from '../kernel/config.ts'
import { roundDown } from '../kernel/money.ts'
import type { Schema } from '../migrations/schema.ts'
import type { PartnerTransfer, TransferState } from '../partner/partner.ts'
import { isFixed } from './fiat.ts'
import { exactly, FIAT_DECIMALS, feeOf, quoteOff } from './quote.ts'
import type { Ramp } from './ramp.ts'

type Columns = Updateable<Schema['ramps']>

const WAITING: readonly (TransferState | null)[] = [null, 'awaiting_funds', 'in_review']

/** What the partner's transfer tells of a ramp besides its state. An answer that is older than one we had tells nothing. */
export function readView(
  ramp: Ramp,
  view: PartnerTransfer,
  { family, tokenDecimals }: { readonly family: ChainConfig['family']; readonly tokenDecimals: number },
): Columns {
  if (ramp.partner_updated_at !== null && view.updatedAt < ramp.partner_updated_at) return {}
  const { receipt, returned } = view
  const common: Columns = {
    partner_updated_at: view.updatedAt,
    partner_final: receipt.finalAmount ?? ramp.partner_final,
    payer: view.sender ?? ramp.payer,
  }
  const hash = (text: string | null | undefined, known: string | null) =>
    text == null || text === '' ? known : chainHash(family, text)
  if (ramp.type === 'RAMP_ON')
    return {
      ...common,
      ...(WAITING.includes(view.state) ? announced(ramp, view) : arrived(ramp, view)),
      payout_hash: hash(receipt.destinationTxHash, ramp.payout_hash),
    }
  return {
    ...common,
    ...(WAITING.includes(view.state) ? {} : paid(ramp, view, tokenDecimals)),
    refund_hash: hash(returned?.refundReference, ramp.refund_hash),
    instructions: JSON.stringify(view.instructions),
  }
}

/** As our own books write it. */
function chainHash(family: ChainConfig['family'], text: string): string {
  const digits = text.trim().toLowerCase().replace(/^0x/, '')
  return family === 'TRON' ? digits : `0x${digits}`
}

/** While nobody has paid, a fixed amount is the partner's: a change whose answer was lost is found so. */
function announced(ramp: Ramp, { amount }: PartnerTransfer): Columns {
  const cents = amount === null || !isFixed(ramp.rail) ? 0n : roundDown(exactly(amount), FIAT_DECIMALS)
  if (cents === 0n || cents === ramp.origin_amount) return {}
  return changedAmount(ramp, cents)
}

/** All that follows from another amount before anybody has paid. */
export function changedAmount(ramp: Ramp, cents: bigint) {
  const { origin_amount: before, quoted_amount: quoted } = ramp
  return {
    origin_amount: cents,
    service_fee: feeOf(cents, exactly(ramp.fee_percent)),
    quoted_amount: before === null ? quoted : (quoted * cents) / before,
  }
}

/** What counts is what arrived. */
function arrived(ramp: Ramp, { receipt }: PartnerTransfer): Columns {
  const cents = receipt.initialAmount === null ? 0n : roundDown(exactly(receipt.initialAmount), FIAT_DECIMALS)
  const origin = cents > 0n ? cents : ramp.origin_amount
  const told = receipt.developerFee === null ? null : roundDown(exactly(receipt.developerFee), FIAT_DECIMALS)
  return {
    exchange_rate: receipt.exchangeRate ?? rateWithoutExchange(ramp),
    origin_amount: origin,
    service_fee: told ?? (origin === null ? null : feeOf(origin, exactly(ramp.fee_percent))),
  }
}

function paid(ramp: Ramp, { receipt }: PartnerTransfer, tokenDecimals: number): Columns {
  const rate = receipt.exchangeRate ?? rateWithoutExchange(ramp)
  const final = receipt.finalAmount === null ? null : roundDown(exactly(receipt.finalAmount), FIAT_DECIMALS)
  return {
    exchange_rate: rate,
    final_amount: final ?? ramp.final_amount,
    service_fee: feeOut(ramp, rate, tokenDecimals),
  }
}

/** In the destination fiat, at the transfer's rate. */
function feeOut(ramp: Ramp, rate: string | null, tokenDecimals: number): bigint | null {
  if (rate === null || ramp.origin_amount === null) return ramp.service_fee
  const tokens = { digits: ramp.origin_amount, scale: tokenDecimals }
  return quoteOff(tokens, exactly(rate), exactly(ramp.fee_percent)).fee
}

/** The partner names a rate with an exchange only: USDC is a dollar. */
function rateWithoutExchange({ currency, chain, exchange_rate }: Ramp): string | null {
  return currency === 'USD' && chain === 'POLYGON' ? '1' : exchange_rate
}
