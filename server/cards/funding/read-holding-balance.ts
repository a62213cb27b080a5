import { Type } from 'typebox'
import { findHoldingWallet } from '../../holdings/holding-wallet.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { readBalances } from '../../ledger/balances.ts'
import { programAccount } from '../card-accounts.ts'
import { CARD_CHAIN } from '../card-chain.ts'
import { dollarNumber } from '../purchase-event.ts'
import { cardTokens } from './card-tokens.ts'
import type { FundingDeps } from './deps.ts'

/** What purchases and withdrawals may use, and where to send more. */
export function readHoldingBalance(deps: Pick<FundingDeps, 'tokens'>) {
  return readRoute({
    method: 'GET',
    path: '/cards/holding/balance',
    access: { level: 1 },
    summary: "Balance and address of the cards' holding wallet",
    refusals: ['CARD_HOLDING_NOT_FOUND'],
    tag: 'Cards holding',
    answer: Type.Object({
      warranty_balance: Type.Number({ description: 'USD, less what approved purchases hold' }),
      blockchain: Type.String(),
      deposit_address: Type.String(),
      deposit_tokens: Type.Record(Type.String(), Type.String()),
    }),
    async read(db, { companyId }) {
      const holding = await findHoldingWallet(db, companyId, CARD_CHAIN, 'cards')
      if (isRefusal(holding)) return holding
      const [balance] = await readBalances(db, companyId, [programAccount('CARD_HOLDING', companyId)])
      return {
        warranty_balance: dollarNumber(balance?.available ?? 0n),
        blockchain: holding.chain,
        deposit_address: holding.address,
        deposit_tokens: Object.fromEntries(
          cardTokens(deps.tokens).map(({ symbol, address }) => [symbol, address]),
        ),
      }
    },
  })
}
