import { readChainName } from '../chains/name.ts'
import { findHoldingWallet, type HoldingWallet } from '../holdings/holding-wallet.ts'
import { type CheckedOrder, checkOrder, readOrder, WithdrawBody } from '../holdings/order.ts'
import type { Tx } from '../kernel/database.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { insertPayment, requestedBy } from '../payments/payment.ts'
import { equity } from './balances.ts'
import { creditWallet } from './credit-wallet.ts'
import type { WalletDeps } from './deps.ts'
import { checkGuaranteeFund } from './guarantee-fund.ts'
import { findOwnDestination } from './own-destination.ts'
import { commitFromHolding } from './pay-outside.ts'
import { WithdrawResultShape } from './shapes.ts'
import { lockVirtualWallets } from './virtual-wallet.ts'
import { finishWithdrawal, IN_LEDGER, ON_CHAIN, type StartedWithdrawal } from './withdrawal-answer.ts'

/** Of the company's own share. To one of its virtual wallets it is a company credit: ledger only, and level 3. */
export function withdrawFromHolding(deps: WalletDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/holding/withdraw/{blockchain}',
    access: { level: 2 },
    summary: 'Withdraw from a holding wallet',
    refusals: [
      'VALUE_NOT_ALLOWED',
      'HOLDING_NOT_FOUND',
      'TOKEN_NOT_AVAILABLE',
      'ADDRESS_INVALID',
      'TO_TOKEN_CONTRACT',
      'SAME_WALLET',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
      'POLICY_REFUSED',
      'INSUFFICIENT_HOLDING',
      'GUARANTEE_FUND',
    ],
    tag: 'Holding',
    body: WithdrawBody,
    bodyReadByHandler: true,
    answer: WithdrawResultShape,
    write: (tx, call) => startWithdrawal(tx, deps, call),
    finish: (started: StartedWithdrawal, call) => finishWithdrawal(deps, call.companyId, started),
  })
}

type WithdrawCall = Pick<
  Call<Parameters<typeof readOrder>[0], unknown>,
  'companyId' | 'params' | 'body' | 'caller' | 'traceId' | 'now'
>

async function startWithdrawal(
  tx: Tx,
  deps: WalletDeps,
  call: WithdrawCall,
): Promise<StartedWithdrawal | Refusal> {
  const chain = readChainName(deps.chains, call.params.blockchain ?? '')
  if (isRefusal(chain)) return chain
  const holding = await findHoldingWallet(tx, call.companyId, chain, 'virtual_wallets')
  if (isRefusal(holding)) return holding
  const order = readOrder(call.body)
  if (isRefusal(order)) return order
  const checked = await checkOrder(tx, deps, holding, order)
  if (isRefusal(checked)) return checked
  const own = await findOwnDestination(tx, call.companyId, chain, checked.toAddress)
  const credited = own === null ? null : await creditOwnWallet(tx, call, holding, own.walletId, checked)
  return credited ?? payFromHolding(tx, call, holding, checked)
}

/** Null when the wallet was deleted meanwhile: then its address is an outside one. */
async function creditOwnWallet(
  tx: Tx,
  call: WithdrawCall,
  holding: HoldingWallet,
  walletId: string,
  { token, toAddress, units }: CheckedOrder,
): Promise<StartedWithdrawal | Refusal | null> {
  const wallet = (await lockVirtualWallets(tx, call.companyId, [walletId])).get(walletId)
  if (wallet === undefined) return null
  if (call.caller.levels.virtual_wallets < 3)
    return refuse('KEY_LEVEL', { operation: 'virtual_wallets', level: '3' })
  const id = newId()
  await creditWallet(tx, { id, wallet, token, units, at: call.now })
  await insertPayment(tx, {
    id,
    companyId: call.companyId,
    product: 'virtual_wallets',
    operation: 'holding_withdraw',
    walletId: holding.id,
    token,
    toAddress,
    units,
    route: 'IN_LEDGER',
    requestedBy: requestedBy(call.caller),
    at: call.now,
  })
  return IN_LEDGER(id)
}

async function payFromHolding(
  tx: Tx,
  call: WithdrawCall,
  holding: HoldingWallet,
  checked: CheckedOrder,
): Promise<StartedWithdrawal | Refusal> {
  const paymentId = newId()
  const committed = await commitFromHolding(tx, {
    ...checked,
    paymentId,
    operation: 'holding_withdraw',
    holding,
    walletId: holding.id,
    payer: equity(call.companyId, checked.token.id),
    requestedBy: requestedBy(call.caller),
    at: call.now,
  })
  if (isRefusal(committed)) return committed
  return (await checkGuaranteeFund(tx, call.companyId, checked.token)) ?? ON_CHAIN(paymentId, committed)
}
