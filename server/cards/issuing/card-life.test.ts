import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type IssuingCompany, type IssuingWorld, ORDER, startIssuing } from './issuing.fixture.ts'

let issuing: IssuingWorld
beforeAll(async () => {
  issuing = await startIssuing()
})
afterAll(() => issuing.stop())

const at = (id: string, rest = '') => `/cards/virtual-cards/${id}${rest}`

async function row(id: string) {
  return issuing.world.db.selectFrom('cards').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

type Status = 'ACTIVE' | 'FROZEN' | 'BLOCKED' | 'EXPIRED' | 'DELETED'
async function cardIn(status: Status, company: IssuingCompany): Promise<string> {
  const { id } = await company.create()
  await issuing.world.db.updateTable('cards').set({ status }).where('id', '=', id).execute()
  return id
}

describe('states', () => {
  type Step = 'freeze' | 'unfreeze' | 'unblock' | 'reissue' | 'delete'
  const STEPS: Record<Step, [string, string, unknown?]> = {
    freeze: ['PATCH', '/frozen', { freeze: true }],
    unfreeze: ['PATCH', '/frozen', { frozen: false }],
    unblock: ['PATCH', '/unblock'],
    reissue: ['PUT', '/reissue'],
    delete: ['DELETE', ''],
  }
  /** Contract, cards §2: the state afterwards, or the refusal "Card is {status}". */
  const TABLE: Record<Step, Partial<Record<Status, Status>>> = {
    freeze: { ACTIVE: 'FROZEN', FROZEN: 'FROZEN' },
    unfreeze: { ACTIVE: 'ACTIVE', FROZEN: 'ACTIVE' },
    unblock: { ACTIVE: 'ACTIVE', FROZEN: 'FROZEN', BLOCKED: 'ACTIVE', EXPIRED: 'EXPIRED' },
    reissue: { ACTIVE: 'ACTIVE', FROZEN: 'FROZEN', BLOCKED: 'BLOCKED', EXPIRED: 'ACTIVE' },
    delete: { ACTIVE: 'DELETED', FROZEN: 'DELETED', BLOCKED: 'DELETED', EXPIRED: 'DELETED' },
  }
  const statuses = ['ACTIVE', 'FROZEN', 'BLOCKED', 'EXPIRED', 'DELETED'] as const
  const cases = (Object.keys(STEPS) as Step[]).flatMap((step) =>
    statuses.map((from) => [step, from, TABLE[step][from] ?? null] as const),
  )
  test.each(cases)('%s of a card that is %s leads to %s', async (step, from, to) => {
    const company = await issuing.company()
    const id = await cardIn(from, company)
    const [method, path, body] = STEPS[step]
    const reply = await company.call(method, at(id, path), body)
    const after = await row(id)
    expect(after.status).toBe(to ?? from)
    if (to === null)
      expect(reply).toMatchObject({ status: 412, body: { code: 'VAL', message: `Card is ${from}` } })
    else expect(reply.status).toBe(200)
    // A repetition changes nothing, so it raises nothing.
    const changed = to !== null && (from !== to || step === 'reissue')
    expect(after.version).toBe(changed ? 1n : 0n)
  })

  test('unblocking counts velocity and wrong CVVs anew; a card that is not blocked keeps its counts', async () => {
    const company = await issuing.company()
    const wrong_cvvs = [new Date(), new Date()]
    const [blocked, active] = [await cardIn('BLOCKED', company), await cardIn('ACTIVE', company)]
    for (const id of [blocked, active]) {
      await issuing.world.db.updateTable('cards').set({ wrong_cvvs }).where('id', '=', id).execute()
      expect((await company.call('POST', at(id, '/unblock'))).body).toEqual({ blocked: false })
    }
    expect(await row(blocked)).toMatchObject({
      wrong_cvvs: [],
      velocity_since: issuing.world.clock.now(),
    })
    expect(await row(active)).toMatchObject({ wrong_cvvs, velocity_since: null })
  })

  test.each([
    ['PATCH', '/cards/virtual-cards/{id}/unblock'],
    ['POST', '/cards/virtual-cards/{id}/unblock'],
    ['PATCH', '/api/cards/{id}/unblock'],
    ['POST', '/api/cards/{id}/unblock'],
  ])('%s %s unblocks', async (method, path) => {
    const company = await issuing.company()
    const id = await cardIn('BLOCKED', company)
    expect((await company.call(method, path.replace('{id}', id))).body).toEqual({ blocked: false })
    expect((await row(id)).status).toBe('ACTIVE')
  })

  test('a reissued card is the same card with another number and expiry', async () => {
    const company = await issuing.company()
    const { id, ...before } = await company.create({ daily_limit: 5, metadata: { a: 1 } })
    for (const method of ['PUT', 'POST']) {
      const { body } = await company.call(method, at(id, '/reissue'))
      expect(body).toEqual({ id, ...before, last4: expect.any(String) })
    }
    const numbers = await issuing.world.db
      .selectFrom('card_numbers')
      .select('current')
      .where('card_id', '=', id)
      .execute()
    expect(numbers.map(({ current }) => current).sort()).toEqual([false, false, true])
  })

  test('racing reissues leave one current number', async () => {
    const company = await issuing.company()
    const { id } = await company.create()
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => company.call('PUT', at(id, '/reissue'))),
    )
    expect(replies.map(({ status }) => status)).toEqual(Array(6).fill(200))
    const current = await issuing.world.db
      .selectFrom('card_number_directory')
      .select('number_id')
      .where('card_id', '=', id)
      .where('current', '=', true)
      .execute()
    expect(current).toHaveLength(1)
  })
})

