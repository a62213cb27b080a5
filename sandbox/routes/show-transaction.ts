import { Type } from 'typebox'
import { readRoute } from '../../server/kernel/http/route.ts'
import { isRefusal, refuse } from '../../server/kernel/refusal.ts'
import { findSandboxChain, onChain, type SandboxDeps } from './deps.ts'

const HASH = /^(0x)?[0-9a-f]{64}$/i
const AnyObject = Type.Unsafe<object>({ type: 'object' })

/** In place of a block explorer, which these chains have not. */
export function showTransaction({ chains }: Pick<SandboxDeps, 'chains'>) {
  return readRoute({
    method: 'GET',
    path: '/sandbox/chains/{blockchain}/transactions/{hash}',
    access: { level: 1, operation: 'virtual_wallets', alsoOpenTo: { operation: 'cards', level: 1 } },
    sandboxOnly: true,
    summary: 'A transaction as the node of the chain tells it',
    refusals: ['VALUE_NOT_ALLOWED', 'TRANSACTION_NOT_FOUND', 'CHAIN_UNAVAILABLE'],
    tag: 'Sandbox',
    answer: Type.Object({
      blockchain: Type.String(),
      transaction: AnyObject,
      receipt: Type.Union([AnyObject, Type.Null()], { description: 'Null: it is in no block yet' }),
    }),
    async read(_db, { params: { blockchain = '', hash = '' } }) {
      const chain = findSandboxChain(chains, blockchain)
      if (isRefusal(chain)) return chain
      if (!HASH.test(hash)) return refuse('TRANSACTION_NOT_FOUND')
      const found = await onChain(chain, () => chain.local.transaction(chain.url, hash.toLowerCase()))
      if (isRefusal(found)) return found
      return found === null ? refuse('TRANSACTION_NOT_FOUND') : { blockchain: chain.spec.name, ...found }
    },
  })
}
