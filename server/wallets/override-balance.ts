import { Type } from 'typebox'
import type { Token } from '../chains/types.ts'
import { findToken, readUnits } from '../holdings/order.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { amountField, readAmount } from '../kernel/http/fields.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { moneyToJson, moneyToText } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { book } from '../ledger/book.ts'
import { lockAccounts } from '../ledger/lock.ts'
import type { NewTransfer } from '../ledger/types.ts'
import { equity, readBalance, virtualBalance } from './balances.ts'
import type { WalletDeps } from './deps.ts'
import { writeMovements } from './movement.ts'
import { lockVirtualWallet, type VirtualWallet } from './virtual-wallet.ts'

/** Sets what the company owes here. The difference is the company's own gain or loss; nothing moves on chain. */
export function overrideBalance(deps: WalletDeps) {
  return writeRoute({
    method: 'PATCH',
    path: '/virtual-wallets/{walletId}/virtual-balance',
    access: { level: 2 },
    summary: 'Set a virtual balance',
    refusals: [
      'WALLET_NOT_FOUND',
      'TOKEN_NOT_AVAILABLE',
      'NEGATIVE_OVERRIDE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
    ],
    tag: 'Virtual wallets',
    body: Type.Object({ virtual_balance: amountField(), token_address: Type.Optional(Type.String()) }),
    answer: Type.Number(),
    async write(tx, call) {
      const amount = readAmount('virtual_balance', call.body.virtual_balance, {
        zeroAllowed: true,
        notPositive: 'NEGATIVE_OVERRIDE',
      })
      if (isRefusal(amount) && amount.name === 'MALFORMED') return amount
      const wallet = await lockVirtualWallet(tx, call.companyId, call.params.walletId ?? '')
      if (isRefusal(wallet)) return wallet
      const token = await chooseToken(tx, deps, wallet, call.body.token_address)
      if (isRefusal(token)) return token
      const target = readUnits('virtual_balance', amount, token)
      if (isRefusal(target)) return target
      await setBalance(tx, wallet, token, target, call)
      return moneyToJson({ asset: token, units: target })
    },
  })
}

async function chooseToken(
  tx: Tx,
  deps: WalletDeps,
  wallet: VirtualWallet,
  address: string | undefined,
): Promise<Token | Refusal> {
  if (address !== undefined) return findToken(tx, deps, wallet, address.trim())
  const [first] = deps.tokens.defaults(wallet.chain)
  return first ?? refuse('TOKEN_NOT_AVAILABLE', { address: '', blockchain: wallet.chain })
}

async function setBalance(
  tx: Tx,
  wallet: VirtualWallet,
  token: Token,
  target: bigint,
  call: Pick<Call<unknown, unknown>, 'companyId' | 'caller' | 'traceId' | 'now'>,
): Promise<void> {
  const owed = virtualBalance(wallet.id, token.id)
  const company = equity(call.companyId, token.id)
  // The lock comes first: a deposit credited in between would otherwise survive the override.
  await lockAccounts(tx, call.companyId, [owed, company])
  const previous = await readBalance(tx, call.companyId, owed)
  const id = newId()
  if (target !== previous) {
    const rises = target > previous
    const transfer: NewTransfer = {
      type: 'POST',
      id,
      debit: rises ? company : owed,
      credit: rises ? owed : company,
      amount: rises ? target - previous : previous - target,
      reason: 'override',
      subjectId: wallet.id,
    }
    const booking = await book(tx, call.companyId, [transfer], call.now)
    if (!booking.booked) throw new Error(`Override of wallet ${wallet.id} was not booked: ${booking.problem}`)
  }
  const text = (units: bigint) => moneyToText({ asset: token, units })
  await writeMovements(tx, [
    {
      id,
      companyId: call.companyId,
      walletId: wallet.id,
      operation: 'OVERRIDE_VIRTUAL_BALANCE',
      operationId: null,
      status: 'COMPLETED',
      token,
      units: target,
      hash: null,
      subjectId: null,
      data: { previous_balance: text(previous) },
      at: call.now,
    },
  ])
  await writeAudit(tx, {
    companyId: call.companyId,
    caller: call.caller,
    action: 'virtual_wallet.balance_overridden',
    objectType: 'virtual_wallet',
    objectId: wallet.id,
    before: { token_address: token.address, virtual_balance: text(previous) },
    after: { token_address: token.address, virtual_balance: text(target) },
    traceId: call.traceId,
    at: call.now,
  })
}
