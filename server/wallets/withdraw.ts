import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import { type CheckedOrder, checkOrder, readOrder, WithdrawBody } from '../holdings/order.ts'
import type { Tx } from '../kernel/database.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { requestedBy } from '../payments/payment.ts'
import type { WalletDeps } from './deps.ts'
import { findOwnDestination } from './own-destination.ts'
import { payOutside } from './pay-outside.ts'
import { payToHolding } from './pay-to-holding.ts'
import { WithdrawResultShape } from './shapes.ts'
import { transferInternally } from './transfer-internally.ts'
import { findVirtualWallet, lockVirtualWallets, type VirtualWallet } from './virtual-wallet.ts'
import { finishWithdrawal, IN_LEDGER, ON_CHAIN, type StartedWithdrawal } from './withdrawal-answer.ts'

/**
 * From a virtual wallet to anywhere: on chain from the holding wallet, or in the ledger when the destination is the company's
 * own. Everything is checked and booked in one transaction; only then is anything sent.
 */
export function withdraw(deps: WalletDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/{walletId}/withdraw',
    access: { level: 2 },
    summary: 'Withdraw from a virtual wallet',
    refusals: [
      'WALLET_NOT_FOUND',
      'WALLET_DISABLED',
      'TOKEN_NOT_AVAILABLE',
      'ADDRESS_INVALID',
      'TO_TOKEN_CONTRACT',
      'SAME_WALLET',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
      'POLICY_REFUSED',
      'INSUFFICIENT_VIRTUAL_BALANCE',
      'INSUFFICIENT_HOLDING',
    ],
    tag: 'Virtual wallets',
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
  const found = await findVirtualWallet(tx, call.companyId, call.params.walletId ?? '')
  if (isRefusal(found)) return found
  const order = readOrder(call.body)
  if (isRefusal(order)) return order
  if (!found.enabled) return refuse('WALLET_DISABLED')
  const checked = await checkOrder(tx, deps, found, order)
  if (isRefusal(checked)) return checked
  const own = await findOwnDestination(tx, call.companyId, found.chain, checked.toAddress)
  const receiverId = own?.kind === 'VIRTUAL_WALLET' ? own.walletId : null
  const locked = await lockVirtualWallets(
    tx,
    call.companyId,
    receiverId === null ? [found.id] : [found.id, receiverId],
  )
  // As they are under the lock: disabled or deleted in between counts.
  const wallet = locked.get(found.id)
  if (wallet === undefined) return refuse('WALLET_NOT_FOUND')
  if (!wallet.enabled) return refuse('WALLET_DISABLED')
  const receiver = receiverId === null ? undefined : locked.get(receiverId)
  return pay(tx, call, { wallet, receiver, toHolding: own?.kind === 'HOLDING_WALLET', checked })
}

async function pay(
  tx: Tx,
  call: WithdrawCall,
  to: {
    wallet: VirtualWallet
    receiver: VirtualWallet | undefined
    toHolding: boolean
    checked: CheckedOrder
  },
): Promise<StartedWithdrawal | Refusal> {
  const { wallet, receiver, checked } = to
  const paymentId = newId()
  const payment = {
    ...checked,
    paymentId,
    requestedBy: requestedBy(call.caller),
    traceId: call.traceId,
    at: call.now,
  }
  if (receiver !== undefined)
    return (await transferInternally(tx, { ...payment, from: wallet, to: receiver })) ?? IN_LEDGER(paymentId)
  const holding = await findHoldingWallet(tx, wallet.company_id, wallet.chain, 'virtual_wallets')
  if (isRefusal(holding)) throw new Error(`Wallet ${wallet.id} has no holding wallet`)
  if (to.toHolding) return (await payToHolding(tx, { ...payment, wallet, holding })) ?? IN_LEDGER(paymentId)
  const operation = call.caller.type === 'USER' ? 'USER_WITHDRAWAL' : 'WITHDRAWAL'
  const paid = await payOutside(tx, { ...payment, wallet, holding, operation })
  return isRefusal(paid) ? paid : ON_CHAIN(paymentId, paid)
}
