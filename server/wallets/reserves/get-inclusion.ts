import { type Selectable, sql } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { jsonNumber } from '../../kernel/money.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import type { Schema } from '../../migrations/schema.ts'
import { findVirtualWallet } from '../virtual-wallet.ts'
import { DateQuery, findProof } from './find-proof.ts'
import { inclusionText, proofKey, type TokenReserves } from './statement.ts'
import { leafSalt, shownIn } from './take-proof.ts'
import { neighbours } from './tree.ts'

const InclusionShape = Type.Object({
  company_id: Type.String(),
  date: Type.String(),
  wallet_id: Type.String(),
  blockchain: Type.String(),
  leaves: Type.Array(
    Type.Object({
      token_address: Type.String(),
      balance: Type.Number(),
      salt: Type.String(),
      leaf_hash: Type.String(),
      path: Type.Array(Type.Object({ side: Type.Enum(['L', 'R']), hash: Type.String(), sum: Type.Number() })),
      root_hash: Type.String(),
      root_sum: Type.Number(),
    }),
  ),
  signature: Type.String({ description: 'Ed25519, hex: docs/reserves.md says over what' }),
  public_key: Type.String({ description: '32 bytes, hex' }),
})

/** A wallet's own leaves and the way from each to the signed root: enough for its owner to check alone. */
export function getInclusion({ sealer }: { readonly sealer: Sealer }) {
  const key = proofKey(sealer)
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/{walletId}/proof-of-reserves',
    access: { level: 1 },
    summary: "A wallet's part of the proof of reserves",
    refusals: ['WALLET_NOT_FOUND', 'RESERVES_NOT_FOUND'],
    tag: 'Reserves',
    query: DateQuery,
    answer: InclusionShape,
    async read(db, { companyId, params, query }) {
      const wallet = await findVirtualWallet(db, companyId, params.walletId ?? '')
      if (isRefusal(wallet)) return wallet
      const proof = await findProof(db, companyId, query.date)
      if (isRefusal(proof)) return proof
      const { date } = proof
      const leaves = await Promise.all(
        (await readLeaves(db, companyId, date, wallet.id)).map((leaf) =>
          showLeaf(db, sealer, leaf, tokenOf(proof.tokens, leaf)),
        ),
      )
      const signed = { companyId, date, walletId: wallet.id, leaves: leaves.map(({ signed }) => signed) }
      return {
        company_id: companyId,
        date,
        wallet_id: wallet.id,
        blockchain: wallet.chain,
        leaves: leaves.map(({ shown }) => shown),
        signature: key.sign(inclusionText(signed)).toString('hex'),
        public_key: key.publicKey,
      }
    },
  })
}

type Node = Selectable<Schema['reserve_nodes']>

function readLeaves(reader: Reader, companyId: string, date: string, walletId: string): Promise<Node[]> {
  return reader
    .selectFrom('reserve_nodes')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('date', '=', date)
    .where('wallet_id', '=', walletId)
    .orderBy('token_address')
    .execute()
}

function tokenOf(tokens: readonly TokenReserves[], leaf: Node): TokenReserves {
  const found = tokens.find(
    ({ blockchain, token_address }) => blockchain === leaf.chain && token_address === leaf.token_address,
  )
  if (found === undefined)
    throw new Error(`The proof of ${leaf.date} has leaves of a token that it does not list`)
  return found
}

async function showLeaf(reader: Reader, sealer: Sealer, leaf: Node, token: TokenReserves) {
  const { date, chain, token_address: tokenAddress } = leaf
  const walletId = leaf.wallet_id ?? ''
  const show = shownIn(token)
  const leafHash = leaf.hash.toString('hex')
  return {
    shown: {
      token_address: tokenAddress,
      balance: jsonNumber(show(leaf.sum)),
      salt: leafSalt(sealer, { date, chain, tokenAddress, walletId }).toString('hex'),
      leaf_hash: leafHash,
      path: (await readPath(reader, leaf, token.leaf_count)).map(({ side, hash, sum }) => ({
        side,
        hash: hash.toString('hex'),
        sum: jsonNumber(show(sum)),
      })),
      root_hash: token.root_hash,
      root_sum: jsonNumber(token.liabilities),
    },
    signed: { tokenAddress, leafHash, rootHash: token.root_hash, rootSum: token.liabilities },
  }
}

async function readPath(reader: Reader, leaf: Node, leafCount: number) {
  const steps = neighbours(leaf.position, leafCount)
  if (steps.length === 0) return []
  const { rows } = await sql<{ level: number; hash: Buffer; sum: bigint }>`
    SELECT n.level, n.hash, n.sum FROM reserve_nodes n
    JOIN unnest(${steps.map(({ level }) => level)}::integer[], ${steps.map(({ position }) => position)}::integer[])
      AS step(level, position) ON n.level = step.level AND n.position = step.position
    WHERE n.company_id = ${leaf.company_id} AND n.date = ${leaf.date}::date AND n.chain = ${leaf.chain}
      AND n.token_address = ${leaf.token_address}
    ORDER BY n.level`.execute(reader)
  return rows.map(({ level, hash, sum }) => {
    const step = steps.find((one) => one.level === level)
    if (step === undefined) throw new Error('A node that was not asked for')
    return { side: step.side, hash, sum }
  })
}
