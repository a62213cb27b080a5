import { Type } from 'typebox'
import { NullableText } from '../companies/schemas.ts'
import type { ChainConfig } from '../kernel/config.ts'
import { readRoute } from '../kernel/http/route.ts'
import type { PortalDeps } from './deps.ts'

/** What the page must know before anybody has signed in. */
export function showAboutRoute({ config }: Pick<PortalDeps, 'config'>) {
  const about = { profile: config.profile, chains: config.chains.map(showChain) }
  return readRoute({
    method: 'GET',
    path: '/portal/api/about',
    access: { open: true },
    summary: 'Sandbox or production, and where transactions can be looked up',
    tag: 'Portal',
    answer: Type.Object({
      profile: Type.Enum(['production', 'sandbox']),
      chains: Type.Array(
        Type.Object({
          blockchain: Type.String(),
          native_symbol: Type.String(),
          transaction_url: { ...NullableText, description: 'With {hash} in it; null: there is no explorer' },
          address_url: { ...NullableText, description: 'With {address} in it' },
        }),
      ),
    }),
    read: async () => about,
  })
}

function showChain({ name, family, nativeSymbol, explorerUrl }: ChainConfig) {
  const paths =
    family === 'TRON'
      ? { transaction: '#/transaction/{hash}', address: '#/address/{address}' }
      : { transaction: 'tx/{hash}', address: 'address/{address}' }
  return {
    blockchain: name,
    native_symbol: nativeSymbol,
    transaction_url: explorerUrl === null ? null : `${explorerUrl}/${paths.transaction}`,
    address_url: explorerUrl === null ? null : `${explorerUrl}/${paths.address}`,
  }
}
