import { sql } from 'kysely'
import { accountId } from '../accounts.ts'
import { CHART } from '../types.ts'
import type { Check, CheckContext, LedgerFindingKind } from './check.ts'

const PAGE_ROWS = 5_000

interface Row {
  readonly id: string
  readonly code: string
  readonly owner_id: string
  readonly asset: string
  readonly normal: string
  readonly guarded: boolean
}

/** An account is of the chart, and its id follows from what it says it is: nobody changed its owner. */
export const checkAccounts: Check<LedgerFindingKind> = {
  name: 'accounts',
  async run(context) {
    for await (const rows of readAccounts(context)) {
      context.count('accounts', rows.length)
      for (const row of rows) {
        const text = problemOf(context.companyId, row)
        if (text !== null)
          context.found({ kind: 'account_not_of_chart', subject: 'account', id: row.id, text })
      }
    }
  },
}

function problemOf(companyId: string, row: Row): string | null {
  const code = Object.entries(CHART).find(([name]) => name === row.code)
  if (code === undefined) return `its code ${row.code} is not in the chart`
  const [, entry] = code
  if (row.normal !== entry.normal || row.guarded !== entry.guarded)
    return `is ${row.normal}, guarded ${row.guarded}; the chart says ${entry.normal}, guarded ${entry.guarded}`
  const ref = { code: row.code as keyof typeof CHART, ownerId: row.owner_id, assetId: row.asset }
  if (accountId(companyId, ref) !== row.id)
    return `its id does not follow from ${row.code}, owner ${row.owner_id}, asset ${row.asset}`
  return null
}

async function* readAccounts({ db, companyId }: CheckContext): AsyncGenerator<readonly Row[]> {
  let after = sql``
  for (;;) {
    const { rows } = await sql<Row>`
      SELECT id, code, owner_id, asset, normal, guarded FROM ledger_accounts
      WHERE company_id = ${companyId} ${after} ORDER BY id LIMIT ${PAGE_ROWS}`.execute(db)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE_ROWS) return
    after = sql`AND id > ${last.id}`
  }
}
