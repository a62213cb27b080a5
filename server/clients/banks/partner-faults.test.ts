import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { caller, type Reply, type TestCompany } from '../../../tests/harness/company-api.ts'
import { dumpTables } from '../../../tests/harness/dump-tables.ts'
import { findSecrets } from '../../../tests/harness/find-secrets.ts'
import { type BankWorld, type Fault, reply, startBankWorld } from './bank-world.fixture.ts'
import { RAILS_BY_EXAMPLE, SEGMENTS } from './bodies.fixture.ts'
import { removeBankAccounts } from './remove-bank-accounts.ts'

let world: BankWorld
let company: TestCompany
let clientId: string
let banks: string
beforeAll(async () => {
  world = await startBankWorld()
})
beforeEach(async () => {
  world.heal()
  company = await world.company()
  clientId = await world.client(company)
  banks = `/management/clients/${clientId}/banks`
})
afterAll(() => world.stop())

const { body } = RAILS_BY_EXAMPLE.us
const add = () => company.call('POST', `${banks}/us`, body)
const addUnder = (key: string): Promise<Reply> =>
  caller(world.apiUrl, { 'x-api-key': company.key, 'idempotency-key': key })('POST', `${banks}/us`, body)
const listed = async () => (await company.call('GET', banks)).body
const atPartner = () =>
  [...world.partner.accounts.values()].filter((one) => one.customerId === `cust_${clientId}`)

const SILENT = { status: 400, body: { code: 'APP_ERROR', message: 'The banking partner does not answer' } }

/** As if the loop's next look at every account had come. */
async function passDue(): Promise<void> {
  await sql`UPDATE bank_accounts SET next_try_at = now() WHERE company_id = ${company.id}`.execute(world.db)
  await removeBankAccounts(world.deps)
}

async function rows() {
  return world.db
    .selectFrom('bank_accounts')
    .select(['state', 'sealed', 'partner_account_id'])
    .where('company_id', '=', company.id)
    .orderBy('id')
    .execute()
}

const down: Fault = (_request, response) => {
  response.destroy()
  return true
}
const lost: Fault = (_request, response, work) => {
  work()
  response.destroy()
  return true
}
const failing: Fault = (_request, response) => {
  reply(response, 500, { errors: [{ code: 'unexpected', message: 'Sorry' }] })
  return true
}
const mute: Fault = (_request, _response, work) => {
  work()
  return true
}

describe.each([
  ['is down', down],
  ['answers 500', failing],
  ['loses its answers', lost],
  ['does its work and never answers', mute],
])('a partner that %s', (_what, fault) => {
  test('leaves nothing: the call is refused, no account is shown, and none stays there', async () => {
    world.partner.fault = fault
    expect(await add()).toMatchObject(SILENT)
    expect(await listed()).toEqual([])
    await removeBankAccounts(world.deps)
    expect(await rows()).toMatchObject([{ state: 'REMOVING' }])
    world.heal()
    const made = world.partner.made()
    const wasMade = atPartner().length
    await passDue()
    expect(world.partner.made() - made).toBe(1 - wasMade)
    expect(atPartner()).toEqual([])
    expect(await rows()).toMatchObject([{ state: 'REMOVED', sealed: null }])
    expect(await listed()).toEqual([])
  })
})

test('an answer that is lost once costs nothing: one account is made and shown', async () => {
  let isLost = false
  world.partner.fault = (request, response, work) => {
    if (isLost) return false
    isLost = true
    return lost(request, response, work)
  }
  const { status, body: account } = await add()
  expect(status).toBe(200)
  expect(atPartner()).toHaveLength(1)
  expect(await listed()).toEqual([account])
})

test.each([
  [
    400,
    {
      code: 'invalid_parameters',
      message: 'bad 123456789012',
      source: { location: 'body', key: { 'account.routing_number': 'no 021000021' } },
    },
    'account.routing_number',
  ],
  [
    400,
    { code: 'bad_customer_request', name: 'address.city,first_name', message: 'x' },
    'address.city, first_name',
  ],
  [400, { code: 'invalid_parameters', source: { key: '123456789012, account' } }, 'account'],
  [403, { code: 'not_allowed', message: 'customer is not active' }, 'not_allowed'],
  [404, { code: 'not_found', message: 'no such customer' }, 'customer'],
  [400, { code: '123456789012', message: 'x' }, 'it does not say why'],
])(
  'a refusal of the partner (%i %o) is the refusal of the call, in its names and without its words',
  async (status, problem, detail) => {
    world.partner.fault = (_request, response) => {
      reply(response, status, problem)
      return true
    }
    const key = randomUUID()
    const refused = {
      status: 400,
      body: { code: 'APP_ERROR', message: `The banking partner refused the bank account: ${detail}` },
    }
    const first = await addUnder(key)
    expect(first).toMatchObject(refused)
    expect(await listed()).toEqual([])
    expect(await rows()).toEqual([{ state: 'REFUSED', sealed: null, partner_account_id: null }])
    world.heal()
    expect(await addUnder(key)).toEqual(first)
    await passDue()
    expect(atPartner()).toEqual([])
  },
)

test('a call that is repeated under its key has made one account', async () => {
  const key = randomUUID()
  const first = await addUnder(key)
  expect(first.status).toBe(200)
  expect(await addUnder(key)).toEqual(first)
  expect(atPartner()).toHaveLength(1)
  expect(await listed()).toHaveLength(1)
})

