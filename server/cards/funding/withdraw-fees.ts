import { Type } from 'typebox'
import { findChain } from '../../chains/name.ts'
import { findHoldingWallet } from '../../holdings/holding-wallet.ts'
import { checkOrder, readOrder } from '../../holdings/order.ts'
import type { Tx } from '../../kernel/database.ts'
import { amountField, readText } from '../../kernel/http/fields.ts'
import { type Call, writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { requestedBy } from '../../payments/payment.ts'
import { CARD_CHAIN } from '../card-chain.ts'
import { firstCardToken, onlyCardTokens } from './card-tokens.ts'
import type { FundingDeps } from './deps.ts'
import { payFromHolding } from './pay-from-holding.ts'
import { type StartedPayment, sendPayment, showWithdrawal, withdrawalShape } from './payment-answer.ts'
import { listUsable } from './withdrawal-address.ts'

const STATUSES = ['PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK']

/** Settled fees, to an address that the company named a day before. */
export function withdrawFees(deps: FundingDeps) {
  return writeRoute({
    method: 'POST',
    path: '/cards/account/fees-wallet/withdraw',
    access: { level: 3 },
    summary: 'Withdraw settled fees',
    refusals: [
      'CARD_CONFIGURATION',
      'CARD_HOLDING_NOT_FOUND',
      'ADDRESS_INVALID',
      'TO_TOKEN_CONTRACT',
      'SAME_WALLET',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
      'POLICY_REFUSED',
      'INSUFFICIENT_HOLDING',
    ],
    tag: 'Cards fees wallet',
    body: Type.Object({
      token_symbol: Type.String(),
      amount: amountField(),
      destination_address: Type.String(),
    }),
    answer: withdrawalShape(STATUSES),
    write: (tx, call) => startWithdrawal(tx, deps, call),
    async finish(started: StartedPayment, call) {
      const sent = await sendPayment(deps, call.companyId, started)
      return showWithdrawal(sent, sent.status)
    },
  })
}

interface Body {
  readonly token_symbol: string
  readonly amount: number | string
  readonly destination_address: string
}

async function startWithdrawal(
  tx: Tx,
  deps: FundingDeps,
  call: Pick<Call<Body, unknown>, 'companyId' | 'body' | 'caller' | 'now'>,
): Promise<StartedPayment | Refusal> {
  const token = firstCardToken(deps.tokens)
  const symbol = readText('token_symbol', call.body.token_symbol)
  if (isRefusal(symbol)) return symbol
  if (symbol.toUpperCase() !== token.symbol.toUpperCase())
    return wrong(`token_symbol must be ${token.symbol}`)
  const { amount, destination_address } = call.body
  const order = readOrder({ to_wallet_address: destination_address, token_address: token.address, amount })
  if (isRefusal(order)) return order
  const usable = await listUsable(tx, call.companyId, call.now)
  const toAddress = findChain(deps.chains, CARD_CHAIN).addresses.read(order.toAddress)
  if (!usable.some((one) => one.chain === CARD_CHAIN && one.address === toAddress))
    return wrong('destination_address is no withdrawal address that was listed at least 24 hours ago')
  const holding = await findHoldingWallet(tx, call.companyId, CARD_CHAIN, 'cards')
  if (isRefusal(holding)) return holding
  const checked = await checkOrder(tx, { ...deps, tokens: onlyCardTokens(deps.tokens) }, holding, order)
  if (isRefusal(checked)) return checked
  return payFromHolding(tx, {
    ...checked,
    paymentId: newId(),
    purpose: 'fees_withdraw',
    holding,
    check: (settled) => (checked.units > settled ? wrong('amount is above the settled balance') : null),
    requestedBy: requestedBy(call.caller),
    at: call.now,
  })
}

/** V3 names the field. */
function wrong(detail: string): Refusal {
  return refuse('CARD_CONFIGURATION', { detail })
}
