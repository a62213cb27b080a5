import { sql } from 'kysely'
import { type Database, isCollision } from '../../kernel/database.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { Node } from '../../kernel/node.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import type { WalletDeps } from '../deps.ts'
import { proofKey } from './statement.ts'
import { type ProofDeps, takeProof } from './take-proof.ts'

export interface ReserveLoopDeps extends Pick<WalletDeps, 'db' | 'tokens' | 'clock' | 'log'> {
  readonly node: Node
  readonly sealer: Sealer
}

const LOOK_EVERY_MS = 2_000
const COMPANIES_PER_STEP_MAX = 100
/** As long a wallet's own part can be asked for. The proof itself stays. */
export const NODES_KEPT_DAYS = 92

/** A proof for every company that owes something, at the beginning of each day of business time, UTC. The first as soon as there is one. */
export function startReserveProofs(deps: ReserveLoopDeps): Loop {
  const tools = { ...deps, key: proofKey(deps.sealer) }
  const run = async () => ((await deps.node.leads('reserve proofs')) ? takeDue(tools) : false)
  return startLoop({ name: 'reserve proofs', everyMs: LOOK_EVERY_MS, log: deps.log, run })
}

/** @returns whether more companies may wait. One whose proof fails does not keep the others from theirs. */
async function takeDue(deps: ReserveLoopDeps & ProofDeps): Promise<boolean> {
  const date = deps.clock.now().toISOString().slice(0, 10)
  const companies = await companiesDue(deps.db, date)
  for (const companyId of companies) {
    try {
      await deps.db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((tx) => takeProof(tx, deps, { companyId, date, at: deps.clock.now() }))
    } catch (error) {
      if (!isTaken(error))
        deps.log.error({ err: error, companyId, date }, 'proof of reserves failed; tried again')
    }
  }
  if (companies.length > 0) await forgetNodes(deps.db, date)
  return companies.length === COMPANIES_PER_STEP_MAX
}

/** By another node that believed to lead as well. */
function isTaken(error: unknown): boolean {
  return isCollision(error) || (error instanceof Error && Reflect.get(error, 'code') === '23505')
}

/** Who has a holding wallet and has ever owed something. */
async function companiesDue(db: Database, date: string): Promise<string[]> {
  const { rows } = await sql<{ company_id: string }>`
    SELECT DISTINCT h.company_id FROM holding_wallets h
    WHERE h.product = 'virtual_wallets'
      AND NOT EXISTS (SELECT FROM reserve_proofs p WHERE p.company_id = h.company_id AND p.date = ${date}::date)
      AND EXISTS (SELECT FROM ledger_accounts a WHERE a.company_id = h.company_id AND a.code = 'VIRTUAL_BALANCE')
    LIMIT ${COMPANIES_PER_STEP_MAX}`.execute(db)
  return rows.map((row) => row.company_id)
}

async function forgetNodes(db: Database, date: string): Promise<void> {
  await sql`DELETE FROM reserve_nodes WHERE date < ${date}::date - ${NODES_KEPT_DAYS}::int`.execute(db)
}
