import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DOLLAR } from '../../../tests/harness/card-world.ts'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { newId } from '../../kernel/ids.ts'
import { book } from '../../ledger/book.ts'
import { cardBalance, programAccount } from '../card-accounts.ts'
import { type IssuingCompany, type IssuingWorld, startIssuing } from './issuing.fixture.ts'

let issuing: IssuingWorld
beforeAll(async () => {
  issuing = await startIssuing()
})
afterAll(() => issuing.stop())

const at = (id: string, rest: string) => `/cards/virtual-cards/${id}${rest}`
const add = (company: IssuingCompany, id: string, amount: unknown) =>
  company.keyed('POST', at(id, '/virtual-balance/add'), { amount })
const subtract = (company: IssuingCompany, id: string, amount: unknown) =>
  company.keyed('POST', at(id, '/virtual-balance/subtract'), { amount })
const set = (company: IssuingCompany, id: string, virtual_balance: unknown) =>
  company.call('PATCH', at(id, '/virtual-balance'), { virtual_balance })
const credit = async (company: IssuingCompany, id: string) =>
  (await company.call('GET', at(id, '/virtual-balances'))).body.available_credit

/** Reserves so much of the card's balance, as a purchase does. */
async function hold(company: IssuingCompany, cardId: string, amount: bigint): Promise<void> {
  const { db, clock } = issuing.world
  const booking = await db.transaction().execute((tx) =>
    book(
      tx,
      company.id,
      [
        {
          type: 'HOLD',
          id: newId(),
          debit: cardBalance(cardId),
          credit: programAccount('CARD_ISSUED', company.id),
          amount,
          expiresAt: null,
          reason: 'card_hold',
          subjectId: cardId,
        },
      ],
      clock.now(),
    ),
  )
  expect(booking.booked).toBe(true)
}

describe('the balance of a card', () => {
  test('is what the three writes say, each with its movement; holding is not asked', async () => {
    const company = await issuing.company()
    const { id } = await company.create()
    expect((await set(company, id, 100)).text).toBe('100')
    expect((await add(company, id, '20.50')).text).toBe('120.5')
    expect((await subtract(company, id, 0.25)).text).toBe('120.25')
    expect(await credit(company, id)).toBe(120.25)
    const events = await issuing.world.db
      .selectFrom('card_events')
      .selectAll()
      .where('company_id', '=', company.id)
      .orderBy('id')
      .execute()
    const facts = events.map((e) => [e.operation, e.bill_amount, e.original_balance, e.new_balance, e.status])
    expect(facts).toEqual([
      ['OVERRIDE_VIRTUAL_BALANCE', 100n * DOLLAR, 0n, 100n * DOLLAR, 'SUCCESS'],
      ['OVERRIDE_VIRTUAL_BALANCE', 20_500_000n, 100n * DOLLAR, 120_500_000n, 'SUCCESS'],
      ['OVERRIDE_VIRTUAL_BALANCE', 250_000n, 120_500_000n, 120_250_000n, 'SUCCESS'],
    ])
    expect(events[1]).toMatchObject({ original_amount: 2_050n, currency: 'USD', transaction_id: null })
    const webhooks = await issuing.world.db
      .selectFrom('webhook_events')
      .select('id')
      .where('company_id', '=', company.id)
      .execute()
    expect(webhooks).toEqual([])
    await issuing.world.verify()
  })

  test('is changed beside its holds: available credit is what is set', async () => {
    const company = await issuing.company()
    const { id } = await company.create()
    await set(company, id, 100)
    await hold(company, id, 30n * DOLLAR)
    expect(await credit(company, id)).toBe(70)
    expect((await subtract(company, id, 70.01)).body).toMatchObject({
      message: 'Insufficient virtual balance',
    })
    expect((await set(company, id, 0)).text).toBe('0')
    const { balance, available } = await issuing.world.balance(company.id, 'CARD_BALANCE', id)
    expect({ balance, available }).toEqual({ balance: 30n * DOLLAR, available: 0n })
    expect((await set(company, id, 55)).text).toBe('55')
    await issuing.world.verify()
  })

  test('racing additions, subtractions and overrides lose nothing: each answer follows from another', async () => {
    const company = await issuing.company()
    const { id } = await company.create()
    await set(company, id, 50)
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? add(company, id, 7) : subtract(company, id, 9))),
    )
    const added = replies.filter((_, i) => i % 3 === 0)
    expect(added.map(({ status }) => status)).toEqual(Array(10).fill(200))
    const taken = replies.filter(({ status }, i) => i % 3 !== 0 && status === 200).length
    expect(await credit(company, id)).toBe(50 + 70 - 9 * taken)
    await Promise.all([set(company, id, 5), add(company, id, 1), subtract(company, id, 1)])
    const events = await issuing.world.db
      .selectFrom('card_events')
      .select(['original_balance', 'new_balance'])
      .where('card_id', '=', id)
      .execute()
    // A chain: what one movement ended with, the next began with.
    const sum = events.reduce((all, e) => all + (e.new_balance ?? 0n) - (e.original_balance ?? 0n), 0n)
    expect(sum).toBe(BigInt((await credit(company, id)) * 100) * 10_000n)
    await issuing.world.verify()
  })

  test('after any sequence is what a simple bookkeeper says', async () => {
    const cents = fc.integer({ min: 0, max: 5_000 })
    const step = fc.record({ kind: fc.constantFrom('set', 'add', 'subtract', 'hold'), cents })
    const property = fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const company = await issuing.company()
      const { id } = await company.create()
      let available = 0
      for (const { kind, cents } of steps) {
        const amount = (cents / 100).toFixed(2)
        if (kind === 'hold') {
          if (cents === 0 || cents > available) continue
          await hold(company, id, BigInt(cents) * 10_000n)
          available -= cents
          continue
        }
        const isAllowed = kind === 'set' || (cents > 0 && (kind === 'add' || cents <= available))
        const write = { set, add, subtract }[kind]
        const { status } = await write(company, id, amount)
        expect(status === 200, `${kind} ${amount}`).toBe(isAllowed)
        if (isAllowed) available = kind === 'set' ? cents : available + (kind === 'add' ? cents : -cents)
        expect(await credit(company, id)).toBe(available / 100)
      }
    })
    await fc.assert(property, { seed: propertySeed('card balances'), numRuns: 15 })
    await issuing.world.verify()
  })
})