describe('settings of a card', () => {
  test.each(['/limits', ''])('PATCH %s replaces all four limits', async (path) => {
    const company = await issuing.company()
    const { id } = await company.create({ daily_limit: 5, weekly_limit: 6 })
    const { status, body } = await company.call('PATCH', at(id, path), {
      monthly_limit: '7.25',
      per_transaction_limit: null,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id,
      daily_limit: null,
      weekly_limit: null,
      monthly_limit: 7.25,
      per_transaction_limit: null,
    })
    expect(await row(id)).toMatchObject({ monthly_limit: 7_250_000n, version: 1n })
  })

  test('a limit that is not right is refused, and none is changed', async () => {
    const company = await issuing.company()
    const { id } = await company.create({ daily_limit: 5 })
    const change = (body: object) => company.call('PATCH', at(id, '/limits'), body)
    expect(await change({ daily_limit: 1, weekly_limit: -2 })).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST', message: 'weekly_limit cannot be negative' },
    })
    expect(await change({ daily_limit: '1.001' })).toMatchObject({
      status: 412,
      body: { message: 'daily_limit must have at most 2 decimals' },
    })
    expect(await change({ daily_limit: {} })).toMatchObject({ status: 400 })
    expect(await row(id)).toMatchObject({ daily_limit: 5_000_000n, version: 0n })
  })

  test('e-mail and phone are shown on the card', async () => {
    const company = await issuing.company()
    const { id } = await company.create()
    expect((await company.call('PUT', at(id, '/email'), { business_email: 'a@b.test' })).body).toEqual({})
    const phone = { phone_country_code: '598', phone: 12345678 }
    expect((await company.call('PUT', at(id, '/phone'), phone)).body).toEqual({})
    expect((await company.call('GET', at(id))).body.meta).toEqual({
      email: 'a@b.test',
      otp_phone_number: { dial_code: 598, phone_number: '12345678' },
    })
    await company.call('PUT', at(id, '/email'), { email: 'c@d.test' })
    expect((await row(id)).email).toBe('c@d.test')
    expect(await company.call('PUT', at(id, '/email'), {})).toMatchObject({ status: 400 })
    expect(await company.call('PUT', at(id, '/email'), { email: 'x' })).toMatchObject({ status: 412 })
    expect(await company.call('PUT', at(id, '/phone'), { phone: '12345678' })).toMatchObject({ status: 400 })
    expect(await company.call('PUT', at(id, '/phone'), { ...phone, phone: 'x' })).toMatchObject({
      status: 412,
      body: { message: 'phone is not valid' },
    })
    expect(await company.call('PATCH', at(id, '/frozen'), {})).toMatchObject({ status: 400 })
  })
})

