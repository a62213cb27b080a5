import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertCard } from '../../../tests/harness/card-world.ts'
import { propertySeed } from '../../../tests/harness/seed.ts'
import {
  startWalletWorld,
  type WalletCompany,
  type WalletWorld,
} from '../../../tests/harness/wallet-world.ts'
import { business } from '../../clients/people.fixture.ts'
import type { Role } from '../../kernel/http/role.ts'
import { newId } from '../../kernel/ids.ts'
import { newReader, type Reader } from './reader.fixture.ts'

let world: WalletWorld
const readerOf = (company: WalletCompany, role?: Role) => newReader(world, company, role)
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
})
afterAll(() => world.stop())

/** Rows alone: an address per wallet would take a derivation each. */
async function addWallets(companyId: string, aliases: readonly string[], chain = 'POLYGON'): Promise<void> {
  const rows = aliases.map((alias) => ({
    company_id: companyId,
    id: newId(),
    alias,
    chain,
    address: `0x${newId().replaceAll('-', '')}`,
    key_path: 'm/0',
    created_at: new Date(),
  }))
  await world.db.insertInto('virtual_wallets').values(rows).execute()
}

const aliasesOf = ({ items }: { items: Record<string, unknown>[] }) => items.map(({ alias }) => alias)

describe('the list of wallets', () => {
  let company: WalletCompany
  let reader: Reader
  beforeAll(async () => {
    company = await world.company()
    reader = await readerOf(company, 'READ_ONLY')
    const { id } = await company.wallet()
    await company.owe(id, '12.345678')
    await addWallets(company.id, ['Berta', 'anna', '50%', 'a_b'])
    await addWallets(company.id, ['Carla'], 'BSC')
    await addWallets((await world.company()).id, ['Stranger'])
    await sql`UPDATE virtual_wallets SET enabled = false WHERE company_id = ${company.id} AND alias = 'Berta'`.execute(
      world.db,
    )
  })

  test('shows the newest first, with their balances, and none of another company', async () => {
    const { items, ...page } = await reader.list('wallets')
    expect(page).toEqual({
      number_of_elements: 6,
      next_page: null,
      total_pages: 1,
      total_elements: 6,
      as_of: expect.any(String),
    })
    expect(aliasesOf({ items })).toEqual(['Carla', 'a_b', '50%', 'anna', 'Berta', 'Customer'])
    expect(items.at(-1)).toMatchObject({
      blockchain: 'POLYGON',
      enabled: true,
      client_id: null,
      created_at: expect.any(String),
      balances: [
        { symbol: 'USDC', balance: 12.345678 },
        { symbol: 'USDT', balance: 0 },
      ],
    })
  })

  test.each([
    ['blockchain=bsc', ['Carla']],
    ['blockchain=BSC,POLYGON&search=r', ['Carla', 'Berta', 'Customer']],
    ['enabled=false', ['Berta']],
    ['search=ANN', ['anna']],
    ['search=50%25', ['50%']],
    ['search=_', ['a_b']],
    ['search=%27%20OR%201=1', []],
    ['client_id=nonsense', []],
    ['from_date=2000-01-01&to_date=2000-01-02', []],
    ['size=2&page_number=2', ['50%', 'anna']],
  ])('answers %s with %j', async (query, aliases) => {
    expect(aliasesOf(await reader.list('wallets', query))).toEqual(aliases)
  })

  test('sorts by a column, either way', async () => {
    const up = aliasesOf(await reader.list('wallets', 'sort=alias'))
    expect(aliasesOf(await reader.list('wallets', 'sort=-alias'))).toEqual(up.toReversed())
    expect(aliasesOf(await reader.list('wallets', 'sort=created_at'))[0]).toBe('Customer')
  })

  test.each([
    ['sort=key_path', 'VALUE_NOT_ALLOWED'],
    ['sort=balances', 'VALUE_NOT_ALLOWED'],
    ['blockchain=DOGE', 'VALUE_NOT_ALLOWED'],
    ['format=xls', 'VALUE_NOT_ALLOWED'],
    ['enabled=maybe', 'BAD_REQUEST'],
    ['size=0', 'BAD_REQUEST'],
    ['from_date=soon', 'BAD_REQUEST'],
    ['as_of=yesterday', 'BAD_REQUEST'],
  ])('refuses %s', async (query, code) => {
    const { status, body } = await reader.call('GET', `/portal/api/lists/wallets?${query}`)
    expect([status, body.code]).toEqual([400, code])
  })

  test('as a file has the same filters and order, exact balances, and a name', async () => {
    const { header, rows, headers } = await reader.csv('wallets', 'blockchain=POLYGON&sort=-alias&search=e')
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="wallets-\d{4}-\d\d-\d\d\.csv"$/,
    )
    expect(header).toEqual([
      'id',
      'alias',
      'client_id',
      'wallet_address',
      'blockchain',
      'enabled',
      'created_at',
      'balances',
    ])
    const named = rows.map(([, alias, , , , , , balances]) => [alias, balances])
    expect(named).toContainEqual(['Customer', '12.345678 USDC'])
    expect(named.map(([alias]) => alias)).toEqual(
      aliasesOf(await reader.list('wallets', 'blockchain=POLYGON&sort=-alias&search=e')),
    )
  })
})

