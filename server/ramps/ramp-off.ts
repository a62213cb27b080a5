import { Type } from 'typebox'
import { shareBankAccount } from '../clients/banks/bank-account.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { type Decimal, jsonNumber, unitsToText } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { requestedBy } from '../payments/payment.ts'
import { checkLimits } from './amounts.ts'
import { askRate } from './ask-rate.ts'
import { ASKING } from './asking.ts'
import { sideOf } from './chain-side.ts'
import { ANSWER_OUT_MS, waitAtMost } from './create-times.ts'
import type { RampDeps } from './deps.ts'
import { driveRamp } from './drive-ramp.ts'
import { SILENT } from './give-up.ts'
import {
  checkReference,
  OffBody,
  type OffOrder,
  type OffOrderBody,
  type OffTarget,
  readOffWallet,
  readTarget,
} from './off-order.ts'
import { exactly, type OffQuote, quoteOff } from './quote.ts'
import { loadRamp, type Ramp } from './ramp.ts'
import { findParty, lockParty, type RampParty } from './ramp-wallet.ts'
import { type StartedOff, startRampOff } from './start-ramp-off.ts'

const OffRampShape = Type.Object({
  id: Type.String(),
  state: Type.Literal('pending'),
  source_payment_rail: Type.String(),
  source_currency: Type.String(),
  destination_payment_rail: Type.String(),
  destination_currency: Type.String(),
  amount: Type.Number(),
  blockchain_memo: Type.Union([Type.String(), Type.Null()]),
})

/**
 * Balances are checked and taken in one transaction; then the partner makes the transfer, then the tokens leave. The answer needs nothing
 * of the partner: where it does not answer in a moment the ramp goes on without the caller, and ends as its event says. A refusal within
 * that moment is answered, and the balance is back.
 */
export function rampOff(deps: RampDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/bank-ramps/ramp-off',
    access: { level: 2 },
    summary: 'Start an off-ramp: the virtual balance of a wallet becomes fiat on a bank account',
    refusals: [
      'WALLET_NOT_FOUND',
      'RAMP_CHAIN',
      'WALLET_DISABLED',
      'RAMP_NO_CLIENT',
      'RAMP_CLIENT_INACTIVE',
      'CLIENT_NOT_LINKED',
      'RAMP_BANK_NOT_FOUND',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'RAMP_BELOW_MINIMUM',
      'BRE_B_MAXIMUM_OUT',
      'RAMP_REFERENCE_MISSING',
      'RAMP_REFERENCE_LONG',
      'POLICY_REFUSED',
      'RAMP_OFF_BALANCE',
      'RAMP_OFF_HOLDING',
      ...ASKING,
    ],
    tag: 'Ramps',
    body: OffBody,
    answer: OffRampShape,
    async prepare(db, call) {
      const order = await readOrder(db, deps, call)
      if (isRefusal(order)) return order
      return askRate(deps.partner, sideOf(order.wallet.chain).currency, order.target.currency)
    },
    write: (tx, call, rate: Decimal) => start(tx, deps, call, rate),
    async finish({ rampId, waits }: StartedOff, { companyId }) {
      const key = { companyId, id: rampId }
      const failed = (err: unknown) =>
        deps.log.error({ err, ramp: rampId }, 'off-ramp not driven; the loop goes on')
      if (!waits) await waitAtMost(ANSWER_OUT_MS, driveRamp(deps, key), failed)
      const ramp = await loadRamp(deps.db, key)
      const { reason } = ramp
      if (ramp.partner_transfer_id === null && ramp.given_back && reason !== null && reason !== SILENT)
        return refuse('RAMP_REFUSED', { reason })
      return showOffRamp(deps, ramp)
    },
  })
}

type OffCall = Pick<Call<OffOrderBody, unknown>, 'companyId' | 'body' | 'caller' | 'now'>

interface Order extends OffOrder {
  readonly party: RampParty
  readonly target: OffTarget
}

/** In the order of the contract: shape, W3, W18, R1, R8, amount. */
async function readOrder(reader: Reader, deps: RampDeps, call: OffCall): Promise<Order | Refusal> {
  const order = await readOffWallet(reader, deps, call)
  if (isRefusal(order)) return order
  const party = await findParty(reader, order.wallet)
  if (isRefusal(party)) return party
  const target = await readTarget(reader, order, call.body)
  return isRefusal(target) ? target : { ...order, party, target }
}

/** … R9, R10, R11, W12, R12, R13. */
async function start(tx: Tx, deps: RampDeps, call: OffCall, rate: Decimal): Promise<StartedOff | Refusal> {
  const order = await readOrder(tx, deps, call)
  if (isRefusal(order)) return order
  const { token, target } = order
  const { feePercent, minimum } = deps.config.ramps
  const quote: OffQuote = quoteOff({ digits: target.units, scale: token.decimals }, rate, exactly(feePercent))
  const wrong =
    checkLimits('RAMP_OFF', { ...target, cents: quote.converted }, minimum) ?? checkReference(target)
  if (wrong !== null) return wrong
  const party = await lockParty(tx, order.party, () => holdBank(tx, target))
  if (isRefusal(party)) return party
  return startRampOff(tx, deps, {
    party,
    target,
    token,
    quoted: quote.final,
    requestedBy: requestedBy(call.caller),
    at: call.now,
  })
}

/** It is not deleted before the ramp is committed, which then forbids that. */
async function holdBank(tx: Tx, { bank }: OffTarget): Promise<Refusal | null> {
  const { company_id: companyId, id } = bank
  const held = await shareBankAccount(tx, companyId, id)
  return isRefusal(held) ? refuse('RAMP_BANK_NOT_FOUND', { id, companyId }) : null
}

function showOffRamp({ tokens }: Pick<RampDeps, 'tokens'>, ramp: Ramp): object {
  const [token] = tokens.defaults(ramp.chain)
  const memo = ramp.instructions?.blockchain_memo ?? null
  return {
    id: ramp.id,
    state: 'pending',
    source_payment_rail: ramp.chain,
    source_currency: token?.symbol ?? '',
    destination_payment_rail: ramp.rail,
    destination_currency: ramp.currency,
    amount: jsonNumber(unitsToText(ramp.origin_amount ?? 0n, token?.decimals ?? 0)),
    blockchain_memo: memo === '' ? null : memo,
  }
}
