import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CardWorld, DOLLAR, silentLog, startCardWorld } from '../../../tests/harness/card-world.ts'
import { inTransaction } from '../../kernel/database.ts'
import type { Heard } from '../authorization/purchase.ts'
import { cardMessage, startTestNetwork, type Told } from './lifecycle.fixture.ts'
import { createLifecycle } from './lifecycle.ts'
import { DAY, startCard } from './start-card.fixture.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.verify()
  await world.drop()
})

describe('an increment', () => {
  const more = { type: 'incremental', original: 'first', ref: 'a' } as const

  it('joins the hold with the fees of the new sum and restarts its time', async () => {
    const { approved, send, read, purchase, told, spent, movements, cardId } = await startCard(world)
    const { transaction_id } = await approved('a', 75, { currency: 'EUR' })
    world.clock.advance(3 * DAY)
    const answer = await send({ ...more, cents: 25, currency: 'EUR' })
    expect(answer).toMatchObject({
      response_code: '00',
      approved: true,
      authorized: { value: 25, currency: 'USD' },
      auth_code: expect.stringMatching(/^[A-Z0-9]{6}$/),
      transaction_id,
    })
    expect(await read()).toMatchObject({ card: 9_898, holding: 99_898 })
    const row = await purchase(transaction_id)
    expect(row).toMatchObject({ state: 'OPEN', hold_bill: DOLLAR, approved: DOLLAR, hold_generation: 2 })
    expect(row.hold_expires_at).toEqual(new Date(world.clock.now().getTime() + 10 * DAY))
    expect((await told()).at(-1)).toMatchObject({ event_type: 'authorized', operation_id: answer.event_id })
    expect((await movements(cardId)).slice(2)).toEqual([
      ['TRANSACTION_AUTHORIZATION', 'SUCCESS', 9_923, 9_923],
      ['TRANSACTION_APPROVED', 'SUCCESS', 9_923, 9_898],
    ])
    expect((await spent()).day).toBe(0) // it counts on the day of the authorization, which is over
    await send({ type: 'clearing', ref: 'a', cents: 100, currency: 'EUR' })
    expect(await read()).toEqual({ card: 9_898, holding: 99_898, owed: 100, fees: 2 })
  })

  it('after a piece was settled is held beside what is settled', async () => {
    const { approved, send, read } = await startCard(world)
    await approved('a', 1_000)
    await send({ type: 'clearing', ref: 'a', cents: 600, more: { final: false } })
    await send({ ...more, cents: 500 })
    expect(await read()).toEqual({ card: 8_500, holding: 98_500, owed: 600, fees: 0 })
    await send({ type: 'clearing', ref: 'a', cents: 900 })
    expect(await read()).toEqual({ card: 8_500, holding: 98_500, owed: 1_500, fees: 0 })
  })

  it.each([
    [
      'the limit per transaction, on the new sum',
      { limits: { transaction_limit: 15n * DOLLAR } },
      'M214',
      '61',
    ],
    ['the daily limit', { limits: { daily_limit: 15n * DOLLAR } }, 'M201', '61'],
    ['the monthly limit', { limits: { monthly_limit: 15n * DOLLAR } }, 'M203', '61'],
    ["the card's balance", { balance: 15n * DOLLAR }, 'M102', '51'],
  ] as const)('beyond %s is declined and leaves the hold as it was', async (_, card, code, iso) => {
    const { approved, send, purchase, told } = await startCard(world, card)
    const { transaction_id } = await approved('a', 1_000)
    const answer = await send({ ...more, cents: 600 })
    expect(answer).toMatchObject({
      response_code: iso,
      approved: false,
      decline_code: code,
      authorized: null,
    })
    expect(await purchase(transaction_id)).toMatchObject({ hold_bill: 10n * DOLLAR, hold_generation: 1 })
    expect((await told()).at(-1)).toMatchObject({ event_type: 'declined', operation_id: answer.event_id })
    expect(await send({ ...more, cents: 500 })).toMatchObject({ response_code: '00' })
  })

  it('beyond holding is declined M101, and its movement moves nothing', async () => {
    const { approved, send, movements, cardId } = await startCard(world, { balance: 5_000n * DOLLAR })
    await approved('a', 90_000)
    expect(await send({ ...more, cents: 10_001 })).toMatchObject({ decline_code: 'M101' })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_REJECTED', 'FAILED', 410_000, 410_000])
    expect(await send({ ...more, cents: 10_000 })).toMatchObject({ approved: true })
  })

  it.each([
    ['FROZEN', 'M301', '62'],
    ['BLOCKED', 'M302', '62'],
    ['EXPIRED', 'M303', '54'],
    ['DELETED', 'M303', '14'],
  ])('of a card that is %s is declined %s', async (status, code, iso) => {
    const { approved, send, status: become } = await startCard(world)
    await approved('a', 1_000)
    await become(status)
    expect(await send({ ...more, cents: 100 })).toMatchObject({ decline_code: code, response_code: iso })
  })

  it.each([
    ['an old number', { numberIsCurrent: false }, 'M303', '14'],
    ['a wrong expiry', { expiryMatches: false }, 'C104', '54'],
    ['a wrong CVV', { cvvResult: 'N' }, 'C102', 'N7'],
  ] as const)('with %s is declined %s', async (_, found, code, iso) => {
    const { approved, send } = await startCard(world)
    await approved('a', 1_000)
    expect(await send({ ...more, cents: 100, found })).toMatchObject({
      decline_code: code,
      response_code: iso,
    })
  })

  it('with the third wrong CVV blocks the card, and its declines count for the card', async () => {
    const { approved, send, cardId } = await startCard(world)
    await approved('a', 1_000)
    const codes = []
    for (let n = 0; n < 3; n += 1)
      codes.push((await send({ ...more, cents: 100, found: { cvvResult: 'N' } })).decline_code)
    expect(codes).toEqual(['C102', 'C102', 'C101'])
    const row = await world.db
      .selectFrom('cards')
      .selectAll()
      .where('id', '=', cardId)
      .executeTakeFirstOrThrow()
    expect(row.status).toBe('BLOCKED')
    expect(row.declines).toHaveLength(3)
    expect(row.wrong_cvvs).toHaveLength(3)
  })

  it('in a category that the company blocks by now is declined, also when only the purchase says it', async () => {
    const { approved, send, companyId } = await startCard(world)
    await approved('a', 1_000)
    const blocked = { blocked_categories: ['5994'] }
    await world.db.updateTable('card_programs').set(blocked).where('company_id', '=', companyId).execute()
    expect(await send({ ...more, cents: 100, more: { mcc: null } })).toMatchObject({ decline_code: 'C011' })
  })

  it('that is decided when the network waits no longer is declined C010 and holds nothing', async () => {
    const { approved, send, read } = await startCard(world)
    await approved('a', 1_000)
    const late = { receivedAt: performance.now() - 1_600 }
    expect(await send({ ...more, cents: 100, found: late })).toMatchObject({
      decline_code: 'C010',
      response_code: '91',
    })
    expect(await read()).toMatchObject({ card: 9_000 })
  })

  it('on a later day must pass the limits of that day', async () => {
    const { approved, send } = await startCard(world, { limits: { daily_limit: 15n * DOLLAR } })
    await approved('a', 1_000)
    world.clock.advance(DAY)
    expect(await send({ ...more, cents: 1_400 })).toMatchObject({ approved: true })
    await approved('b', 1_200)
    expect(await send({ ...more, cents: 400 })).toMatchObject({ decline_code: 'M201' })
  })

  it('of an unknown purchase is answered 25 and kept; of a closed one it is answered 25', async () => {
    const { approved, send, companyId } = await startCard(world)
    expect(await send({ ...more, cents: 100 })).toMatchObject({ response_code: '25', approved: false })
    const kept = await world.db
      .selectFrom('kept_messages')
      .select('type')
      .where('company_id', '=', companyId)
      .execute()
    expect(kept).toEqual([{ type: 'incremental' }])
    const { transaction_id } = await approved('a', 1_000)
    await send({ type: 'reversal', ref: 'a' })
    expect(await send({ ...more, cents: 100 })).toMatchObject({ response_code: '25', transaction_id })
  })

  describe('of a WEBHOOK card', () => {
    const asked = async (heard: Heard) => {
      const company = await startCard(world, { approvalMethod: 'WEBHOOK' })
      const questions: string[] = []
      const network = startTestNetwork(world, company.companyId, async (_, { operation_id }) => {
        questions.push(operation_id)
        return heard
      })
      await company.approved('a', 1_000)
      return { ...company, questions, send: (told: Told) => network.send(company.cardId, told) }
    }

    it('is approved when the company says so, by an event that it was asked about', async () => {
      const { send, questions, read, told, companyId } = await asked({ decline: null, response: 'approved' })
      expect(await send({ ...more, cents: 500 })).toMatchObject({
        approved: true,
        company_response: 'approved',
      })
      expect(await read()).toMatchObject({ holding: 98_500 })
      expect((await told()).map(({ event_type, status }) => [event_type, status])).toEqual([
        ['authorized', 'success'],
        ['authorization', 'pending'],
        ['authorized', 'success'],
      ])
      const [questionId = ''] = questions
      const request = await world.db
        .selectFrom('card_events')
        .select(['operation', 'status'])
        .where('company_id', '=', companyId)
        .where('id', '=', questionId)
        .executeTakeFirst()
      expect(request).toEqual({ operation: 'TRANSACTION_AUTHORIZATION', status: 'SUCCESS' })
    })

    it('is declined when the company says no', async () => {
      const no = { code: 'M401', iso: '51', rule: null } as const
      const { send, read } = await asked({ decline: no, response: 'declined' })
      expect(await send({ ...more, cents: 500 })).toMatchObject({
        response_code: '51',
        decline_code: 'M401',
        company_response: 'declined',
      })
      expect(await read()).toMatchObject({ holding: 99_000 })
    })

    it('that could not be asked is declined M402', async () => {
      const { companyId, cardId } = await asked({ decline: null, response: 'approved' })
      const message = cardMessage(companyId, cardId, { ...more, cents: 500 })
      const lifecycle = createLifecycle({
        ...{ db: world.db, clock: world.clock, config: { cards: world.config }, log: silentLog },
        node: { leads: async () => true },
        askCompany: async () => ({ decline: null, response: 'approved' }),
      })
      const answer = await inTransaction(world.db, (tx) =>
        lifecycle.post(tx, message, world.clock.now(), null),
      )
      expect(answer).toMatchObject({ decline_code: 'M402', approved: false })
    })

    it('does not ask about what a check refuses', async () => {
      const { send, questions, status } = await asked({ decline: null, response: 'approved' })
      await status('FROZEN')
      expect(await send({ ...more, cents: 500 })).toMatchObject({
        decline_code: 'M301',
        company_response: null,
      })
      expect(questions).toEqual([])
    })
  })
})
