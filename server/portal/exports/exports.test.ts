import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCsv } from '../../../tests/harness/read-csv.ts'
import {
  startWalletWorld,
  type WalletCompany,
  type WalletWorld,
} from '../../../tests/harness/wallet-world.ts'
import { writeAudit } from '../../kernel/audit.ts'
import { inTransaction } from '../../kernel/database.ts'
import type { Role } from '../../kernel/http/role.ts'
import { newPerson } from '../../policies/policies.fixture.ts'

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld()
})
afterAll(() => world.stop())

async function readerOf(company: WalletCompany, role: Role = 'ADMIN') {
  const { session } = await newPerson(world, company.id, { role })
  return async (path: string) => {
    const response = await fetch(`${world.url}/portal/api/exports/${path}`, {
      headers: { authorization: `Bearer ${session}` },
    })
    const text = await response.text()
    const isFile = response.headers.get('content-type') === 'text/csv; charset=utf-8'
    const [header = [], ...rows] = isFile ? readCsv(text.replace(/^\ufeff/, '')) : []
    return { status: response.status, header, rows, body: isFile ? null : JSON.parse(text) }
  }
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/** What a schema says of a member, in any of its alternatives. */
function member(schema: Schema | undefined, name: string): Schema | undefined {
  return [schema, ...(schema?.anyOf ?? [])].map((one) => one?.properties?.[name]).find(Boolean)
}

test('every file has its list in the contract, and every column that list answers', async () => {
  const company = await world.company()
  const { body: document } = await company.call('GET', '/openapi.json')
  const exports = Object.keys(document.paths).filter((path) => path.startsWith('/portal/api/exports/'))
  expect(exports.sort()).toEqual([
    '/portal/api/exports/approvals',
    '/portal/api/exports/audit-log',
    '/portal/api/exports/card-transactions/{cardId}',
    '/portal/api/exports/deposits',
    '/portal/api/exports/treasury-movements',
    '/portal/api/exports/wallet-movements/{walletId}',
    '/portal/api/exports/webhook-deliveries',
  ])
  const lists: Record<string, string> = {
    approvals: '/management/approvals',
    'audit-log': '/management/audit-log',
    deposits: '/management/deposits',
    'webhook-deliveries': '/management/webhooks/deliveries',
  }
  const read = await readerOf(company)
  for (const [name, path] of Object.entries(lists)) {
    const answer: Schema = document.paths[path].get.responses['200'].content['application/json'].schema
    const item = answer.properties?.items?.items
    const { header } = await read(name)
    const missing = header.filter((column) => {
      const found = column.split('.').reduce<Schema | undefined>(member, item)
      return found === undefined
    })
    expect([name, missing]).toEqual([name, []])
  }
})

test('a file has every row of the list once, the newest first, also of several pages', async () => {
  const company = await world.company()
  const read = await readerOf(company)
  await inTransaction(world.db, async (tx) => {
    for (let number = 0; number < 250; number += 1)
      await writeAudit(tx, {
        companyId: company.id,
        caller: null,
        action: 'test.counted',
        objectType: 'test',
        objectId: `=${number}`,
        before: null,
        after: { number },
        traceId: null,
        at: new Date(),
      })
  })
  const { header, rows } = await read('audit-log?action=test.counted')
  const column = header.indexOf('object_id')
  expect(rows.map((row) => row[column])).toEqual(
    Array.from({ length: 250 }, (_, index) => `'=${249 - index}`),
  )
  expect(rows[0]?.[header.indexOf('after')]).toBe('{"number":249}')
})

test('pages by token are followed as well; members of members have their own cells', async () => {
  const company = await world.company()
  const read = await readerOf(company, 'OPERATOR')
  const { id } = await company.wallet()
  for (let amount = 1; amount <= 12; amount += 1) await company.owe(id, `${amount}.5`)
  const { header, rows } = await read(`wallet-movements/${id}`)
  expect(rows).toHaveLength(12)
  const cell = (name: string) => rows[0]?.[header.indexOf(name)]
  expect([cell('operation'), cell('data.token.symbol'), cell('data.reason')]).toEqual([
    'OVERRIDE_VIRTUAL_BALANCE',
    'USDC',
    '',
  ])
})

test('what the call refuses, the file refuses in the same words; and it is opened by the same level, to people alone', async () => {
  const company = await world.company()
  const [admin, reader] = [await readerOf(company), await readerOf(company, 'READ_ONLY')]
  const { id } = await (await world.company()).wallet()
  expect(await admin(`wallet-movements/${id}`)).toMatchObject({
    status: 404,
    body: { message: 'Wallet not found' },
  })
  expect(await admin('deposits?status=LOST')).toMatchObject({
    status: 400,
    body: { code: 'VALUE_NOT_ALLOWED' },
  })
  expect((await reader('audit-log')).status).toBe(401)
  expect((await reader('deposits')).status).toBe(200)
  expect((await company.call('GET', '/portal/api/exports/deposits')).status).toBe(401)
})
