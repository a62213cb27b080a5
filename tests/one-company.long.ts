import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendMessage } from '../sandbox/network/client.ts'
import { becomes } from '../sandbox/processes.ts'
import { currentTraceId } from '../server/kernel/trace.ts'
import { NETWORK_KEY } from './harness/card-world.ts'
import { onServer } from './harness/database.ts'
import { type PlatformCompany, startTestPlatform, type TestPlatform } from './harness/platform.ts'

const OUTSIDE = '0x000000000000000000000000000000000000bEEF'
const SOON_MS = 30_000
/** The nonces of an address have one order, whoever sends from it: the gas account pays for all companies. */
const KNOWN = 'select "id" from "chain_transactions" where "chain" = $1 and "from_address" = $2'
const IS_STATEMENT = /^\s*(select|insert|update|delete|with)\b/i

/** Of what a call does, and of the purchases that wait for one commit together. */
const statements = new Set<string>()
const query = pg.Client.prototype.query
let platform: TestPlatform
let company: PlatformCompany

beforeAll(async () => {
  platform = await startTestPlatform({
    env: {
      HOLDFAST_CARD_BIN: '45320155',
      HOLDFAST_NETWORK_KEYS: `${NETWORK_KEY.id}:${NETWORK_KEY.secret}`,
      HOLDFAST_RATE_LIMIT: 'off',
    },
  })
  company = await platform.company()
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first] = given
    const text = typeof first === 'string' ? first : String(Reflect.get(Object(first), 'text'))
    const isHot = currentTraceId() !== null || text.includes('INSERT INTO card_transactions')
    if (isHot && IS_STATEMENT.test(text)) statements.add(text)
    return Reflect.apply(query, this, given)
  } as typeof query
})
afterAll(async () => {
  pg.Client.prototype.query = query
  await platform.stop()
})

async function ask(method: string, path: string, body?: object) {
  const reply = await company.call(method, path, body)
  expect([path, reply.status, reply.body]).toEqual([path, 200, reply.body])
  return reply.body
}

async function minedUntil(check: () => Promise<boolean>): Promise<void> {
  const held = await becomes(async () => {
    if (await check()) return true
    await platform.chains.POLYGON.mine()
    return false
  }, SOON_MS)
  expect(held).toBe(true)
}

async function useWallets(): Promise<void> {
  const { POLYGON } = platform.chains
  const token_address = POLYGON.token('USDC').address
  const wallet = (alias: string) => ask('POST', '/virtual-wallets/create', { alias, blockchain: 'POLYGON' })
  const [from, to] = [await wallet('from'), await wallet('to')]
  await POLYGON.sendToken('USDC', from.wallet_address, 100_000_000n)
  const balance = async () => (await ask('GET', `/virtual-wallets/${from.id}/balance`))[0]?.balance ?? 0
  await minedUntil(async () => (await balance()) === 100)
  const holding = async () =>
    (await ask('GET', '/virtual-wallets/holding/balance?blockchain=POLYGON'))[0]?.balance ?? 0
  await minedUntil(async () => (await holding()) === 100)
  const pay = (to_wallet_address: string) =>
    ask('POST', `/virtual-wallets/${from.id}/withdraw`, { to_wallet_address, token_address, amount: 1 })
  await pay(to.wallet_address)
  await pay(OUTSIDE)
  await ask('POST', '/virtual-wallets/holding/credit', { wallet_id: to.id, token_address, amount: 1 })
  for (const path of [
    '/list?blockchain=POLYGON',
    `/${from.id}`,
    `/${from.id}/movements`,
    '/virtual-balances?blockchain=POLYGON',
    '/config/rules?blockchain=POLYGON',
  ])
    await ask('GET', `/virtual-wallets${path}`)
}

async function useCard(): Promise<void> {
  const { id } = await ask('POST', '/cards/virtual-cards/create', {
    card_holder_name: 'ANA RUIZ',
    approval_method: 'TOP_UP',
    phone_country_code: '34',
    phone: '600000000',
    daily_limit: 1_000,
  })
  const page = await (await fetch((await ask('GET', `/cards/virtual-cards/${id}/pan-html`)).url)).text()
  const shown = (name: string) =>
    (new RegExp(`id="${name}"[^>]*>([^<]*)<`).exec(page)?.[1] ?? '').replaceAll(/\D/g, '')
  const send = async (type: string, network_id: string, cents: number, fields: object = {}) => {
    const amount = { value: cents, currency: 'USD' }
    const card = { pan: shown('pan-value'), expiry: shown('expiry-value') }
    const connection = { url: `${platform.apiUrl}/network/v1/messages`, key: NETWORK_KEY }
    const { body } = await sendMessage(connection, {
      type,
      network_id,
      card,
      amount,
      billing: amount,
      ...fields,
    })
    expect([type, body.response_code]).toEqual([type, '00'])
  }
  await send('visa_direct', 'n-1', 10_000, { channel: 'VISA_DIRECT' })
  const merchant = { name: 'Kiosk', mcc: '5994', country: 'FRA' }
  const cvv2 = shown('cvv-value')
  const bought = { transaction_ref: 'ref-1' }
  await send('authorization', 'n-2', 1_000, { ...bought, channel: 'ECOMMERCE', cvv2, merchant })
  await send('clearing', 'n-3', 1_000, { ...bought, clearing_id: 'c-1' })
  await send('refund', 'n-4', 100, bought)
  for (const path of [`/${id}`, `/${id}/virtual-balances`, '/list'])
    await ask('GET', `/cards/virtual-cards${path}`)
}

interface Plan {
  readonly [field: string]: unknown
  readonly Plans?: readonly Plan[]
}

const CONDITIONS = ['Index Cond', 'Filter', 'Recheck Cond', 'Join Filter', 'Hash Cond', 'Merge Cond']
const conditionsOf = (plan: Plan) => CONDITIONS.map((name) => String(plan[name] ?? '')).join(' ')

/** Tables that a plan reads without saying of which company. `above`: what joins further up say. */
function unboundTables(plan: Plan, tenantTables: ReadonlySet<string>, above = ''): string[] {
  const table = String(plan['Relation Name'] ?? '')
  const own = `${conditionsOf(plan)} ${(plan.Plans ?? []).map(conditionsOf).join(' ')}`
  const alias = String(plan.Alias ?? table)
  const isBound =
    /\bcompany_id = /.test(own) || above.includes(`${alias}.company_id`) || /\bcompany_id = ANY/.test(own)
  const isRead = String(plan['Node Type']).endsWith('Scan') && tenantTables.has(table)
  const below = (plan.Plans ?? []).flatMap((part) => unboundTables(part, tenantTables, `${above} ${own}`))
  return isRead && !isBound ? [table, ...below] : below
}

test('whatever a call or a purchase asks of the tables of companies is asked of one company, so it is on one shard', async () => {
  await useWallets()
  await useCard()
  const { rows } = await onServer(
    platform.url,
    `SELECT conrelid::regclass::text AS name FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
     WHERE contype = 'p' AND attname = 'company_id' AND connamespace = 'public'::regnamespace`,
  )
  const tenantTables = new Set(rows.map(({ name }) => name))
  const unbound: string[] = []
  for (const text of statements) {
    const explained = await onServer(platform.url, `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)
    const tables = unboundTables(explained.rows[0]['QUERY PLAN'][0].Plan, tenantTables)
    if (tables.length > 0 && !text.startsWith(KNOWN)) unbound.push(`${tables.join(', ')}: ${text}`)
  }
  expect(unbound).toEqual([])
  expect(statements.size).toBeGreaterThan(50)
})
