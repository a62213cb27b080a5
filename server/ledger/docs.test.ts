import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { hold, openCompany, part, post, sealEverything } from './books.fixture.ts'
import { LEDGER_FINDINGS } from './checks/check.ts'
import { CHART } from './types.ts'

const text = await readFile(new URL('../../docs/ledger.md', import.meta.url), 'utf8')
/** By the name in their first line. */
const queries = new Map(
  [...text.matchAll(/```sql\n-- (\w+)\n([^`]+);\n```/g)].map(([, name = '', query = '']) => [name, query]),
)

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

async function run(name: string, companyId: string): Promise<readonly unknown[]> {
  const query = queries.get(name)
  if (query === undefined) throw new Error(`docs/ledger.md has no query ${name}`)
  return (await sql.raw(query.replaceAll(":'company'", `'${companyId}'`)).execute(database.db)).rows
}

async function sealedBooks(): Promise<string> {
  const { companyId, wallet, unswept, payable, send } = await openCompany(database.db, 100n)
  const opened = hold(wallet, payable, 40n)
  await send(post(unswept, wallet, 7n), opened, part('CAPTURE', opened, 10n))
  await sealEverything(database.db)
  await send(part('RELEASE', opened, 5n))
  await sealEverything(database.db)
  return companyId
}

describe('the queries by which an auditor checks the books by hand', () => {
  it.each([
    ['balances', `UPDATE ledger_accounts SET debits = debits + 1`],
    ['balances', `DELETE FROM ledger_accounts`],
    ['balances', `UPDATE ledger_transfers SET amount = amount + 1`],
    ['equation', `UPDATE ledger_accounts SET debits = debits + 1`],
    ['holds', `UPDATE ledger_holds SET remaining = remaining - 1`],
    ['holds', `UPDATE ledger_transfers SET type = 'POST'`],
    ['seals', `UPDATE ledger_transfers SET reason = 'gift'`],
    ['seals', `DELETE FROM ledger_transfers`],
    ['seals', `DELETE FROM ledger_seals`],
  ])('%s: finds nothing in sound books, and finds %s', async (name, corruption) => {
    const companyId = await sealedBooks()
    expect(await run(name, companyId)).toEqual([])
    const one = corruption.endsWith('ledger_seals') ? ' AND number = 1' : ''
    await sql.raw(`${corruption} WHERE company_id = '${companyId}'${one}`).execute(database.db)
    expect(await run(name, companyId)).not.toEqual([])
  })

  it('heads: gives the newest seal of each company', async () => {
    const companyId = await sealedBooks()
    // How many seals there are follows from what else runs on the server: a seal ends where every older transaction has ended.
    const { number } = await database.db
      .selectFrom('ledger_seals')
      .select((eb) => eb.fn.max('number').as('number'))
      .where('company_id', '=', companyId)
      .executeTakeFirstOrThrow()
    expect(number).toBeGreaterThan(1n)
    const heads = await run('heads', companyId)
    expect(heads).toContainEqual(expect.objectContaining({ company_id: companyId, number }))
  })
})

it('the chart in the docs is the chart in the code', () => {
  const rows = [...text.matchAll(/^\| ([A-Z_]+) \| (debit|credit) \| (yes|no) \|/gm)]
  const documented = rows.map(([, code, normal, guarded]) => [code, normal?.toUpperCase(), guarded === 'yes'])
  expect(documented).toEqual(
    Object.entries(CHART).map(([code, { normal, guarded }]) => [code, normal, guarded]),
  )
})

it('the findings in the docs are those of the code', () => {
  const [, section = ''] = text.split('\n## Verify\n')
  const [own = ''] = section.split('\n### ')
  const rows = [...own.matchAll(/^\| (\w+) \| (.+) \|$/gm)].slice(1)
  expect(Object.fromEntries(rows.map(([, kind, what]) => [kind, what]))).toEqual(LEDGER_FINDINGS)
})
