import { Type } from 'typebox'
import { writeRoute } from '../../server/kernel/http/route.ts'
import { isRefusal, refuse } from '../../server/kernel/refusal.ts'
import { REORG_DEPTH_MAX } from '../chains/local-chain.ts'
import { findSandboxChain, onChain, type SandboxDeps } from './deps.ts'

export function reorganiseChain({ chains }: SandboxDeps) {
  return writeRoute({
    method: 'POST',
    path: '/sandbox/chains/{blockchain}/reorg',
    access: { level: 2, operation: 'virtual_wallets', alsoOpenTo: { operation: 'cards', level: 2 } },
    sandboxOnly: true,
    status: 201,
    summary: 'Replace the newest blocks by as many others',
    refusals: ['VALUE_NOT_ALLOWED', 'REORG_TOO_DEEP', 'CHAIN_UNAVAILABLE'],
    tag: 'Sandbox',
    body: Type.Object({
      depth: Type.Integer({ minimum: 1, maximum: REORG_DEPTH_MAX }),
      keep_transactions: Type.Optional(
        Type.Boolean({
          default: false,
          description: 'true: their transactions are mined again, in other blocks; false: they are gone',
        }),
      ),
    }),
    answer: Type.Object({ block_number: Type.Integer() }),
    async prepare(_db, { params, body }) {
      const chain = findSandboxChain(chains, params.blockchain ?? '')
      if (isRefusal(chain)) return chain
      const depthMax = await onChain(chain, () => chain.reorgDepthMax())
      if (isRefusal(depthMax)) return depthMax
      if (body.depth <= depthMax) return chain.spec.name
      return refuse('REORG_TOO_DEEP', { blockchain: chain.spec.name, depth: String(depthMax) })
    },
    async write(_tx, { body }, blockchain) {
      return { blockchain, depth: body.depth, keepTransactions: body.keep_transactions ?? false }
    },
    async finish({ blockchain, depth, keepTransactions }) {
      const chain = findSandboxChain(chains, blockchain)
      if (isRefusal(chain)) throw new Error(`${blockchain} is gone`)
      const height = await onChain(chain, () => chain.reorg({ depth, keepTransactions }))
      return isRefusal(height) ? height : { block_number: height }
    },
  })
}