describe('a change of the balance', () => {
  test('by a sum demands a key, and has one effect under it', async () => {
    const company = await issuing.company()
    const { id } = await company.create()
    for (const verb of ['add', 'subtract']) {
      const path = at(id, `/virtual-balance/${verb}`)
      for (const headers of [{}, { 'idempotency-key': '  ' }])
        expect(await company.call('POST', path, { amount: 5 }, headers)).toMatchObject({
          status: 412,
          body: { code: 'VAL', message: 'x-idempotency-key header is required' },
        })
    }
    const key = { 'Idempotency-Key': 'once' }
    const path = at(id, '/virtual-balance/add')
    const replies = [
      await company.call('POST', path, { amount: 5 }, key),
      await company.call('POST', path, { amount: '5.0' }, key),
      await company.call('POST', path, { amount: 5 }, key),
    ]
    expect(replies.map(({ status, text }) => [status, status === 200 ? text : ''])).toEqual([
      [200, '5'],
      [412, ''],
      [200, '5'],
    ])
    expect(await credit(company, id)).toBe(5)
  })

  test('of a card without a balance of its own is refused', async () => {
    const company = await issuing.company()
    for (const approval_method of ['NONE', 'WEBHOOK']) {
      const { id } = await company.create({ approval_method })
      for (const reply of [
        await company.call('GET', at(id, '/virtual-balances')),
        await set(company, id, 1),
        await add(company, id, 1),
        await subtract(company, id, 1),
      ])
        expect(reply).toMatchObject({
          status: 400,
          body: { code: 'APP_ERROR', message: 'The virtual balances does not apply to this card.' },
        })
    }
  })

  const NEGATIVE =
    'The provided virtual balance amount cannot be negative. Please enter a valid non-negative value.'
  test.each<[typeof set, unknown, number, string?]>([
    [set, -0.01, 412, NEGATIVE],
    [set, 1.005, 412, 'virtual_balance must have at most 2 decimals'],
    [set, 'all', 400],
    [set, null, 400],
    [set, 1e40, 412, 'virtual_balance is too large'],
    [add, 0, 412, 'amount must be greater than zero'],
    [add, -1, 412, 'amount must be greater than zero'],
    [add, '0.001', 412, 'amount must have at most 2 decimals'],
    [add, undefined, 400],
    [add, true, 400],
    [subtract, 0, 412, 'amount must be greater than zero'],
    [subtract, 0.01, 412, 'Insufficient virtual balance'],
  ])('that is not right changes nothing: %o %j', async (write, amount, status, message) => {
    const company = await issuing.company()
    const { id } = await company.create()
    const reply = await write(company, id, amount)
    expect(reply).toMatchObject({ status, body: message === undefined ? {} : { message } })
    expect(await credit(company, id)).toBe(0)
  })
})
