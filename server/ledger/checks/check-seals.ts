import { sql } from 'kysely'
import type { Database } from '../../kernel/database.ts'
import { FIRST_PREVIOUS_HASH, readSealedRows, SealDigest } from '../seal-format.ts'
import type { Check, CheckContext, LedgerFindingKind } from './check.ts'

const PAGE_ROWS = 1_000

interface Seal {
  readonly number: bigint
  readonly xid_through: bigint
  readonly transfers: bigint
  readonly prev_hash: Buffer
  readonly hash: Buffer
}

interface Link {
  readonly number: bigint
  readonly xidThrough: bigint
  readonly hash: Buffer
}

/**
 * The hash chain has no gap, and each seal is the hash of the transfers that it covers: none was changed,
 * added, deleted or moved in time. Transfers behind the last seal are not covered yet; they are counted as
 * `unsealed`.
 */
export const checkSeals: Check<LedgerFindingKind> = {
  name: 'seals',
  async run(context) {
    let link: Link = { number: 0n, xidThrough: 0n, hash: FIRST_PREVIOUS_HASH }
    for await (const seal of readSeals(context.db, context.companyId)) {
      await checkSeal(context, link, seal)
      link = { number: seal.number, xidThrough: seal.xid_through, hash: seal.hash }
    }
    const { unsealed, next } = await readTail(context.db, context.companyId, link.xidThrough)
    context.count('transfers', unsealed)
    context.count('unsealed', unsealed)
    if (link.xidThrough >= next)
      report(
        context,
        link.number,
        'xids_restarted',
        `covers transactions through ${link.xidThrough}, but the database's next one is ${next}: restored from a logical dump`,
      )
  },
}

async function checkSeal(context: CheckContext<LedgerFindingKind>, link: Link, seal: Seal): Promise<void> {
  const { companyId } = context
  if (seal.number !== link.number + 1n)
    report(context, seal.number, 'seal_missing', `follows seal ${link.number}: those between are gone`)
  else if (!seal.prev_hash.equals(link.hash))
    report(context, seal.number, 'seal_broken', `its previous hash is not the hash of seal ${link.number}`)

  const digest = new SealDigest(seal.prev_hash)
  for await (const rows of readSealedRows(context.db, companyId, {
    above: link.xidThrough,
    through: seal.xid_through,
  })) {
    for (const row of rows) digest.add(row)
    context.count('transfers', rows.length)
  }
  context.count('seals', 1)
  const { transfers } = digest
  const hash = digest.end({ companyId, number: seal.number, xidThrough: seal.xid_through, transfers })
  if (transfers !== seal.transfers)
    report(
      context,
      seal.number,
      'seal_broken',
      `covers ${seal.transfers} transfers, but ${transfers} are there`,
    )
  else if (!hash.equals(seal.hash))
    report(
      context,
      seal.number,
      'seal_broken',
      `its ${transfers} transfers do not give its hash: one was changed`,
    )
}

function report(
  { found }: CheckContext<LedgerFindingKind>,
  number: bigint,
  kind: LedgerFindingKind,
  text: string,
): void {
  found({ kind, subject: 'seal', id: String(number), text })
}

async function* readSeals(db: Database, companyId: string): AsyncGenerator<Seal> {
  let after = 0n
  for (;;) {
    const seals: Seal[] = await db
      .selectFrom('ledger_seals')
      .select(['number', 'xid_through', 'transfers', 'prev_hash', 'hash'])
      .where('company_id', '=', companyId)
      .where('number', '>', after)
      .orderBy('number')
      .limit(PAGE_ROWS)
      .execute()
    yield* seals
    const last = seals.at(-1)
    if (last === undefined || seals.length < PAGE_ROWS) return
    after = last.number
  }
}

async function readTail(
  db: Database,
  companyId: string,
  sealed: bigint,
): Promise<{ unsealed: number; next: bigint }> {
  const { rows } = await sql<{ unsealed: bigint; next: bigint }>`
    SELECT count(*) AS unsealed, pg_snapshot_xmax(pg_current_snapshot()) AS next
    FROM ledger_transfers WHERE company_id = ${companyId} AND xid > ${sealed}::xid8`.execute(db)
  return { unsealed: Number(rows[0]?.unsealed ?? 0n), next: rows[0]?.next ?? 0n }
}
