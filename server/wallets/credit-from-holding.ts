import { Type } from 'typebox'
import { findToken, readUnits } from '../holdings/order.ts'
import { writeAudit } from '../kernel/audit.ts'
import { amountField, readAmount } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { moneyToText } from '../kernel/money.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { readBalance, virtualBalance } from './balances.ts'
import { creditWallet } from './credit-wallet.ts'
import type { WalletDeps } from './deps.ts'
import { showTokenBalance, TokenBalanceShape } from './shapes.ts'
import { lockVirtualWallet } from './virtual-wallet.ts'

export function creditFromHolding(deps: WalletDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/holding/credit',
    access: { level: 3 },
    summary: 'Credit a virtual wallet at the expense of the company',
    refusals: [
      'WALLET_NOT_FOUND',
      'TOKEN_NOT_AVAILABLE',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
    ],
    tag: 'Holding',
    body: Type.Object({ wallet_id: Type.String(), token_address: Type.String(), amount: amountField() }),
    answer: TokenBalanceShape,
    async write(tx, call) {
      const amount = readAmount('amount', call.body.amount)
      if (isRefusal(amount) && amount.name === 'MALFORMED') return amount
      const wallet = await lockVirtualWallet(tx, call.companyId, call.body.wallet_id)
      if (isRefusal(wallet)) return wallet
      const token = await findToken(tx, deps, wallet, call.body.token_address.trim())
      if (isRefusal(token)) return token
      const units = readUnits('amount', amount, token)
      if (isRefusal(units)) return units
      const id = newId()
      await creditWallet(tx, { id, wallet, token, units, at: call.now })
      const balance = await readBalance(tx, call.companyId, virtualBalance(wallet.id, token.id))
      await writeAudit(tx, {
        companyId: call.companyId,
        caller: call.caller,
        action: 'virtual_wallet.credited',
        objectType: 'virtual_wallet',
        objectId: wallet.id,
        before: {
          token_address: token.address,
          virtual_balance: moneyToText({ asset: token, units: balance - units }),
        },
        after: {
          token_address: token.address,
          virtual_balance: moneyToText({ asset: token, units: balance }),
        },
        traceId: call.traceId,
        at: call.now,
      })
      return showTokenBalance(token, balance)
    },
  })
}
