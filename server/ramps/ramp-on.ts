import { Type } from 'typebox'
import type { Reader, Tx } from '../kernel/database.ts'
import { amountField, enumField } from '../kernel/http/fields.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import type { Decimal } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { askPartner } from '../partner/ask-partner.ts'
import { requestedBy } from '../payments/payment.ts'
import { checkCurrency, checkLimits, isMalformed, readCents } from './amounts.ts'
import { askRate } from './ask-rate.ts'
import { ASKING } from './asking.ts'
import { sideOf } from './chain-side.ts'
import { ANSWER_IN_MS, waitAtMost } from './create-times.ts'
import type { RampDeps } from './deps.ts'
import { driveRamp } from './drive-ramp.ts'
import { type BankRail, CURRENCIES, type FiatCurrency, RAIL_IN } from './fiat.ts'
import { giveUp, SILENT } from './give-up.ts'
import { exactly, quoteOn } from './quote.ts'
import { loadRamp } from './ramp.ts'
import { findParty, findRampWallet, lockParty, type RampParty } from './ramp-wallet.ts'
import { OnRampShape, showOnRamp } from './show-on-ramp.ts'
import { startRampOn } from './start-ramp-on.ts'

const Body = Type.Object({
  wallet_id: Type.String(),
  amount: amountField(),
  source_currency: enumField(CURRENCIES),
  payment_rail: Type.Optional(Type.Unknown({ description: 'co_bank_transfer or bre_b; for COP alone' })),
  redirect_url: Type.Optional(
    Type.Unknown({ description: 'For co_bank_transfer: where the bank sends the payer back to' }),
  ),
})

/** The answer says where to pay, so the partner makes the transfer before it is given; when it cannot, nothing is left of the ramp. */
export function rampOn(deps: RampDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/bank-ramps/ramp-on',
    access: { level: 2 },
    summary: 'Start an on-ramp: fiat from a bank becomes the virtual balance of a wallet',
    refusals: [
      'WALLET_NOT_FOUND',
      'RAMP_CHAIN',
      'RAMP_CURRENCY_CHAIN',
      'WALLET_DISABLED',
      'RAMP_NO_CLIENT',
      'RAMP_CLIENT_INACTIVE',
      'CLIENT_NOT_LINKED',
      'RAMP_RAIL_MISSING',
      'RAMP_REDIRECT_MISSING',
      'FIELD_INVALID',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'RAMP_BELOW_MINIMUM',
      'BRE_B_MAXIMUM_IN',
      'RAMP_REFUSED',
      'RAMP_NOT_CREATED',
      ...ASKING,
    ],
    tag: 'Ramps',
    body: Body,
    answer: OnRampShape,
    async prepare(db, call) {
      const order = await readOrder(db, deps, call)
      if (isRefusal(order)) return order
      const { chain } = order.party.wallet
      return askPartner(deps.partner, (partner) =>
        askRate(partner, order.currency.toLowerCase(), sideOf(chain).currency),
      )
    },
    write: (tx, call, rate: Decimal) => start(tx, deps, call, rate),
    async finish({ rampId }: { rampId: string }, { companyId }) {
      const key = { companyId, id: rampId }
      await waitAtMost(ANSWER_IN_MS, driveRamp(deps, key))
      await giveUp(deps, key)
      const ramp = await loadRamp(deps.db, key)
      if (ramp.state !== 'UNDONE') return showOnRamp(ramp)
      const { reason } = ramp
      return reason === null || reason === SILENT
        ? refuse('RAMP_NOT_CREATED')
        : refuse('RAMP_REFUSED', { reason })
    },
  })
}

interface Order {
  readonly party: RampParty
  readonly rail: BankRail
  readonly currency: FiatCurrency
  readonly cents: bigint
  readonly redirectUrl: string | null
}

type OnCall = Pick<
  Call<
    {
      readonly wallet_id: string
      readonly amount: string | number
      readonly source_currency: FiatCurrency
      readonly payment_rail?: unknown
      readonly redirect_url?: unknown
    },
    unknown
  >,
  'companyId' | 'body' | 'caller' | 'now'
>

/** In the order of the contract: W3, W18, R1, R5, R6, amount, R9, R10. */
async function readOrder(
  reader: Reader,
  { config }: RampDeps,
  { companyId, body }: OnCall,
): Promise<Order | Refusal> {
  const cents = readCents(body.amount)
  if (isMalformed(cents)) return cents
  const wallet = await findRampWallet(reader, companyId, body.wallet_id)
  if (isRefusal(wallet)) return wallet
  const party = await findParty(reader, wallet)
  if (isRefusal(party)) return party
  const currency = body.source_currency
  const elsewhere = checkCurrency(currency, wallet.chain)
  if (elsewhere !== null) return elsewhere
  const rail = readRail(currency, body.payment_rail)
  if (isRefusal(rail)) return rail
  const redirectUrl = rail === 'CO_BANK_TRANSFER' ? readRedirect(body.redirect_url) : null
  if (isRefusal(redirectUrl)) return redirectUrl
  if (isRefusal(cents)) return cents
  const outside = checkLimits('RAMP_ON', { currency, rail, cents }, config.ramps.minimum)
  return outside ?? { party, rail, currency, cents, redirectUrl }
}

function readRail(currency: FiatCurrency, named: unknown): BankRail | Refusal {
  if (currency !== 'COP') return RAIL_IN[currency]
  const name = typeof named === 'string' ? named.trim().toUpperCase() : ''
  return name === 'CO_BANK_TRANSFER' || name === 'BRE_B' ? name : refuse('RAMP_RAIL_MISSING')
}

const URL_CHARACTERS_MAX = 2_000

function readRedirect(value: unknown): string | Refusal {
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '') return refuse('RAMP_REDIRECT_MISSING')
  const isUrl = text.length <= URL_CHARACTERS_MAX && /^https?:\/\//i.test(text) && URL.canParse(text)
  return isUrl ? text : refuse('FIELD_INVALID', { field: 'redirect_url' })
}

async function start(
  tx: Tx,
  deps: RampDeps,
  call: OnCall,
  rate: Decimal,
): Promise<{ rampId: string } | Refusal> {
  const order = await readOrder(tx, deps, call)
  if (isRefusal(order)) return order
  const party = await lockParty(tx, order.party)
  if (isRefusal(party)) return party
  const { final } = quoteOn(order.cents, rate, exactly(deps.config.ramps.feePercent))
  const rampId = await startRampOn(tx, deps, {
    ...order,
    party,
    quoted: final,
    requestedBy: requestedBy(call.caller),
    at: call.now,
  })
  return { rampId }
}
