import { Type } from 'typebox'
import type { Chain } from '../../chains/chain.ts'
import { readRoute } from '../../kernel/http/route.ts'

export function listBlockchainsRoute({ chains }: { readonly chains: readonly Chain[] }) {
  return readRoute({
    method: 'GET',
    path: '/management/blockchains/list',
    access: { level: 3 },
    summary: 'List the configured blockchains',
    tag: 'Catalogues',
    answer: Type.Array(Type.String()),
    read: async () => chains.map((chain) => chain.config.name),
  })
}
