import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { readBalances, readIncoming } from '../../ledger/balances.ts'
import { programAccount } from '../card-accounts.ts'
import { dollarNumber } from '../purchase-event.ts'
import { firstCardToken } from './card-tokens.ts'
import type { FundingDeps } from './deps.ts'

/** The company's fees: of what is settled, and of purchases that are not. */
export function readFeesBalance(deps: Pick<FundingDeps, 'tokens'>) {
  return readRoute({
    method: 'GET',
    path: '/cards/account/fees-wallet/balance',
    access: { level: 1 },
    summary: 'Balance of the fees wallet',
    tag: 'Cards fees wallet',
    answer: Type.Object({
      settled: Type.Number(),
      pending: Type.Number(),
      token_symbol: Type.String(),
    }),
    async read(db, { companyId }) {
      const account = programAccount('CARD_FEES', companyId)
      const [fees] = await readBalances(db, companyId, [account])
      return {
        settled: dollarNumber(fees?.balance ?? 0n),
        pending: dollarNumber(await readIncoming(db, companyId, account)),
        token_symbol: firstCardToken(deps.tokens).symbol,
      }
    },
  })
}
