import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Reader } from '../kernel/database.ts'

/** The hash before a company's first seal. */
export const FIRST_PREVIOUS_HASH = Buffer.alloc(32)

const PAGE_ROWS = 5_000

/**
 * The sealed form of a transfer: one line, its fields separated by tabs. PostgreSQL writes it, so an auditor
 * with psql has the very same bytes (docs/ledger.md). Texts in it are printable ASCII (draft.ts); a row forged
 * with a tab or a line break in a text has more fields or fewer rows than the line it imitates.
 */
const line = sql<string>`concat_ws(E'\t', id, type, debit_account_id, credit_account_id, asset, amount,
  coalesce(hold_id::text, ''), overdraw, reason, subject_id, (extract(epoch FROM created_at) * 1000000)::bigint, xid) || E'\n'`

export interface SealedRow {
  readonly id: string
  readonly xid: bigint
  readonly line: string
}

/** Transfers with `above` < xid <= `through`, in sealing order, page by page. */
export async function* readSealedRows(
  db: Reader,
  companyId: string,
  { above, through }: { readonly above: bigint; readonly through: bigint },
): AsyncGenerator<readonly SealedRow[]> {
  let from = sql`xid > ${above}::xid8`
  for (;;) {
    const { rows } = await sql<SealedRow>`
      SELECT id, xid, ${line} AS line FROM ledger_transfers
      WHERE company_id = ${companyId} AND ${from} AND xid <= ${through}::xid8
      ORDER BY xid, id LIMIT ${PAGE_ROWS}`.execute(db)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE_ROWS) return
    from = sql`(xid, id) > (${last.xid}::xid8, ${last.id}::uuid)`
  }
}

export interface SealContent {
  readonly companyId: string
  readonly number: bigint
  readonly xidThrough: bigint
  readonly transfers: bigint
}

/** SHA-256 over the previous hash, the lines, and a last line that says what the seal is. */
export class SealDigest {
  readonly #hash = createHash('sha256')
  transfers = 0n

  constructor(previousHash: Buffer) {
    this.#hash.update(previousHash)
  }

  add(row: SealedRow): void {
    this.#hash.update(row.line)
    this.transfers += 1n
  }

  end({ companyId, number, xidThrough, transfers }: SealContent): Buffer {
    return this.#hash.update(`seal\t${companyId}\t${number}\t${xidThrough}\t${transfers}\n`).digest()
  }
}
