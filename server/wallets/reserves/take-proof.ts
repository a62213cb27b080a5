import { type SqlBool, sql } from 'kysely'
import type { Token } from '../../chains/types.ts'
import type { HoldingWallet } from '../../holdings/holding-wallet.ts'
import { jsonb, type Tx } from '../../kernel/database.ts'
import { moneyToText, unitsToText } from '../../kernel/money.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { readBalance } from '../balances.ts'
import type { WalletDeps } from '../deps.ts'
import { readUnswept } from '../unswept.ts'
import { type ProofKey, statementText, type TokenReserves } from './statement.ts'
import { buildTree, leafHash, type SumNode } from './tree.ts'

const RATIO_DECIMALS = 6
const NODES_PER_INSERT_MAX = 5_000

export interface ProofDeps extends Pick<WalletDeps, 'tokens'> {
  readonly sealer: Sealer
  readonly key: ProofKey
}

interface ProofDay {
  readonly companyId: string
  readonly date: string
  readonly at: Date
}

/**
 * Takes the proof of one company: trees, sums and signature, all of one instant. The caller's transaction is REPEATABLE READ, so
 * what is owed and what is there are read as of one commit.
 */
export async function takeProof(tx: Tx, deps: ProofDeps, day: ProofDay): Promise<void> {
  const { companyId, date, at } = day
  const holdings = await tx
    .selectFrom('holding_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('product', '=', 'virtual_wallets')
    .orderBy('chain')
    .execute()
  const tokens: TokenReserves[] = []
  const nodes: NodeRow[] = []
  for (const holding of holdings)
    for (const token of await deps.tokens.list(tx, companyId, holding.chain)) {
      const leaves = await readLeaves(tx, deps.sealer, day, token)
      const tree = buildTree(leaves, shownIn(token))
      tokens.push(await describeToken(tx, { holding, token, tree, leafCount: leaves.length }))
      if (leaves.length > 0) nodes.push(...nodeRows(day, token, tree, leaves))
    }
  const statement = { companyId, date, takenAt: at, tokens }
  await tx
    .insertInto('reserve_proofs')
    .values({
      company_id: companyId,
      date,
      taken_at: at,
      tokens: jsonb(tokens),
      signature: deps.key.sign(statementText(statement)),
    })
    .execute()
  for (let start = 0; start < nodes.length; start += NODES_PER_INSERT_MAX)
    await insertNodes(tx, nodes.slice(start, start + NODES_PER_INSERT_MAX))
}

interface Leaf extends SumNode {
  readonly walletId: string
}

/** In the order of their hashes: a place in the tree says nothing about a wallet. One below zero is owed nothing. */
async function readLeaves(tx: Tx, sealer: Sealer, day: ProofDay, token: Token): Promise<Leaf[]> {
  const { rows } = await sql<{ wallet_id: string; balance: bigint }>`
    SELECT a.owner_id AS wallet_id, greatest(a.credits - a.debits, 0) AS balance
    FROM ledger_accounts a
    JOIN virtual_wallets w ON w.company_id = a.company_id AND w.id = a.owner_id
    WHERE a.company_id = ${day.companyId} AND a.code = 'VIRTUAL_BALANCE' AND a.asset = ${token.id}
      AND (w.deleted_at IS NULL OR a.credits > a.debits)`.execute(tx)
  const show = shownIn(token)
  const leaves = rows.map(({ wallet_id: walletId, balance }) => {
    const facts = { date: day.date, chain: token.chain, tokenAddress: token.address, walletId, balance }
    return { walletId, sum: balance, hash: leafHash({ ...facts, salt: leafSalt(sealer, facts) }, show) }
  })
  return leaves.sort((a, b) => Buffer.compare(a.hash, b.hash))
}

/** Derived, so that it is stored nowhere beside the hash that it protects. */
export function leafSalt(
  sealer: Sealer,
  leaf: { date: string; chain: string; tokenAddress: string; walletId: string },
): Buffer {
  return sealer.keyedHash(
    'proof of reserves salt',
    [leaf.date, leaf.chain, leaf.tokenAddress, leaf.walletId].join('\n'),
  )
}

export function shownIn(token: Pick<Token, 'decimals'>): (units: bigint) => string {
  return (units) => unitsToText(units, token.decimals)
}

async function describeToken(
  tx: Tx,
  proven: { holding: HoldingWallet; token: Token; tree: readonly SumNode[][]; leafCount: number },
): Promise<TokenReserves> {
  const { holding: wallet, token, tree, leafCount } = proven
  const companyId = wallet.company_id
  const [root] = tree.at(-1) ?? []
  if (root === undefined) throw new Error('A tree without a root')
  const ofCompany = (code: 'HOLDING' | 'PARTNER_CLAIM') =>
    readBalance(tx, companyId, { code, ownerId: companyId, assetId: token.id })
  const holding = await ofCompany('HOLDING')
  const unswept = await readUnswept(tx, companyId, token)
  const text = (units: bigint) => moneyToText({ asset: token, units })
  return {
    blockchain: token.chain,
    token_address: token.address,
    symbol: token.symbol,
    decimals: token.decimals,
    liabilities: text(root.sum),
    holding: text(holding),
    holding_address: wallet.address,
    unswept: text(unswept),
    reserve_ratio: root.sum === 0n ? null : reserveRatio(holding + unswept, root.sum),
    partner_claims: text(await ofCompany('PARTNER_CLAIM')),
    root_hash: root.hash.toString('hex'),
    leaf_count: leafCount,
  }
}

/** Decimal text of six decimals, rounded down; a holding that a reorganisation left below zero covers nothing. */
export function reserveRatio(assets: bigint, owed: bigint): string {
  const covered = assets < 0n ? 0n : assets
  return unitsToText((covered * 10n ** BigInt(RATIO_DECIMALS)) / owed, RATIO_DECIMALS)
}

interface NodeRow {
  readonly company_id: string
  readonly date: string
  readonly chain: string
  readonly token_address: string
  readonly level: number
  readonly position: number
  readonly hash: Buffer
  readonly sum: bigint
  readonly wallet_id: string | null
}

function nodeRows(
  { companyId, date }: ProofDay,
  token: Token,
  tree: readonly (readonly SumNode[])[],
  leaves: readonly Leaf[],
): NodeRow[] {
  return tree.flatMap((nodes, level) =>
    nodes.map(({ hash, sum }, position) => ({
      company_id: companyId,
      date,
      chain: token.chain,
      token_address: token.address,
      level,
      position,
      hash,
      sum,
      wallet_id: level === 0 ? (leaves[position]?.walletId ?? null) : null,
    })),
  )
}

async function insertNodes(tx: Tx, rows: readonly NodeRow[]): Promise<void> {
  const json = rows.map((row) => ({ ...row, hash: row.hash.toString('hex'), sum: row.sum.toString() }))
  await sql<SqlBool>`
    INSERT INTO reserve_nodes (company_id, date, chain, token_address, level, position, hash, sum, wallet_id)
    SELECT company_id, date, chain, token_address, level, position, decode(hash, 'hex'), sum, wallet_id
    FROM jsonb_to_recordset(${jsonb(json)}::jsonb) AS node(company_id uuid, date date, chain text, token_address text,
      level integer, position integer, hash text, sum numeric, wallet_id uuid)`.execute(tx)
}
