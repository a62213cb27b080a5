import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertCard } from '../../../tests/harness/card-world.ts'
import { startWalletWorld, type WalletWorld } from '../../../tests/harness/wallet-world.ts'
import { APPROVED, insertTransaction } from '../../cards/reporting/history.fixture.ts'
import { jsonb } from '../../kernel/database.ts'
import { newPerson } from '../../policies/policies.fixture.ts'

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld()
})
afterAll(() => world.stop())

async function decided(fields: object, marks?: object) {
  const company = await world.company()
  const cardId = await insertCard(world.db, company.id, {}, new Date())
  const place = { companyId: company.id, cardId }
  const { id } = await insertTransaction(world.db, place, { ...APPROVED, ...fields }, new Date())
  if (marks !== undefined)
    await world.db
      .insertInto('card_purchase_traces')
      .values({ company_id: company.id, transaction_id: id, marks: jsonb(marks) })
      .execute()
  return { company, path: `/portal/api/card-purchases/${cardId}/${id}` }
}

test('the steps of a decision stand in the order of time, each with what it took, also when it was decided twice', async () => {
  const { company, path } = await decided(
    { judged: true, risk_skipped: true, shadow_declined: true },
    {
      received: 0,
      facts: 900_450,
      decision: 900_700,
      company_asked: 2_100,
      company_answered: 900_000,
      committed: 904_000,
      answered: 904_900,
    },
  )
  const { call } = await newPerson(world, company.id, { role: 'READ_ONLY' })
  const { status, body } = await call('GET', path)
  expect(status).toBe(200)
  expect(body).toEqual({
    judged: true,
    fuse_spent: true,
    shadow_declined: true,
    steps: [
      { step: 'company_asked', at_us: 2_100, took_us: 2_100 },
      { step: 'company_answered', at_us: 900_000, took_us: 897_900 },
      { step: 'facts', at_us: 900_450, took_us: 450 },
      { step: 'decision', at_us: 900_700, took_us: 250 },
      { step: 'committed', at_us: 904_000, took_us: 3_300 },
      { step: 'answered', at_us: 904_900, took_us: 900 },
    ],
  })
})

test('without a trace there are no steps, and nobody sees a purchase of another company', async () => {
  const { company, path } = await decided({})
  const own = await newPerson(world, company.id, { role: 'READ_ONLY' })
  expect((await own.call('GET', path)).body).toMatchObject({ steps: null, shadow_declined: null })
  const other = await newPerson(world, (await world.company()).id, { role: 'ADMIN' })
  const { status, body } = await other.call('GET', path)
  expect([status, body.code]).toEqual([404, 'NOT_FOUND'])
})
