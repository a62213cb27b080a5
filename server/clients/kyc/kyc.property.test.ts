import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { propertySeed } from '../../../tests/harness/seed.ts'
import type { ClientStatus } from '../client.ts'
import { type FakePartner, fakePartner } from '../partner.fixture.ts'
import { completePerson } from '../people.fixture.ts'
import { afterPartner } from './life.ts'

let api: CompanyApi
let company: TestCompany
let partner: FakePartner
const clock = new ManualClock()
beforeAll(async () => {
  partner = fakePartner()
  api = await startCompanyApi({ clock, clients: { partner: partner.room } })
  company = await api.company()
})
afterAll(() => api.stop())

type Step =
  | { readonly by: 'partner'; readonly word: string; readonly tells: number }
  | { readonly by: 'operator'; readonly status: ClientStatus }
  | { readonly by: 'company' }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    by: fc.constant('partner' as const),
    word: fc.constantFrom('active', 'rejected', 'under_review', 'paused', 'incomplete', 'new word'),
    tells: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    by: fc.constant('operator' as const),
    status: fc.constantFrom<ClientStatus>('in_review', 'active', 'rejected'),
  }),
  fc.constant({ by: 'company' as const }),
)

/** What must come of it: a word of the partner counts when it is new, a decision by hand at once, an update asks anew. */
class Model {
  status: ClientStatus = 'in_review'
  word = 'under_review'
  seen = 'under_review'
  readonly told: ClientStatus[] = ['in_review']

  take(one: Step): void {
    switch (one.by) {
      case 'operator':
        this.#become(one.status)
        break
      case 'company':
        if (this.status === 'rejected') this.#become('in_review')
        this.#become(afterPartner(this.status, this.word))
        break
      case 'partner':
        this.word = one.word
        if (this.word !== this.seen) this.#become(afterPartner(this.status, this.word))
        break
    }
    this.seen = this.word
  }

  #become(status: ClientStatus): void {
    if (status !== this.status) this.told.push(status)
    this.status = status
  }
}

async function play(id: string, one: Step): Promise<void> {
  const customer = partner.of(id)?.id ?? ''
  switch (one.by) {
    case 'operator': {
      const path = `/management/clients/${id}/status`
      expect((await api.operator('PATCH', path, { status: one.status })).status).toBe(200)
      break
    }
    case 'company':
      expect((await company.call('PUT', `/management/clients/${id}`, { gender: 'F' })).status).toBe(200)
      break
    case 'partner':
      partner.set(customer, { status: one.word })
      await Promise.all(Array.from({ length: one.tells }, () => partner.tell(customer)))
      break
  }
  expect(await partner.becomes(() => isSettled(id))).toBe(true)
}

async function isSettled(id: string): Promise<boolean> {
  const { look_at } = await api.db
    .selectFrom('clients')
    .select('look_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const ahead = (look_at?.getTime() ?? Number.POSITIVE_INFINITY) - clock.now().getTime()
  return ahead > 0 && ahead !== 120_000
}

test('whatever partner, operator and company do, the status is what the last news make it, and each change is told once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const { body } = await company.call('POST', '/management/clients/individuals', completePerson())
      const isHandedOver = async () => partner.of(body.id) !== undefined && isSettled(body.id)
      expect(await partner.becomes(isHandedOver)).toBe(true)
      const model = new Model()
      for (const one of steps) {
        await play(body.id, one)
        model.take(one)
        const { status } = (await company.call('GET', `/management/clients/individuals/${body.id}`)).body
        expect(status, JSON.stringify(one)).toBe(model.status)
      }
      const events = await api.db
        .selectFrom('webhook_events')
        .select('data')
        .where('operation_id', '=', body.id)
        .orderBy('sequence')
        .execute()
      const told = events.map(({ data }) => data as { status: string; updated_at: string })
      expect(told.map(({ status }) => status)).toEqual(model.told)
      const times = told.map(({ updated_at }) => updated_at)
      expect(times).toEqual([...new Set(times)].sort())
    }),
    { seed: propertySeed('the life of a client'), numRuns: 8 },
  )
})
