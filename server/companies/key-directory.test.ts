import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { type CompanyApi, startCompanyApi } from '../../tests/harness/company-api.ts'
import { createLogger } from '../kernel/log.ts'
import { createKeyDirectory } from './key-directory.ts'

let api: CompanyApi

beforeAll(async () => {
  api = await startCompanyApi()
})
afterAll(() => api.stop())

const log = createLogger('silent')

it('a key is who owns it and what it opens', async () => {
  const { id, key, call } = await api.company()
  const { body } = await call('GET', '/management/keys/first%20key')
  expect(await createKeyDirectory(api.db, log).find(key)).toEqual({
    companyId: id,
    keyId: body.id,
    name: 'first key',
    levels: { treasury: 3, virtual_wallets: 3, cards: 3, management: 3 },
    ipAllowList: [],
  })
})

it.each(['', 'hf_', 'x'.repeat(100_000), "' OR 1=1 --"])('the text "%.12s" is no key', async (text) => {
  expect(await createKeyDirectory(api.db, log).find(text)).toBeNull()
})

it('the keys of a deleted company do not work, and work again when it is re-enabled', async () => {
  const { id, key } = await api.company()
  const directory = createKeyDirectory(api.db, log)
  await api.operator('DELETE', `/management/companies/${id}`)
  expect(await directory.find(key)).toBeNull()
  await api.operator('POST', `/management/companies/${id}/re-enable`)
  expect((await directory.find(key))?.companyId).toBe(id)
})

it('the last use is noted, at most once a minute, by the wall clock', async () => {
  const { id, key } = await api.company()
  const directory = createKeyDirectory(api.db, log)
  const readUse = async () => {
    const { last_used_at } = await api.db
      .selectFrom('api_keys')
      .select('last_used_at')
      .where('company_id', '=', id)
      .executeTakeFirstOrThrow()
    return last_used_at === null ? null : Number(last_used_at)
  }
  const isNoted = (since: number) => becomes(async () => ((await readUse()) ?? 0) > since, 50_000)

  expect(await readUse()).toBeNull()
  await Promise.all(Array.from({ length: 20 }, () => directory.find(key)))
  await isNoted(0)
  const first = await readUse()
  expect(Math.abs(Number(first) - Date.now())).toBeLessThan(10_000)

  const ages = async (seconds: number) => {
    const at = new Date(Date.now() - seconds * 1000)
    await api.db.updateTable('api_keys').set({ last_used_at: at }).where('company_id', '=', id).execute()
    return Number(at)
  }
  const old = await ages(61)
  await directory.find(key)
  await isNoted(old)
  expect(await readUse()).toBeGreaterThan(old)
})

it('a use less than a minute after the noted one writes nothing', async () => {
  const { id, key } = await api.company()
  const at = new Date(Date.now() - 50_000)
  await api.db.updateTable('api_keys').set({ last_used_at: at }).where('company_id', '=', id).execute()
  const xmin = async () => {
    const row = await api.db
      .selectFrom('api_keys')
      .select(sql<string>`xmin::text`.as('xmin'))
      .where('company_id', '=', id)
      .executeTakeFirstOrThrow()
    return row.xmin
  }
  const before = await xmin()
  const directory = createKeyDirectory(api.db, log)
  for (let call = 0; call < 20; call += 1) await directory.find(key)
  // A note of a later key's use is written after all that these calls could have written.
  const other = await api.company()
  await directory.find(other.key)
  await becomes(async () => {
    const row = await api.db
      .selectFrom('api_keys')
      .select('last_used_at')
      .where('company_id', '=', other.id)
      .executeTakeFirstOrThrow()
    return row.last_used_at !== null
  }, 50_000)
  expect(await xmin()).toBe(before)
})
