import { createPublicKey, verify } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../kernel/database.ts'
import { unitsToText } from '../../kernel/money.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import type { Check } from '../../ledger/checks/check.ts'
import type { StoredProof } from './find-proof.ts'
import { NODES_KEPT_DAYS } from './reserve-loop.ts'
import { proofKey, statementText, type TokenReserves } from './statement.ts'
import { leafSalt } from './take-proof.ts'
import { EMPTY_ROOT, join, leafHash, type SumNode } from './tree.ts'

type Kind = 'reserves_signature_wrong' | 'reserves_tree_wrong'

const PAGE_NODES = 2_000

/**
 * Every proof of reserves is as it was given out: its trees, as long as they are kept, lead from their leaves to the roots, sums and
 * counts that it names. With the vault also: each leaf holds its wallet and balance, and the signature is ours and of this content.
 */
export function checkReserves(sealer: Sealer | null): Check<Kind> {
  const publicKey = sealer === null ? null : keyOf(sealer)
  return {
    name: 'reserves',
    async run({ db, companyId, found, count }) {
      const keptFrom = await readKeptFrom(db, companyId)
      for await (const proof of readProofs(db, companyId)) {
        const { date, tokens, taken_at: takenAt } = proof
        const text = Buffer.from(statementText({ companyId, date, takenAt, tokens }))
        if (publicKey !== null && !verify(null, text, publicKey, proof.signature))
          found({
            kind: 'reserves_signature_wrong',
            subject: 'proof',
            id: date,
            text: 'its signature is not of this content',
          })
        for (const token of date > keptFrom ? tokens : []) {
          const wrong = await wrongTree(db, sealer, { companyId, date, token })
          const id = `${date} ${token.blockchain} ${token.token_address}`
          if (wrong !== null) found({ kind: 'reserves_tree_wrong', subject: 'proof', id, text: wrong })
        }
        count('proofs of reserves', 1)
      }
    },
  }
}

function keyOf(sealer: Sealer) {
  const spki = `302a300506032b6570032100${proofKey(sealer).publicKey}`
  return createPublicKey({ key: Buffer.from(spki, 'hex'), format: 'der', type: 'spki' })
}

async function* readProofs(db: Database, companyId: string): AsyncGenerator<StoredProof> {
  for (let after = '0001-01-01'; ; ) {
    const proof: StoredProof | undefined = await db
      .selectFrom('reserve_proofs')
      .selectAll()
      .$narrowType<{ tokens: readonly TokenReserves[] }>()
      .where('company_id', '=', companyId)
      .where('date', '>', after)
      .orderBy('date')
      .limit(1)
      .executeTakeFirst()
    if (proof === undefined) return
    yield proof
    after = proof.date
  }
}

/** Trees are erased after a while; by the company's newest proof, for verification knows no business time. */
async function readKeptFrom(db: Database, companyId: string): Promise<string> {
  const { rows } = await sql<{ date: string | null }>`
    SELECT max(date) - ${NODES_KEPT_DAYS}::int AS date FROM reserve_proofs WHERE company_id = ${companyId}`.execute(
    db,
  )
  return rows[0]?.date ?? ''
}

interface TreeOf {
  readonly companyId: string
  readonly date: string
  readonly token: TokenReserves
}

interface Node extends SumNode {
  readonly position: number
  readonly wallet_id: string | null
}

/** What is wrong with a stored tree; level by level, a page of pairs at a time. */
async function wrongTree(db: Database, sealer: Sealer | null, tree: TreeOf): Promise<string | null> {
  const { token } = tree
  const show = (units: bigint) => unitsToText(units, token.decimals)
  let root: SumNode = EMPTY_ROOT
  let count = token.leaf_count
  for (let level = 0; count > 0; level += 1) {
    for (let from = 0; from < count; from += PAGE_NODES) {
      const nodes = await readNodes(db, tree, level, from)
      if (nodes.length !== Math.min(PAGE_NODES, count - from))
        return `${nodes.length} nodes are there from place ${from} of level ${level} on`
      if (level === 0 && sealer !== null)
        for (const leaf of nodes)
          if (!isLeaf(sealer, tree, leaf, show)) return `leaf ${leaf.position} was changed`
      const above = count === 1 ? [] : await readNodes(db, tree, level + 1, from / 2)
      for (let at = 0; at < nodes.length; at += 2) {
        const [left, right] = [nodes[at], nodes[at + 1]]
        if (left === undefined) break
        const joined = right === undefined ? left : join(left, right, show)
        if (count === 1) root = joined
        else if (!isSame(joined, above[at / 2]))
          return `place ${(from + at) / 2} of level ${level + 1} does not follow`
      }
    }
    if (count === 1) break
    count = Math.ceil(count / 2)
  }
  if (root.hash.toString('hex') !== token.root_hash) return 'its root is not that of the proof'
  return show(root.sum) === token.liabilities
    ? null
    : `its sum is ${show(root.sum)}, the proof says ${token.liabilities}`
}

function isSame(a: SumNode, b: SumNode | undefined): boolean {
  return b !== undefined && a.sum === b.sum && a.hash.toString('hex') === b.hash.toString('hex')
}

function isLeaf(
  sealer: Sealer,
  { date, token }: TreeOf,
  { hash, sum: balance, wallet_id: walletId }: Node,
  show: (units: bigint) => string,
): boolean {
  const leaf = { date, chain: token.blockchain, tokenAddress: token.token_address, walletId: walletId ?? '' }
  return (
    leafHash({ ...leaf, balance, salt: leafSalt(sealer, leaf) }, show).toString('hex') ===
    hash.toString('hex')
  )
}

async function readNodes(
  db: Database,
  { companyId, date, token }: TreeOf,
  level: number,
  from: number,
): Promise<readonly Node[]> {
  const { rows } = await sql<Node>`
    SELECT position, hash, sum, wallet_id FROM reserve_nodes
    WHERE company_id = ${companyId} AND date = ${date} AND chain = ${token.blockchain}
      AND token_address = ${token.token_address} AND level = ${level} AND position >= ${from}
    ORDER BY position LIMIT ${PAGE_NODES}`.execute(db)
  return rows
}
