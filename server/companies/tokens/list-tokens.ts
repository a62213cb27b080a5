import { Type } from 'typebox'
import { readChainName } from '../../chains/name.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { TokenDeps } from './add-token.ts'
import { TokenAnswer, tokenAnswer } from './custom-token.ts'

const access = { level: 1, alsoOpenTo: { operation: 'virtual_wallets', level: 1 } } as const

export const listCustomTokensRoute = readRoute({
  method: 'GET',
  path: '/mpc/tokens/list',
  access,
  summary: "List the company's own tokens",
  tag: 'Tokens',
  answer: Type.Array(TokenAnswer),
  async read(db, { companyId }) {
    const rows = await db
      .selectFrom('custom_tokens')
      .selectAll()
      .where('company_id', '=', companyId)
      .where('deleted_at', 'is', null)
      .orderBy('id', 'desc')
      .execute()
    return rows.map(tokenAnswer)
  },
})

/** Symbol to address. Default tokens come first, so on equal symbols they win; among custom ones the oldest. */
export function listChainTokensRoute({ chains, tokens }: TokenDeps) {
  return readRoute({
    method: 'GET',
    path: '/mpc/tokens/{blockchain}',
    access,
    summary: 'The tokens of a chain: default and your own',
    refusals: ['VALUE_NOT_ALLOWED'],
    tag: 'Tokens',
    answer: Type.Record(Type.String(), Type.String()),
    async read(db, { companyId, params }) {
      const chain = readChainName(chains, params.blockchain ?? '')
      if (isRefusal(chain)) return chain
      const bySymbol = new Map<string, string>()
      for (const { symbol, address } of await tokens.list(db, companyId, chain))
        if (!bySymbol.has(symbol)) bySymbol.set(symbol, address)
      return Object.fromEntries(bySymbol)
    },
  })
}
