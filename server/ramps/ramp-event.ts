import type { Token } from '../chains/types.ts'
import { moneyToText } from '../kernel/money.ts'
import { place, walletEvent } from '../wallets/events.ts'
import type { VirtualWallet } from '../wallets/virtual-wallet.ts'
import type { NewEvent } from '../webhooks/types.ts'
import { fiatText } from './fiat-text.ts'
import type { Ramp } from './ramp.ts'

interface RampEnd {
  readonly wallet: VirtualWallet
  /** As it is at its end. */
  readonly ramp: Ramp
  readonly token: Token
  readonly status: 'success' | 'failed' | 'canceled'
  /** Of the transaction that brought or took the tokens, as far as there is one. */
  readonly hash: string | null
  readonly at: Date
}

export function rampEvent(end: RampEnd): NewEvent {
  const { wallet, ramp, token, status, hash, at } = end
  const units = ramp.type === 'RAMP_ON' ? ramp.final_amount : ramp.origin_amount
  const data = {
    ramp_id: ramp.id,
    ...place(wallet),
    transaction_hash: hash,
    amount: units === null ? null : moneyToText({ asset: token, units }),
    exchange_rate: ramp.exchange_rate,
    token: { address: token.address, symbol: token.symbol },
    ...(ramp.type === 'RAMP_ON' ? cameFrom(ramp) : wentTo(ramp)),
    created_at: ramp.created_at.toISOString(),
  }
  const type = ramp.type === 'RAMP_ON' ? 'ramp_on' : 'ramp_off'
  return {
    ...walletEvent({ wallet, operationId: ramp.id, at }, type, status, data),
    reason: status === 'success' ? null : ramp.reason,
  }
}

function cameFrom({ origin_amount, currency, payer }: Ramp) {
  return { source_amount: fiatText(origin_amount), source_currency: currency, source_from: payer }
}

function wentTo({ bank_account_id, final_amount, currency, reference }: Ramp) {
  return {
    bank_account_id,
    destination_amount: fiatText(final_amount),
    destination_currency: currency,
    reference,
  }
}
