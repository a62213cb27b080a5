import { Type } from 'typebox'
import type { Chain } from '../../chains/chain.ts'
import { readChainName } from '../../chains/name.ts'
import type { ChainName } from '../../chains/types.ts'
import { writeAudit } from '../../kernel/audit.ts'
import { amountField } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { OptionalText } from '../schemas.ts'
import {
  type CustomToken,
  findCustomToken,
  readOrKeep,
  readUsdPrice,
  TokenAnswer,
  tokenAnswer,
  tokenFacts,
} from './custom-token.ts'
import { holdPrice } from './hold-price.ts'

/** What is omitted is kept. Chain and address may be repeated, not changed: balances hang on them. */
export function changeTokenRoute({ chains }: { readonly chains: readonly Chain[] }) {
  return writeRoute({
    method: 'PUT',
    path: '/management/tokens/{tokenId}',
    access: { level: 3 },
    summary: "Change a custom token's price, name or symbol",
    refusals: [
      'TOKEN_NOT_FOUND',
      'VALUE_NOT_ALLOWED',
      'ADDRESS_INVALID',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
      'TOKEN_FIXED',
    ],
    tag: 'Tokens',
    body: Type.Object({
      blockchain: OptionalText,
      address: OptionalText,
      usd_price: Type.Optional(amountField()),
      name: OptionalText,
      symbol: OptionalText,
    }),
    answer: TokenAnswer,
    async write(tx, { companyId, caller, params, body, traceId, now }) {
      const before = await findCustomToken(tx, companyId, params.tokenId ?? '')
      if (before === null) return refuse('TOKEN_NOT_FOUND')
      const change = readChange(chains, before, body)
      if (isRefusal(change)) return change
      const after = await tx
        .updateTable('custom_tokens')
        .set({
          ...change,
          ...(change.usd_price !== before.usd_price && holdPrice([before], change.usd_price, now)),
        })
        .where('company_id', '=', companyId)
        .where('id', '=', before.id)
        .where('deleted_at', 'is', null)
        .returningAll()
        .executeTakeFirst()
      if (after === undefined) return refuse('TOKEN_NOT_FOUND')
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'token.changed',
        objectType: 'token',
        objectId: after.id,
        before: tokenFacts(before),
        after: tokenFacts(after),
        traceId,
        at: now,
      })
      return tokenAnswer(after)
    },
  })
}

interface ChangeBody {
  readonly blockchain?: string
  readonly address?: string
  readonly usd_price?: number | string
  readonly name?: string
  readonly symbol?: string
}

function readChange(
  chains: readonly Chain[],
  token: CustomToken,
  body: ChangeBody,
): Pick<CustomToken, 'usd_price' | 'name' | 'symbol'> | Refusal {
  const chain = body.blockchain === undefined ? token.chain : readChainName(chains, body.blockchain)
  if (isRefusal(chain)) return chain
  const address = body.address === undefined ? token.address : readTokenAddress(chains, chain, body.address)
  if (address === null) return refuse('ADDRESS_INVALID')
  if (chain !== token.chain || address !== token.address) return refuse('TOKEN_FIXED')
  const usdPrice = body.usd_price === undefined ? token.usd_price : readUsdPrice(body.usd_price)
  if (isRefusal(usdPrice)) return usdPrice
  const name = readOrKeep('name', body.name, token.name)
  if (isRefusal(name)) return name
  const symbol = readOrKeep('symbol', body.symbol, token.symbol)
  if (isRefusal(symbol)) return symbol
  return { usd_price: usdPrice, name, symbol }
}

/** Of a chain that is served no more an address is only compared. */
function readTokenAddress(chains: readonly Chain[], name: ChainName, text: string): string | null {
  const chain = chains.find(({ config }) => config.name === name)
  return chain === undefined ? text.trim() : chain.addresses.read(text.trim())
}