/** Every call on one card, with a body that would be right: method, path, body, level. */
const CALLS: readonly (readonly [string, string, unknown, 1 | 2 | 3])[] = [
  ['GET', '', undefined, 1],
  ['GET', '/top-up', undefined, 1],
  ['GET', '/virtual-balances', undefined, 1],
  ['GET', '/pan-html', undefined, 2],
  ['PATCH', '/limits', {}, 2],
  ['PATCH', '', {}, 2],
  ['PUT', '/email', { email: 'a@b.test' }, 2],
  ['PUT', '/phone', { phone_country_code: 1, phone: '5550100' }, 2],
  ['PUT', '/pin', { pin: '4821' }, 3],
  ['PATCH', '/frozen', { freeze: false }, 3],
  ['PATCH', '/unblock', undefined, 2],
  ['POST', '/unblock', undefined, 2],
  ['PUT', '/reissue', undefined, 2],
  ['POST', '/reissue', undefined, 2],
  ['POST', '/deposit-wallet/rotate', undefined, 2],
  ['PATCH', '/virtual-balance', { virtual_balance: 1 }, 2],
  ['POST', '/virtual-balance/add', { amount: 1 }, 2],
  ['POST', '/virtual-balance/subtract', { amount: 1 }, 2],
  ['DELETE', '', undefined, 2],
]

test("an unknown card, another company's card and what is no id are one 404", async () => {
  const [owner, stranger] = [await issuing.company(), await issuing.company()]
  const { id } = await owner.create()
  const before = await row(id)
  for (const [method, path, body] of CALLS)
    for (const wrong of [id, '00000000-0000-7000-8000-000000000000', 'nonsense'])
      expect(await stranger.keyed(method, at(wrong, path), body), `${method} ${path} ${wrong}`).toMatchObject(
        {
          status: 404,
          body: { code: 'NOT_FOUND', message: 'Card not found' },
        },
      )
  expect(await row(id)).toEqual(before)
})

test('a deleted card takes no write, and is still shown', async () => {
  const company = await issuing.company()
  const { id } = await company.create()
  await company.call('DELETE', at(id))
  for (const [method, path, body] of CALLS.filter(
    ([method, path]) => method !== 'GET' || path === '/pan-html',
  ))
    expect(await company.keyed(method, at(id, path), body), `${method} ${path}`).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: 'Card is DELETED' },
    })
  expect((await company.call('GET', at(id))).body.status).toBe('DELETED')
  expect((await company.call('GET', at(id, '/top-up'))).body).toEqual([])
  expect((await company.call('GET', at(id, '/virtual-balances'))).body).toEqual({ available_credit: 0 })
})

test('every call demands its level', async () => {
  const company = await issuing.company()
  const { id } = await company.create()
  const levels = [0, 1, 2, 3] as const
  const keys = await Promise.all(levels.map((level) => company.withLevel(level)))
  const calls = [
    ...CALLS.map(([method, path, body, level]) => [method, at(id, path), body, level] as const),
    ['POST', '/cards/virtual-cards/create', ORDER, 2] as const,
    ['GET', '/cards/virtual-cards/list', undefined, 1] as const,
    ['PATCH', `/api/cards/${id}/unblock`, undefined, 2] as const,
  ]
  for (const [method, path, body, needed] of calls)
    for (const [level, call] of keys.entries()) {
      if (method === 'DELETE' && level >= needed) continue // would end the card for the calls that follow
      const reply = await call(method, path, body, { 'idempotency-key': `${level} ${method} ${path}` })
      const denied = level < needed
      expect(reply.status === 401, `level ${level} ${method} ${path}: ${reply.status}`).toBe(denied)
    }
})

test('what is changed leaves an audit row that names no digits of a number, PIN or phone', async () => {
  const company = await issuing.company()
  const { id } = await company.create({ phone: '600123987' })
  for (const [method, path, body] of CALLS) await company.keyed(method, at(id, path), body)
  const rows = await issuing.world.db
    .selectFrom('audit_log')
    .selectAll()
    .where('company_id', '=', company.id)
    .where('object_id', '=', id)
    .orderBy('id')
    .execute()
  expect(rows.map(({ action }) => action)).toEqual([
    'card.created',
    'card.number_link_created',
    'card.limits_changed',
    'card.limits_changed',
    'card.email_changed',
    'card.phone_changed',
    'card.pin_sent',
    'card.reissued',
    'card.reissued',
    'card.deposit_wallet_rotated',
    'card.balance_overridden',
    'card.balance_overridden',
    'card.balance_overridden',
    'card.deleted',
  ])
  const text = JSON.stringify(rows.map(({ before, after }) => [before, after]))
  for (const digits of ['600123987', '5550100', '4821']) expect(text).not.toContain(digits)
})
