import { Type } from 'typebox'
import type { Reader, Tx } from '../kernel/database.ts'
import { amountField, enumField } from '../kernel/http/fields.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import type { Decimal } from '../kernel/money.ts'
import { isRefusal, type Refusal } from '../kernel/refusal.ts'
import { requestedBy } from '../payments/payment.ts'
import { isMalformed, readCents } from './amounts.ts'
import { askRate } from './ask-rate.ts'
import { ASKING } from './asking.ts'
import { sideOf } from './chain-side.ts'
import type { RampDeps } from './deps.ts'
import { CURRENCIES, type FiatCurrency } from './fiat.ts'
import { openCardSession } from './open-card-session.ts'
import { exactly, quoteOn } from './quote.ts'
import { loadRamp } from './ramp.ts'
import { findParty, findRampWallet, lockParty, type RampParty } from './ramp-wallet.ts'
import { startRampOn } from './start-ramp-on.ts'

/** A page on which a client is charged by card; what is charged goes on as any on-ramp. */
export function startCardSession(deps: RampDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/ramps/{walletId}/credit-card/on',
    access: { level: 2 },
    summary: 'Start an on-ramp that a card pays',
    refusals: [
      'WALLET_NOT_FOUND',
      'RAMP_CHAIN',
      'WALLET_DISABLED',
      'RAMP_NO_CLIENT',
      'RAMP_OTHER_CLIENT',
      'RAMP_CLIENT_INACTIVE',
      'CLIENT_NOT_LINKED',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'RAMP_NOT_CREATED',
      ...ASKING,
    ],
    tag: 'Ramps',
    body: Type.Object({
      client_id: Type.Optional(Type.String({ description: "Default: the wallet's" })),
      amount: Type.Optional(amountField()),
      asset: Type.Optional(enumField(CURRENCIES)),
    }),
    answer: Type.Object({
      session_id: Type.String(),
      session_url: Type.String(),
      bootstrap_token: Type.String(),
    }),
    async prepare(db, call) {
      const order = await readOrder(db, call)
      if (isRefusal(order)) return order
      if (order.cents === null) return null
      const { chain } = order.party.wallet
      return askRate(deps.partner, order.currency, sideOf(chain).currency)
    },
    write: (tx, call, rate: Decimal | null) => start(tx, deps, call, rate),
    async finish({ rampId }: { rampId: string }, { companyId }) {
      const key = { companyId, id: rampId }
      const session = await openCardSession(deps, await loadRamp(deps.db, key))
      if (isRefusal(session)) return session
      return { session_id: rampId, session_url: session.url, bootstrap_token: session.bootstrapToken }
    },
  })
}

interface Order {
  readonly party: RampParty
  readonly currency: FiatCurrency
  /** Null: chosen at the checkout. */
  readonly cents: bigint | null
}

type CardCall = Pick<
  Call<
    { readonly client_id?: string; readonly amount?: string | number; readonly asset?: FiatCurrency },
    unknown
  >,
  'companyId' | 'params' | 'body' | 'caller' | 'now'
>

/** Shape, W3, W18, R1, amount. */
async function readOrder(reader: Reader, { companyId, params, body }: CardCall): Promise<Order | Refusal> {
  const cents = body.amount === undefined ? null : readCents(body.amount)
  if (isMalformed(cents)) return cents
  const wallet = await findRampWallet(reader, companyId, params.walletId ?? '')
  if (isRefusal(wallet)) return wallet
  const party = await findParty(reader, wallet, body.client_id?.trim().toLowerCase())
  if (isRefusal(party)) return party
  return isRefusal(cents) ? cents : { party, cents, currency: body.asset ?? 'USD' }
}

async function start(
  tx: Tx,
  deps: RampDeps,
  call: CardCall,
  rate: Decimal | null,
): Promise<{ rampId: string } | Refusal> {
  const order = await readOrder(tx, call)
  if (isRefusal(order)) return order
  const party = await lockParty(tx, order.party)
  if (isRefusal(party)) return party
  const { cents, currency } = order
  const feePercent = exactly(deps.config.ramps.feePercent)
  const rampId = await startRampOn(tx, deps, {
    party,
    currency,
    cents,
    rail: 'CARD',
    redirectUrl: null,
    quoted: cents === null || rate === null ? 0n : quoteOn(cents, rate, feePercent).final,
    requestedBy: requestedBy(call.caller),
    at: call.now,
  })
  return { rampId }
}
