import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { jsonNumber } from '../../kernel/money.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { DateQuery, findProof } from './find-proof.ts'
import { proofKey } from './statement.ts'

const ProofShape = Type.Object({
  company_id: Type.String(),
  date: Type.String(),
  taken_at: Type.String(),
  tokens: Type.Array(
    Type.Object({
      blockchain: Type.String(),
      token_address: Type.String(),
      symbol: Type.String(),
      liabilities: Type.Number(),
      holding: Type.Number(),
      holding_address: Type.String(),
      unswept: Type.Number(),
      reserve_ratio: Type.Union([Type.Number(), Type.Null()]),
      partner_claims: Type.Number(),
      root_hash: Type.String(),
      leaf_count: Type.Integer(),
    }),
  ),
  signature: Type.String({ description: 'Ed25519, hex: docs/reserves.md says over what' }),
  public_key: Type.String({ description: '32 bytes, hex' }),
})

/** What the company owes, per token, as the signed root of a tree in which every wallet can find itself. */
export function getProof({ sealer }: { readonly sealer: Sealer }) {
  const { publicKey } = proofKey(sealer)
  return readRoute({
    method: 'GET',
    path: '/management/proof-of-reserves',
    access: { level: 3 },
    summary: "The company's proof of reserves",
    refusals: ['RESERVES_NOT_FOUND'],
    tag: 'Reserves',
    query: DateQuery,
    answer: ProofShape,
    async read(db, { companyId, query }) {
      const proof = await findProof(db, companyId, query.date)
      if (isRefusal(proof)) return proof
      return {
        company_id: companyId,
        date: proof.date,
        taken_at: proof.taken_at.toISOString(),
        tokens: proof.tokens.map(({ decimals: _, ...token }) => ({
          ...token,
          liabilities: jsonNumber(token.liabilities),
          holding: jsonNumber(token.holding),
          unswept: jsonNumber(token.unswept),
          reserve_ratio: token.reserve_ratio === null ? null : jsonNumber(token.reserve_ratio),
          partner_claims: jsonNumber(token.partner_claims),
        })),
        signature: proof.signature.toString('hex'),
        public_key: publicKey,
      }
    },
  })
}
