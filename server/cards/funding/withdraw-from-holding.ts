import { Type } from 'typebox'
import { findHoldingWallet } from '../../holdings/holding-wallet.ts'
import { checkOrder, readOrder } from '../../holdings/order.ts'
import type { Tx } from '../../kernel/database.ts'
import { amountField } from '../../kernel/http/fields.ts'
import { type Call, writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { unitsToText } from '../../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { requestedBy } from '../../payments/payment.ts'
import { USD_DECIMALS } from '../card-accounts.ts'
import { CARD_CHAIN } from '../card-chain.ts'
import { readProgram } from '../program.ts'
import { firstCardToken, onlyCardTokens } from './card-tokens.ts'
import type { FundingDeps } from './deps.ts'
import { payFromHolding } from './pay-from-holding.ts'
import {
  type SentPayment,
  type StartedPayment,
  sendPayment,
  showWithdrawal,
  withdrawalShape,
} from './payment-answer.ts'

const STATUS_SHOWN = {
  PENDING: 'PENDING',
  MANUAL_CHECK: 'PENDING',
  SUCCESS: 'COMPLETED',
  FAILED: 'FAILED',
} as const satisfies Record<SentPayment['status'], string>

/** Ten integer digits. */
const UNITS_MAX = 10n ** BigInt(10 + USD_DECIMALS) - 1n

/** Down to the floor: what lies below it backs purchases that are not settled yet. */
export function withdrawFromHolding(deps: FundingDeps) {
  return writeRoute({
    method: 'POST',
    path: '/cards/holding/withdraw',
    access: { level: 3 },
    summary: "Withdraw from the cards' holding wallet",
    refusals: [
      'CARD_HOLDING_NOT_FOUND',
      'TOKEN_NOT_AVAILABLE',
      'ADDRESS_INVALID',
      'TO_TOKEN_CONTRACT',
      'SAME_WALLET',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
      'POLICY_REFUSED',
      'INSUFFICIENT_HOLDING',
      'HOLDING_FLOOR',
    ],
    tag: 'Cards holding',
    body: Type.Object({
      to_wallet_address: Type.String(),
      amount: amountField(),
      token_address: Type.Optional(Type.String({ description: 'Default: USDC' })),
    }),
    bodyReadByHandler: true,
    answer: withdrawalShape(['PENDING', 'COMPLETED', 'FAILED']),
    write: (tx, call) => startWithdrawal(tx, deps, call),
    async finish(started: StartedPayment, call) {
      const sent = await sendPayment(deps, call.companyId, started)
      return showWithdrawal(sent, STATUS_SHOWN[sent.status])
    },
  })
}

async function startWithdrawal(
  tx: Tx,
  deps: FundingDeps,
  call: Pick<Call<Parameters<typeof readOrder>[0], unknown>, 'companyId' | 'body' | 'caller' | 'now'>,
): Promise<StartedPayment | Refusal> {
  const order = readOrder({
    ...call.body,
    token_address: call.body.token_address ?? firstCardToken(deps.tokens).address,
  })
  if (isRefusal(order)) return order
  const holding = await findHoldingWallet(tx, call.companyId, CARD_CHAIN, 'cards')
  if (isRefusal(holding)) return holding
  const checked = await checkOrder(tx, { ...deps, tokens: onlyCardTokens(deps.tokens) }, holding, order)
  if (isRefusal(checked)) return checked
  if (checked.units > UNITS_MAX) return refuse('AMOUNT_TOO_LARGE', { field: 'amount' })
  const { settings } = await readProgram(tx, call.companyId, deps.config.cards)
  return payFromHolding(tx, {
    ...checked,
    paymentId: newId(),
    purpose: 'warranty_withdraw',
    holding,
    check: (available) => checkFloor(available, checked.units, settings.holdingFloor),
    requestedBy: requestedBy(call.caller),
    at: call.now,
  })
}

/** W7 when it is not there at all, H1 when it would leave less than the floor. */
function checkFloor(available: bigint, units: bigint, floor: bigint): Refusal | null {
  if (units > available) return refuse('INSUFFICIENT_HOLDING')
  if (available - units < floor) return refuse('HOLDING_FLOOR', { floor: unitsToText(floor, USD_DECIMALS) })
  return null
}
