import { strict as assert } from 'node:assert'
import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { Effects } from './evaluate.ts'
import { accountChanges, changeAccounts, insertTransfers, openHolds, takeHolds } from './fragments.ts'

const COMPLETE = sql`(SELECT ok FROM complete)`

interface Written {
  readonly complete: boolean
  readonly changed: bigint
  readonly opened: bigint
  readonly taken: bigint
}

/**
 * Writes a decided batch in one statement, which repeats every condition of the decision. False: another
 * transaction booked one of the ids under other accounts (so no lock made one wait for the other); nothing of
 * the batch is left.
 * @throws when a condition does not hold: the decision and the rows disagree, which is a bug, and the caller's
 * transaction dies.
 */
export async function writeEffects(tx: Tx, companyId: string, effects: Effects, now: Date): Promise<boolean> {
  const { rows } = await sql<Written>`
    WITH inserted AS (${insertTransfers(companyId, effects, now, sql`true`)}),
    complete AS MATERIALIZED (SELECT count(*) = ${effects.transfers.length} AS ok FROM inserted),
    change AS (${accountChanges(effects.accounts)}),
    changed AS (${changeAccounts(companyId, COMPLETE)})
    ${effects.openedHolds.length === 0 ? sql`` : sql`, opened AS (${openHolds(companyId, effects, COMPLETE)})`}
    ${effects.takenHolds.length === 0 ? sql`` : sql`, taken AS (${takeHolds(companyId, effects, COMPLETE)})`}
    SELECT (SELECT ok FROM complete) AS complete,
           (SELECT count(*) FROM changed) AS changed,
           ${effects.openedHolds.length === 0 ? sql`0::bigint` : sql`(SELECT count(*) FROM opened)`} AS opened,
           ${effects.takenHolds.length === 0 ? sql`0::bigint` : sql`(SELECT count(*) FROM taken)`} AS taken
  `.execute(tx)
  const [written] = rows
  assert(written !== undefined, 'the write answers with its counts')
  if (!written.complete) {
    await withdrawInserted(tx, companyId, effects)
    return false
  }
  assert.equal(
    written.changed,
    BigInt(effects.accounts.length),
    'every account took its change within its guard',
  )
  assert.equal(written.opened, BigInt(effects.openedHolds.length), 'every hold was opened')
  assert.equal(written.taken, BigInt(effects.takenHolds.length), 'every hold had what was taken from it')
  return true
}

/**
 * Takes back rows of this very transaction, which nobody else has ever seen. The only DELETE of transfers there
 * is.
 */
async function withdrawInserted(tx: Tx, companyId: string, { transfers }: Effects): Promise<void> {
  await sql`
    DELETE FROM ledger_transfers
    WHERE company_id = ${companyId} AND id = ANY(${transfers.map((t) => t.id)}::uuid[])
      AND xid = pg_current_xact_id()`.execute(tx)
}
