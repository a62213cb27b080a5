import { sql } from 'kysely'
import type { Chain } from '../chains/chain.ts'
import type { ChainName } from '../chains/types.ts'
import type { Database } from '../kernel/database.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import type { TreasuryDeps } from './deps.ts'
import { topUpGas } from './top-up-gas.ts'

/** Transfers ask for gas themselves; this finds those whose process died before, and those that waited for an earlier sending of it. */
const POLLS_PER_LOOK = 5
const WALLETS_PER_LOOK = 50

export function startTreasuryGas(deps: TreasuryDeps, chain: Chain): Loop {
  const { name, pollMs } = chain.config
  let after: Place | null = null
  return startLoop({
    name: `treasury gas ${name}`,
    everyMs: pollMs * POLLS_PER_LOOK,
    log: deps.log,
    async run() {
      if (!(await deps.node.leads(`treasury gas ${name}`))) return false
      const wallets = await walletsWithOpenTransfers(deps.db, name, after)
      for (const wallet of wallets) await lookAt(deps, wallet)
      after = wallets.length < WALLETS_PER_LOOK ? null : (wallets.at(-1) ?? null)
      return after !== null
    },
  })
}

interface Place {
  readonly company_id: string
  readonly id: string
  readonly chain: string
}

/** One that fails does not hold up the others. */
async function lookAt(deps: TreasuryDeps, wallet: Place): Promise<void> {
  try {
    await topUpGas(deps, wallet)
  } catch (error) {
    deps.log.warn({ err: error, walletId: wallet.id, chain: wallet.chain }, 'gas for a transfer was not sent')
  }
}

/** Few rows: of transactions that have not ended. A page at a time; ends with one that is not full. */
async function walletsWithOpenTransfers(
  db: Database,
  chain: ChainName,
  after: Place | null,
): Promise<readonly Place[]> {
  const { rows } = await sql<Place>`
    SELECT w.company_id, w.id, w.chain FROM treasury_wallets w
    WHERE w.deleted_at IS NULL AND (w.company_id, w.id) IN (
      SELECT p.company_id, p.wallet_id FROM chain_transactions t
      JOIN payments p ON p.company_id = t.company_id AND p.id = t.id
      WHERE t.chain = ${chain} AND t.settled_at IS NULL AND t.purpose = 'treasury_transfer' AND t.block_number IS NULL)
      AND (${after === null} OR (w.company_id, w.id) > (${after?.company_id ?? null}::uuid, ${after?.id ?? null}::uuid))
    ORDER BY w.company_id, w.id LIMIT ${WALLETS_PER_LOOK}`.execute(db)
  return rows
}
