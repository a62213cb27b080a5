import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { authorize, purchaseMessage, testAuthorizer } from './authorization.fixture.ts'
import type { Authorizer } from './authorizer.ts'

let world: CardWorld
let authorizer: Authorizer
beforeAll(async () => {
  world = await startCardWorld()
  authorizer = testAuthorizer(world)
})
afterAll(async () => {
  await authorizer.stop()
  await world.drop()
})

test('an approval holds amount on card and holding, and is told as one transaction with its events', async () => {
  const company = await world.company({ holding: 1_000n * DOLLAR, webhookUrl: 'http://127.0.0.1:1/' })
  const card = await world.card(company, { balance: 100n * DOLLAR })
  const answer = await authorize(authorizer, purchaseMessage(company, card, { amount: 18.4 }))
  expect(answer).toMatchObject({
    response_code: '00',
    approved: true,
    authorized: { value: 1840, currency: 'USD' },
    decline_code: null,
    cvv_result: 'P',
  })
  expect(answer.auth_code).toMatch(/^[A-Z2-9]{6}$/)
  expect(await world.balance(company, 'CARD_BALANCE', card)).toMatchObject({ available: 81_600_000n })
  expect(await world.balance(company, 'CARD_HOLDING')).toMatchObject({ available: 981_600_000n })
  const events = await world.db
    .selectFrom('card_events')
    .selectAll()
    .where('card_id', '=', card)
    .orderBy('id')
    .execute()
  expect(
    events.map(({ operation, status, original_balance, new_balance }) => [
      operation,
      status,
      original_balance,
      new_balance,
    ]),
  ).toEqual([
    ['TRANSACTION_AUTHORIZATION', 'SUCCESS', 100n * DOLLAR, 100n * DOLLAR],
    ['TRANSACTION_APPROVED', 'SUCCESS', 100n * DOLLAR, 81_600_000n],
  ])
  expect(answer.event_id).toBe(events[1]?.id)
  const webhooks = await world.db
    .selectFrom('webhook_events')
    .selectAll()
    .where('company_id', '=', company)
    .execute()
  expect(webhooks.map(({ event_type, operation_id }) => [event_type, operation_id])).toEqual([
    ['authorized', answer.transaction_id],
  ])
  await world.verify()
})

test('500 racing purchases against a limit that admits 10: ten are approved', async () => {
  const company = await world.company({ holding: 100_000n * DOLLAR })
  const card = await world.card(company, {
    balance: 100_000n * DOLLAR,
    limits: { daily_limit: 100n * DOLLAR },
  })
  const answers = await Promise.all(
    Array.from({ length: 500 }, () => authorize(authorizer, purchaseMessage(company, card))),
  )
  expect(answers.filter(({ approved }) => approved)).toHaveLength(10)
  expect(new Set(answers.filter(({ approved }) => !approved).map((one) => one.decline_code))).toEqual(
    new Set(['M201']),
  )
  expect(await world.balance(company, 'CARD_HOLDING')).toMatchObject({ available: 99_900n * DOLLAR })
  await world.verify()
})

test('one message twenty times at once is one purchase with one answer; another body under its id is refused', async () => {
  const company = await world.company({ holding: 100n * DOLLAR })
  const card = await world.card(company, { balance: 100n * DOLLAR })
  const m = purchaseMessage(company, card, { networkId: 'twenty-times' })
  const answers = await Promise.all(Array.from({ length: 20 }, () => authorize(authorizer, m)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await world.balance(company, 'CARD_HOLDING')).toMatchObject({ available: 90n * DOLLAR })
  expect(isRefusal(await authorizer.authorize({ ...m, bodyHash: Buffer.alloc(32) }))).toBe(true)
})