describe.each([
  ['before the partner was asked', false],
  ['after the partner had made the account', true],
])('a process killed %s', (_when, isMade) => {
  async function addKilled(key: string): Promise<void> {
    const { partner } = world.deps
    if (partner === null) throw new Error('there is no partner')
    world.deps.partner = {
      ...partner,
      async createExternalAccount(...asked) {
        if (isMade) await partner.createExternalAccount(...asked)
        throw new Error('killed')
      },
    }
    expect((await addUnder(key)).status).toBe(500)
    world.heal()
    expect(await rows()).toMatchObject([{ state: 'CREATING' }])
    expect(await listed()).toEqual([])
  }

  test('goes on where it was when the call is repeated', async () => {
    const key = randomUUID()
    await addKilled(key)
    const { status, body: account } = await addUnder(key)
    expect(status).toBe(200)
    expect(atPartner()).toHaveLength(1)
    expect(await listed()).toEqual([account])
    await passDue()
    expect(await listed()).toEqual([account])
  })

  test('leaves nothing when nobody repeats it; who repeats it too late is refused', async () => {
    const key = randomUUID()
    await addKilled(key)
    await removeBankAccounts(world.deps)
    expect(await rows()).toMatchObject([{ state: 'CREATING' }])
    await passDue()
    expect(await rows()).toMatchObject([{ state: 'REMOVED', sealed: null }])
    expect(atPartner()).toEqual([])
    expect(await addUnder(key)).toMatchObject(SILENT)
    expect(await listed()).toEqual([])
  })
})

test('an account that the loop removes while its call still waits is not answered as made', async () => {
  const { promise: asked, resolve: tellAsked } = Promise.withResolvers<void>()
  const { promise: removed, resolve: tellRemoved } = Promise.withResolvers<void>()
  const { partner } = world.deps
  if (partner === null) throw new Error('there is no partner')
  world.deps.partner = {
    ...partner,
    async createExternalAccount(...arguments_) {
      const account = await partner.createExternalAccount(...arguments_)
      tellAsked()
      await removed
      return account
    },
  }
  const adding = add()
  await asked
  world.deps.partner = partner
  await passDue()
  tellRemoved()
  expect(await adding).toMatchObject(SILENT)
  expect(await listed()).toEqual([])
  expect(atPartner()).toEqual([])
})

test('of many nodes that remove at one time, one asks the partner for each account', async () => {
  for (let at = 0; at < 5; at += 1) {
    const { body: account } = await add()
    await company.call('DELETE', `${banks}/${account.id}`)
  }
  const before = world.partner.requests.length
  await Promise.all(Array.from({ length: 8 }, () => removeBankAccounts(world.deps)))
  expect(world.partner.requests.length - before).toBe(5)
  expect(atPartner()).toEqual([])
})

test.each([
  ['is down', down],
  ['loses its answers', lost],
])('an account deleted while the partner %s is gone here at once, and there later', async (_what, fault) => {
  const { body: account } = await add()
  world.partner.fault = fault
  expect(await company.call('DELETE', `${banks}/${account.id}`)).toEqual({ status: 200, body: account })
  expect(await listed()).toEqual([])
  await removeBankAccounts(world.deps)
  world.heal()
  await passDue()
  expect(atPartner()).toEqual([])
  expect(await rows()).toMatchObject([{ state: 'REMOVED', sealed: null }])
})

test('a key that the partner has forgotten ends the search, and the operator is told', async () => {
  world.partner.fault = down
  expect(await add()).toMatchObject(SILENT)
  world.heal()
  world.partner.fault = (_request, response) => {
    reply(response, 422, { code: 'idempotency_key_expired', message: 'too old' })
    return true
  }
  await passDue()
  expect(await rows()).toMatchObject([{ state: 'REMOVED', sealed: null }])
  expect(world.logs.at(-1)).toContain('the partner may keep a bank account that nobody uses')
})

test('no number stands in clear in any table or log line, whatever became of its account', async () => {
  for (const segment of SEGMENTS) {
    const path = `${banks}/${segment}`
    for (const fault of [null, down, lost]) {
      world.heal()
      world.partner.fault = fault
      await company.call('POST', path, RAILS_BY_EXAMPLE[segment].body)
    }
    world.heal()
    world.partner.fault = (request, response) => {
      reply(response, 400, {
        code: 'invalid_parameters',
        message: request.body.toString(),
        source: { key: 'account' },
      })
      return true
    }
    expect((await company.call('POST', path, RAILS_BY_EXAMPLE[segment].body)).status).toBe(400)
    expect(
      (await company.call('POST', path, { ...RAILS_BY_EXAMPLE[segment].body, bank_name: 7 })).status,
    ).toBe(400)
  }
  world.heal()
  const [newest] = await listed()
  await company.call('DELETE', `${banks}/${newest.id}`)
  await passDue()
  expect(await listed()).toHaveLength(SEGMENTS.length - 1)
  const secrets = Object.fromEntries(
    SEGMENTS.flatMap((segment) =>
      RAILS_BY_EXAMPLE[segment].secrets.map((secret, at) => [`${segment} ${at}`, secret]),
    ),
  )
  const dump = await dumpTables(world.db)
  expect(dump.filter((line) => line.startsWith('bank_accounts ')).length).toBeGreaterThan(20)
  expect(world.logs.length).toBeGreaterThan(50)
  expect(findSecrets([...dump, ...world.logs], secrets)).toEqual([])
})
