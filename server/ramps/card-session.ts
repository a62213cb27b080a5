import { Type } from 'typebox'
import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import { inTransaction, type Reader, type Tx } from '../kernel/database.ts'
import { amountField, enumField } from '../kernel/http/fields.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { type Decimal, unitsToText } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { askPartner } from '../partner/ask-partner.ts'
import { type CardSession, type NewCardSession, PartnerError } from '../partner/partner.ts'
import { requestedBy } from '../payments/payment.ts'
import { isMalformed, readCents } from './amounts.ts'
import { askRate } from './ask-rate.ts'
import { ASKING } from './asking.ts'
import { sideOf } from './chain-side.ts'
import { WHILE_WAITING_MS } from './create-times.ts'
import { bindTransfer, refusalReason } from './create-transfer.ts'
import type { RampDeps } from './deps.ts'
import { CURRENCIES, type FiatCurrency } from './fiat.ts'
import { endUnmade, giveUp } from './give-up.ts'
import { exactly, FIAT_DECIMALS, quoteOn } from './quote.ts'
import { keyOf, loadRamp, lockRamp, type Ramp, type RampKey, standingOf } from './ramp.ts'
import { findParty, findRampWallet, lockParty, type RampParty } from './ramp-wallet.ts'
import { recordStep } from './record-step.ts'
import { startRampOn } from './start-ramp-on.ts'
import { advance } from './transition.ts'

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
      'RAMP_REFUSED',
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
      return askPartner(deps.partner, (partner) =>
        askRate(partner, order.currency.toLowerCase(), sideOf(chain).currency),
      )
    },
    write: (tx, call, rate: Decimal | null) => start(tx, deps, call, rate),
    async finish({ rampId }: { rampId: string }, { companyId }) {
      const key = { companyId, id: rampId }
      const session = await open(deps, await loadRamp(deps.db, key))
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

/** The same session however often it is asked for: its key was committed with the ramp. */
async function open(deps: RampDeps, ramp: Ramp): Promise<CardSession | Refusal> {
  const { partner } = deps
  if (partner === null) return refuse('PARTNER_NOT_SET_UP')
  const key = keyOf(ramp)
  try {
    const session = await partner.createCardSession(await requestOf(deps, ramp), ramp.partner_key)
    return (await adopt(deps, key, session)) ? session : refuse('RAMP_NOT_CREATED')
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error
    if (error.kind === 'UNAVAILABLE' || error.kind === 'KEY_EXPIRED') {
      await giveUp(deps, key)
      return refuse('RAMP_NOT_CREATED')
    }
    const reason = refusalReason(error)
    await endUnmade(deps, key, { kind: 'REFUSED' }, reason)
    return refuse('RAMP_REFUSED', { reason })
  }
}

/** @returns false when it was given up meanwhile: then its transfer is dropped at the partner. */
async function adopt(deps: RampDeps, key: RampKey, { transferId }: CardSession): Promise<boolean> {
  return inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, key)
    const { ramp } = locked
    if (ramp.partner_transfer_id !== null) return ramp.state !== 'UNDONE'
    await bindTransfer(tx, ramp, transferId)
    const columns = { partner_transfer_id: transferId, look_at: new Date(Date.now() + WHILE_WAITING_MS) }
    const step = advance(standingOf(ramp), { kind: 'CREATED' })
    const after = await recordStep(tx, deps, locked, step, { at: deps.clock.now(), columns })
    return after.state !== 'UNDONE'
  })
}

async function requestOf(deps: RampDeps, ramp: Ramp): Promise<NewCardSession> {
  const { rail, currency } = sideOf(ramp.chain)
  const holding = await findHoldingWallet(deps.db, ramp.company_id, ramp.chain, 'virtual_wallets')
  if (isRefusal(holding)) throw new Error(`Ramp ${ramp.id} has no holding wallet`)
  return {
    on_behalf_of: ramp.partner_customer_id,
    client_reference_id: ramp.id,
    ...(ramp.origin_amount !== null && { amount: unitsToText(ramp.origin_amount, FIAT_DECIMALS) }),
    currency: ramp.currency.toLowerCase(),
    developer_fee_percent: ramp.fee_percent,
    destination: { payment_rail: rail, currency, to_address: holding.address },
  }
}
