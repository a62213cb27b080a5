import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../tests/harness/company-api.ts'
import { newPerson } from '../../tests/harness/people.ts'
import { newId } from '../kernel/ids.ts'
import { countActiveAdmins, readApprover, readPeopleBehind } from './approvers.ts'

let api: CompanyApi
let company: TestCompany

beforeAll(async () => {
  api = await startCompanyApi({ env: { HOLDFAST_APPROVER_DELAY_HOURS: '24' } })
  company = await api.company()
})
afterAll(() => api.stop())

it('behind a request stand who asked, who made or rotated the key that asked, and who made the key that made it', async () => {
  const [a, b] = [await newPerson(api, company, 'ADMIN'), await newPerson(api, company, 'ADMIN')]
  const levels = { treasury: 3, virtual_wallets: 3, cards: 3, management: 3 }
  const { body: first } = await a.call('POST', '/management/keys/create', { name: 'first of a', levels })
  const byKey = api.with(first.api_key)
  const { body: second } = await byKey('POST', '/management/keys/create', { name: 'its own', levels })
  const behind = async (requestedBy: string) => [...(await readPeopleBehind(api.db, company.id, requestedBy))]
  expect(await behind(`user:${b.id}`)).toEqual([b.id])
  expect(await behind(`key:${second.id}`)).toEqual([a.id])
  await b.call('POST', '/management/keys/its own/rotate')
  expect((await behind(`key:${second.id}`)).sort()).toEqual([a.id, b.id].sort())
  // Two keys that rotated each other: it ends.
  const rotated = await api.with(second.api_key)('POST', `/management/keys/${first.id}/rotate`)
  expect(rotated.status).toBe(200)
  expect((await behind(`key:${first.id}`)).sort()).toEqual([a.id, b.id].sort())
  const other = await api.company()
  expect([...(await readPeopleBehind(api.db, other.id, `key:${second.id}`))]).toEqual([])
  expect(await behind('operator')).toEqual([])
  expect(await behind('rule:x')).toEqual([])
})

it('who was removed and is invited again under the e-mail is still who asked', async () => {
  const own = await api.company()
  await newPerson(api, own, 'ADMIN')
  const asker = await newPerson(api, own, 'ADMIN')
  expect((await own.call('DELETE', `/management/users/${asker.id}`)).status).toBeLessThan(300)
  const again = await newPerson(api, own, 'ADMIN', asker.email.toUpperCase())
  expect(again.id).not.toBe(asker.id)
  const behind = await readPeopleBehind(api.db, own.id, `user:${asker.id}`)
  expect([...behind].sort()).toEqual([asker.id, again.id].sort())
})

it('approvers are people who took their invitation, from a day later on', async () => {
  const own = await api.company()
  expect(await countActiveAdmins(api.db, own.id)).toBe(0)
  const admin = await newPerson(api, own, 'ADMIN')
  const reader = await newPerson(api, own, 'READ_ONLY')
  const { body: invited } = await own.call('POST', '/management/users', {
    email: 'i@example.org',
    role: 'ADMIN',
  })
  expect(await countActiveAdmins(api.db, own.id)).toBe(1)
  const approver = await readApprover(api.db, own.id, admin.id)
  expect(approver).toMatchObject({ email: admin.email, role: 'ADMIN' })
  const hours = (Number(approver?.approvesFrom) - Date.now()) / 3_600_000
  expect(hours).toBeGreaterThan(23.9)
  expect(hours).toBeLessThanOrEqual(24)
  expect(await readApprover(api.db, own.id, reader.id)).toMatchObject({ role: 'READ_ONLY' })
  expect(await readApprover(api.db, company.id, admin.id)).toBeNull()
  for (const id of [invited.id, newId(), 'no id']) expect(await readApprover(api.db, own.id, id)).toBeNull()
  await own.call('DELETE', `/management/users/${reader.id}`)
  expect(await readApprover(api.db, own.id, reader.id)).toBeNull()
})
