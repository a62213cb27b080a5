import { Type } from 'typebox'
import { askChain } from '../chains/ask-chain.ts'
import { findChain } from '../chains/name.ts'
import { readRoute } from '../kernel/http/route.ts'
import { moneyToJson } from '../kernel/money.ts'
import { isRefusal } from '../kernel/refusal.ts'
import type { TreasuryDeps } from './deps.ts'
import { findWallet } from './wallet.ts'

const TokenBalanceShape = Type.Object({
  name: Type.String(),
  symbol: Type.String(),
  balance: Type.Number(),
  token_address: Type.String(),
})

/** What the chain shows now: coin, default tokens, the company's own, zeros included. Gas that the platform left there is in the coin. */
export function readBalances(deps: TreasuryDeps) {
  return readRoute({
    method: 'GET',
    path: '/mpc/accounts/{accountId}/wallets/{walletId}/balance',
    access: { level: 1 },
    summary: 'On-chain balances of a treasury wallet',
    refusals: ['ACCOUNT_NOT_FOUND', 'WALLET_NOT_FOUND', 'CHAIN_UNAVAILABLE'],
    tag: 'Treasury',
    answer: Type.Array(TokenBalanceShape),
    async read(db, call) {
      const wallet = await findWallet(db, call)
      if (isRefusal(wallet)) return wallet
      const chain = findChain(deps.chains, wallet.chain)
      const coin = deps.tokens.native(wallet.chain)
      const tokens = await deps.tokens.list(db, call.companyId, wallet.chain)
      const held = await askChain(
        chain,
        Promise.all([chain.state.coin(wallet.address), chain.state.tokens(wallet.address, tokens)]),
      )
      if (isRefusal(held)) return held
      const [coins, units] = held
      return [coin, ...tokens].map((token) => ({
        name: token.name,
        symbol: token.symbol,
        balance: moneyToJson({ asset: token, units: token === coin ? coins : (units.get(token.id) ?? 0n) }),
        token_address: token.address,
      }))
    },
  })
}