test('a file of thousands has every row once, in order, while others come and go', async () => {
  const company = await world.company()
  const reader = await readerOf(company)
  const aliases = Array.from({ length: 2_500 }, (_, index) => `w ${index % 50}`)
  await addWallets(company.id, aliases)
  const [{ rows }] = await Promise.all([
    reader.csv('wallets', 'sort=alias'),
    addWallets(company.id, Array(200).fill('w 25')),
    sql`UPDATE virtual_wallets SET deleted_at = now() WHERE company_id = ${company.id} AND alias = 'w 0'`.execute(
      world.db,
    ),
  ])
  const ids = rows.map(([id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const untouched = rows.filter(([, alias]) => alias !== 'w 0' && alias !== 'w 25')
  expect(untouched).toHaveLength(2_400)
  const { items } = await reader.list('wallets', 'sort=alias&size=100')
  expect(items.slice(0, 5).map(({ alias }) => alias)).toEqual(Array(5).fill('w 1'))
})

test('a name that a spreadsheet would run is text in the file, and as it was written in the list', async () => {
  const company = await world.company()
  const reader = await readerOf(company)
  const evil = '=HYPERLINK("http://evil.example","x"),\r\n@SUM(1)'
  await addWallets(company.id, [evil])
  expect(aliasesOf(await reader.list('wallets'))).toEqual([evil])
  const { rows } = await reader.csv('wallets')
  expect(rows).toHaveLength(1)
  expect(rows[0]?.[1]).toBe(`'${evil}`)
})

test('cards show what those of TOP_UP can spend, exactly, and sort by it with nothing before zero', async () => {
  const company = await world.company()
  const reader = await readerOf(company, 'READ_ONLY')
  const add = (approvalMethod: 'TOP_UP' | 'WEBHOOK') =>
    insertCard(world.db, company.id, { approvalMethod }, new Date())
  const [poor, rich, asked] = [await add('TOP_UP'), await add('TOP_UP'), await add('WEBHOOK')]
  await world.db
    .insertInto('ledger_accounts')
    .values({
      company_id: company.id,
      id: newId(),
      code: 'CARD_BALANCE',
      owner_id: rich,
      asset: 'USD',
      normal: 'CREDIT',
      guarded: true,
      credits: 12_345_678_901_234_567_890n,
      debits: 1n,
      debits_held: 1_000_000n,
    })
    .execute()
  const { items } = await reader.list('cards', 'sort=available_credit')
  expect(items.map(({ id }) => id)).toEqual([asked, poor, rich])
  expect(items.map((card) => card.available_credit)).toEqual([null, 0, expect.any(Number)])
  const { header, rows } = await reader.csv('cards', 'sort=-available_credit&approval_method=TOP_UP')
  expect(rows.map((row) => row[header.indexOf('available_credit')])).toEqual(['12345678901233.567889', '0'])
})

test('clients go by their names, are found by status, kind and a part of name or e-mail, and show no number of their papers', async () => {
  const company = await world.company()
  const reader = await readerOf(company, 'READ_ONLY')
  const papers = '30111222'
  const create = async (path: string, body: object) =>
    expect((await company.call('POST', `/management/clients${path}`, body)).status).toBeLessThan(300)
  await create('', { first_name: 'Ana', last_name: 'Paz', individual_identification: papers })
  await create('', { email: 'nobody@example.org' })
  await create('/business', business({ business_legal_name: 'Orchid Ltd' }))
  await (await world.company()).call('POST', '/management/clients', { first_name: 'Stranger' })
  const all = await reader.list('clients')
  expect(all.items.map(({ name, type, status }) => [name, type, status])).toEqual([
    ['Orchid Ltd', 'business', 'pending'],
    [null, 'individual', 'pending'],
    ['Ana Paz', 'individual', 'pending'],
  ])
  expect(JSON.stringify(all)).not.toContain(papers)
  const names = async (query: string) => (await reader.list('clients', query)).items.map(({ name }) => name)
  expect(await names('type=business')).toEqual(['Orchid Ltd'])
  expect(await names('search=na%20p')).toEqual(['Ana Paz'])
  expect(await names('search=nobody@')).toEqual([null])
  expect(await names('status=active,rejected')).toEqual([])
  expect(await names('sort=name')).toEqual([null, 'Ana Paz', 'Orchid Ltd'])
})

test('keys and people are shown to who may see settings alone; nothing of the list is a secret', async () => {
  const company = await world.company()
  const [admin, operator] = [await readerOf(company), await readerOf(company, 'OPERATOR')]
  for (const name of ['keys', 'users', 'allowed-addresses'])
    expect((await operator.call('GET', `/portal/api/lists/${name}`)).status).toBe(401)
  const { body: revoked } = await company.call('POST', '/management/keys/create', {
    name: 'old',
    ip_allow_list: ['10.0.0.0/8'],
  })
  await company.call('DELETE', `/management/keys/${revoked.id}`)
  const { items } = await admin.list('keys', 'state=REVOKED')
  expect(items).toMatchObject([
    { name: 'old', state: 'REVOKED', ip_allow_list: ['10.0.0.0/8'], levels: { treasury: 0 } },
  ])
  expect((await admin.list('keys', 'state=ACTIVE')).total_elements).toBe(1)
  const users = await admin.list('users', 'role=OPERATOR')
  expect(users.items).toMatchObject([{ role: 'OPERATOR', status: 'ACTIVE' }])
  expect(JSON.stringify([items, users])).not.toMatch(/password|totp|hash/)
})

test('a key opens no list of the portal', async () => {
  const company = await world.company()
  expect((await company.call('GET', '/portal/api/lists/wallets')).status).toBe(401)
})

test.each([
  'treasury-accounts',
  'treasury-wallets',
  'tokens',
  'keys',
  'users',
  'allowed-addresses',
  'withdrawal-addresses',
  'wallets',
  'cards',
  'clients',
  'ramps',
  'deposits',
  'audit-log',
  'webhook-deliveries',
  'approvals',
  'treasury-movements',
  'wallet-movements',
  'card-movements',
])('%s can be sorted by each column that says so, and read as a file', async (name) => {
  const company = await world.company()
  const reader = await readerOf(company)
  const { id } = await company.wallet()
  const whose: Record<string, string> = {
    'wallet-movements': `wallet_id=${id}`,
    'card-movements': `card_id=${id}`,
  }
  const { body: document } = await reader.call('GET', '/openapi.json')
  const { parameters } = document.paths[`/portal/api/lists/${name}`].get
  const { description } = parameters.find((one: { name: string }) => one.name === 'sort').schema
  const sortable: string[] = description.split(';')[0].split(', ')
  expect(sortable.length).toBeGreaterThan(1)
  for (const sort of sortable) await reader.list(name, `sort=${sort}&search=x&${whose[name] ?? ''}`)
  expect((await reader.csv(name, whose[name])).header.length).toBeGreaterThan(2)
})

test('whatever the order, a file is the pages one after the other', async () => {
  const company = await world.company()
  const reader = await readerOf(company)
  const seed = propertySeed('lists')
  const [random] = fc.sample(
    fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }), {
      minLength: 1_100,
      maxLength: 1_200,
    }),
    { seed, numRuns: 1 },
  )
  await addWallets(
    company.id,
    (random ?? []).map((alias) => alias.replaceAll('\0', 'x')),
  )
  for (const sort of ['alias', '-alias', '-created_at', 'enabled', 'blockchain']) {
    const pages: unknown[] = []
    for (let page = 1, isMore = true; isMore; page += 1) {
      const { body } = await reader.call(
        'GET',
        `/portal/api/lists/wallets?size=100&sort=${sort}&page_number=${page}`,
      )
      pages.push(...body.items.map(({ id }: { id: string }) => id))
      isMore = body.next_page !== null
    }
    const { rows } = await reader.csv('wallets', `sort=${sort}`)
    expect(rows.map(([id]) => id)).toEqual(pages)
  }
})

