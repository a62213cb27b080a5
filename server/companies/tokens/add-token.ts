import { Type } from 'typebox'
import { addressKey } from '../../chains/address.ts'
import { askChain } from '../../chains/ask-chain.ts'
import type { Chain, TokenMetadata } from '../../chains/chain.ts'
import { findChain, readChainName } from '../../chains/name.ts'
import type { Tokens } from '../../chains/tokens.ts'
import { writeAudit } from '../../kernel/audit.ts'
import { amountField } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { OptionalText } from '../schemas.ts'
import { readOrKeep, readUsdPrice, TokenAnswer, tokenAnswer, tokenFacts } from './custom-token.ts'
import { HELD_MS, holdPrice } from './hold-price.ts'

export interface TokenDeps {
  readonly chains: readonly Chain[]
  readonly tokens: Pick<Tokens, 'defaults' | 'list'>
}

/** A contract that was asked, before the transaction, what it is. */
interface TokenContract {
  readonly chain: string
  readonly address: string
  readonly metadata: TokenMetadata
}

export function addTokenRoute({ chains, tokens }: TokenDeps) {
  return writeRoute({
    method: 'POST',
    path: '/management/tokens',
    access: { level: 3 },
    summary: 'Add a token of your own; its decimals are read from the chain',
    refusals: [
      'VALUE_NOT_ALLOWED',
      'ADDRESS_INVALID',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
      'TOKEN_EXISTS',
      'TOKEN_NOT_ERC20',
      'CHAIN_UNAVAILABLE',
    ],
    tag: 'Tokens',
    body: Type.Object({
      blockchain: Type.String(),
      address: Type.String(),
      usd_price: amountField(),
      name: OptionalText,
      symbol: OptionalText,
    }),
    answer: TokenAnswer,
    status: 201,
    prepare: (_db, { body }) => readContract(chains, body.blockchain, body.address),
    async write(tx, { companyId, caller, body, traceId, now }, { chain, address, metadata }: TokenContract) {
      const usdPrice = readUsdPrice(body.usd_price)
      if (isRefusal(usdPrice)) return usdPrice
      const name = readOrKeep('name', body.name, metadata.name)
      if (isRefusal(name)) return name
      const symbol = readOrKeep('symbol', body.symbol, metadata.symbol)
      if (isRefusal(symbol)) return symbol
      const taken = refuse('TOKEN_EXISTS', { address, blockchain: chain })
      if (tokens.defaults(chain).some((token) => token.address === address)) return taken
      const { decimals } = metadata
      // Removed and added again it is no new token: what it counted as holds on as with a change.
      const earlier = await tx
        .selectFrom('custom_tokens')
        .select(['usd_price', 'held_price', 'held_until'])
        .where('company_id', '=', companyId)
        .where('chain', '=', chain)
        .where('address', '=', address)
        .where('deleted_at', '>', new Date(now.getTime() - HELD_MS))
        .execute()
      const token = await tx
        .insertInto('custom_tokens')
        .values({
          company_id: companyId,
          id: newId(),
          chain,
          address,
          name,
          symbol,
          decimals,
          usd_price: usdPrice,
          ...holdPrice(earlier, usdPrice, now),
          created_at: now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst()
      if (token === undefined) return taken
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'token.added',
        objectType: 'token',
        objectId: token.id,
        before: null,
        after: tokenFacts(token),
        traceId,
        at: now,
      })
      return tokenAnswer(token)
    },
  })
}

async function readContract(
  chains: readonly Chain[],
  blockchain: string,
  addressText: string,
): Promise<TokenContract | Refusal> {
  const chainName = readChainName(chains, blockchain)
  if (isRefusal(chainName)) return chainName
  const chain = findChain(chains, chainName)
  const address = chain.addresses.read(addressText.trim())
  if (address === null) return refuse('ADDRESS_INVALID')
  // Some chains answer as an ERC-20 contract at the pseudo-address of their coin. The coin is not a token.
  if (addressKey(address) === addressKey(chain.config.nativeAddress))
    return refuse('TOKEN_NOT_ERC20', { address, blockchain: chainName })
  const metadata = await askChain(chain, chain.state.metadata(address))
  return isRefusal(metadata) ? metadata : { chain: chainName, address, metadata }
}
