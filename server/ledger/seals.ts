import { sql } from 'kysely'
import type { Database } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import type { Node } from '../kernel/node.ts'
import { FIRST_PREVIOUS_HASH, readSealedRows, SealDigest } from './seal-format.ts'

/** A seal ends at the first transaction boundary at or after so many transfers. */
export const SEAL_TRANSFERS_MAX = 10_000
const COMPANIES_PER_STEP_MAX = 1_000

export interface SealerDeps {
  readonly db: Database
  readonly node: Node
  readonly log: Logger
  readonly everyMs?: number
}

/**
 * Seals transfers into a hash chain per company, behind the hot path. One node does it, to save double work;
 * two at once would compute the same seal, and its number is taken once.
 */
export function startSealer({ db, node, log, everyMs = 5_000 }: SealerDeps): Loop {
  const run = async () => ((await node.leads('ledger-sealer')) ? sealAll(db) : false)
  return startLoop({ name: 'ledger-sealer', everyMs, run, log })
}

/**
 * @returns whether more companies may wait. One company that cannot be sealed does not keep the others from it.
 */
export async function sealAll(db: Database): Promise<boolean> {
  const companies = await companiesToSeal(db)
  const failures: unknown[] = []
  for (const companyId of companies) {
    try {
      // A seal that is not full was the last for now: a busy company does not keep the others waiting.
      while ((await sealNext(db, companyId)) >= SEAL_TRANSFERS_MAX) {}
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} companies cannot be sealed`)
  return companies.length === COMPANIES_PER_STEP_MAX
}

/** Walks the index from company to company, so the cost follows the number of companies and not of transfers. */
async function companiesToSeal(db: Database): Promise<string[]> {
  const { rows } = await sql<{ company_id: string }>`
    WITH RECURSIVE companies AS (
      (SELECT company_id FROM ledger_transfers ORDER BY company_id LIMIT 1)
      UNION ALL
      SELECT (SELECT t.company_id FROM ledger_transfers t WHERE t.company_id > c.company_id
              ORDER BY t.company_id LIMIT 1)
      FROM companies c WHERE c.company_id IS NOT NULL
    )
    SELECT c.company_id
    FROM companies c,
    LATERAL (SELECT coalesce((SELECT s.xid_through FROM ledger_seals s WHERE s.company_id = c.company_id
                              ORDER BY s.number DESC LIMIT 1), '0'::xid8) AS sealed) AS last
    WHERE c.company_id IS NOT NULL
      AND (last.sealed >= pg_snapshot_xmax(pg_current_snapshot()) -- sealNext says what that means
           OR EXISTS (SELECT FROM ledger_transfers t
                      WHERE t.company_id = c.company_id AND t.xid > last.sealed
                        AND t.xid < pg_snapshot_xmin(pg_current_snapshot())))
    LIMIT ${COMPANIES_PER_STEP_MAX}`.execute(db)
  return rows.map((row) => row.company_id)
}

/**
 * Writes a company's next seal. Only transactions below the oldest one still running are sealed: no transfer
 * can appear among them any more, so the order (xid, id) is final. @returns the number of transfers sealed.
 * @throws when transaction ids are not above the sealed ones: the database was restored from a logical dump
 * (docs/ledger.md)
 */
export async function sealNext(db: Database, companyId: string): Promise<bigint> {
  const last = await readLastSeal(db, companyId)
  const { settledBelow, next } = await readHorizon(db)
  const above = last?.xid_through ?? 0n
  if (above >= next) throw new XidsRestartedError(companyId, above, next)

  const digest = new SealDigest(last?.hash ?? FIRST_PREVIOUS_HASH)
  const xidThrough = await digestNext(db, companyId, digest, { above, through: settledBelow - 1n })
  if (digest.transfers === 0n) return 0n

  const number = (last?.number ?? 0n) + 1n
  const { transfers } = digest
  await sql`
    INSERT INTO ledger_seals (company_id, number, xid_through, transfers, prev_hash, hash, sealed_at)
    VALUES (${companyId}, ${number}, ${xidThrough}::xid8, ${transfers}, ${last?.hash ?? FIRST_PREVIOUS_HASH},
            ${digest.end({ companyId, number, xidThrough, transfers })}, now())
    ON CONFLICT (company_id, number) DO NOTHING`.execute(db)
  return transfers
}

/**
 * Adds transfers up to a seal's size. A transaction is never split. @returns the last transaction that was
 * added
 */
async function digestNext(
  db: Database,
  companyId: string,
  digest: SealDigest,
  range: { readonly above: bigint; readonly through: bigint },
): Promise<bigint> {
  let xidThrough = range.above
  for await (const rows of readSealedRows(db, companyId, range)) {
    for (const row of rows) {
      if (digest.transfers >= SEAL_TRANSFERS_MAX && row.xid !== xidThrough) return xidThrough
      digest.add(row)
      xidThrough = row.xid
    }
  }
  return xidThrough
}

export class XidsRestartedError extends Error {
  constructor(companyId: string, sealed: bigint, next: bigint) {
    super(
      `Company ${companyId} is sealed through transaction ${sealed}, but the next transaction of this database is ${next}: ` +
        'it was restored from a logical dump. Raise the epoch as docs/ledger.md says before anything else is booked.',
    )
  }
}

async function readLastSeal(db: Database, companyId: string) {
  return db
    .selectFrom('ledger_seals')
    .select(['number', 'xid_through', 'hash'])
    .where('company_id', '=', companyId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** All transactions below `settledBelow` have ended; none from `next` on has begun. */
async function readHorizon(db: Database): Promise<{ settledBelow: bigint; next: bigint }> {
  const { rows } = await sql<{ settledBelow: bigint; next: bigint }>`
    SELECT pg_snapshot_xmin(s) AS "settledBelow", pg_snapshot_xmax(s) AS next FROM pg_current_snapshot() AS s`.execute(
    db,
  )
  const [horizon] = rows
  if (horizon === undefined) throw new Error('PostgreSQL gave no snapshot')
  return horizon
}