test('later pages stay as the first one was, whatever is added meanwhile', async () => {
  const company = await world.company()
  const reader = await readerOf(company)
  await addWallets(company.id, ['1', '2', '3', '4'])
  const first = await reader.list('wallets', 'size=2')
  await addWallets(company.id, ['5', '6'])
  expect(aliasesOf(first)).toEqual(['4', '3'])
  expect(aliasesOf(await reader.list('wallets', `size=2&page_number=2&as_of=${first.as_of}`))).toEqual([
    '2',
    '1',
  ])
  expect(aliasesOf(await reader.list('wallets', 'size=2'))).toEqual(['6', '5'])
})

test('a list that is too long to be sorted by hand says so, and still goes by time', async () => {
  const company = await world.company()
  const reader = await readerOf(company)
  await sql`
    INSERT INTO audit_log (company_id, id, at, actor_type, action, object_type)
    SELECT ${company.id}, gen_random_uuid(), now(), 'SYSTEM', 'test.counted', 'test' FROM generate_series(1, 100001)`.execute(
    world.db,
  )
  const path = '/portal/api/lists/audit-log'
  expect(await reader.call('GET', `${path}?sort=action`)).toMatchObject({
    status: 412,
    body: { message: 'More than 100000 rows can only be sorted by time' },
  })
  expect((await reader.call('GET', `${path}?sort=action&format=csv`)).status).toBe(412)
  await reader.list('audit-log', 'sort=-at')
  await reader.list('audit-log', 'sort=action&action=nothing.like.that')
})
