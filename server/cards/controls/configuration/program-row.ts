import { type Selectable, sql, type Updateable } from 'kysely'
import { writeAudit } from '../../../kernel/audit.ts'
import type { Reader, Tx } from '../../../kernel/database.ts'
import type { Call } from '../../../kernel/http/route.ts'
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts'
import type { Schema } from '../../../migrations/schema.ts'

export type ProgramRow = Selectable<Schema['card_programs']>
export type ProgramChange = Omit<Updateable<Schema['card_programs']>, 'company_id' | 'version'>

/** A company that never configured anything has no row: then these are the columns' defaults. */
export async function readProgramRow(reader: Reader, companyId: string): Promise<ProgramRow> {
  const row = await reader
    .selectFrom('card_programs')
    .selectAll()
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  return row ?? unconfigured(companyId)
}

function unconfigured(companyId: string): ProgramRow {
  return {
    company_id: companyId,
    version: 0n,
    velocity_rules: [],
    risk: null,
    shadow: null,
    blocked_categories: [],
    blocked_countries: [],
    fees: {},
    settings: {},
  }
}

/** One part of the configuration: its name in the audit log, and how it is answered and audited. */
export interface Aspect {
  readonly name: string
  readonly show: (row: ProgramRow) => object
}

/**
 * Changes one part of a company's configuration and audits it. The version rises, which is how decisions that were made over the
 * old one are found out before they are written.
 */
export async function changeProgram(
  tx: Tx,
  { companyId, caller, traceId, now }: Call<unknown, unknown>,
  { name, show }: Aspect,
  change: (before: ProgramRow) => ProgramChange | Refusal,
): Promise<ProgramRow | Refusal> {
  await tx
    .insertInto('card_programs')
    .values({ company_id: companyId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const before = await tx
    .selectFrom('card_programs')
    .selectAll()
    .where('company_id', '=', companyId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const changed = change(before)
  if (isRefusal(changed)) return changed
  const after = await tx
    .updateTable('card_programs')
    .set({ ...changed, version: sql`version + 1` })
    .where('company_id', '=', companyId)
    .returningAll()
    .executeTakeFirstOrThrow()
  await writeAudit(tx, {
    companyId,
    caller,
    action: `${name}.changed`,
    objectType: name,
    objectId: null,
    before: show(before),
    after: show(after),
    traceId,
    at: now,
  })
  return after
}
