import { Type } from 'typebox'
import { writeRoute } from '../../server/kernel/http/route.ts'
import { isRefusal } from '../../server/kernel/refusal.ts'
import { findSandboxChain, onChain, type SandboxDeps } from './deps.ts'

const BLOCKS_MAX = 1_000

export function mineBlocks({ chains }: SandboxDeps) {
  return writeRoute({
    method: 'POST',
    path: '/sandbox/chains/{blockchain}/mine',
    access: { level: 2, operation: 'virtual_wallets', alsoOpenTo: { operation: 'cards', level: 2 } },
    sandboxOnly: true,
    status: 201,
    summary: 'Mine blocks at once, beside the one of each second',
    refusals: ['VALUE_NOT_ALLOWED', 'CHAIN_UNAVAILABLE'],
    tag: 'Sandbox',
    body: Type.Object({
      blocks: Type.Optional(Type.Integer({ minimum: 1, maximum: BLOCKS_MAX, default: 1 })),
    }),
    answer: Type.Object({ block_number: Type.Integer() }),
    async write(_tx, { params, body }) {
      const chain = findSandboxChain(chains, params.blockchain ?? '')
      return isRefusal(chain) ? chain : { blockchain: chain.spec.name, blocks: body.blocks ?? 1 }
    },
    async finish({ blockchain, blocks }) {
      const chain = findSandboxChain(chains, blockchain)
      if (isRefusal(chain)) throw new Error(`${blockchain} is gone`)
      const height = await onChain(chain, () => chain.mine(blocks))
      return isRefusal(height) ? height : { block_number: height }
    },
  })
}
