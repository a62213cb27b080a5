import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wallClock } from '../kernel/clock.ts'
import { refuse } from '../kernel/refusal.ts'
import { askPartner } from './ask-partner.ts'
import { connectBridge } from './bridge/connect.ts'
import { type BridgeFixture, startBridgeFixture, TEST_PACE, transferAnswer } from './bridge.fixture.ts'
import type { Partner } from './partner.ts'

let bridge: BridgeFixture
let partner: Partner
beforeAll(async () => {
  bridge = await startBridgeFixture()
  const log = pino({ level: 'silent' })
  partner = connectBridge({ config: bridge.config, clock: wallClock, log, pace: TEST_PACE }).partner
})
afterAll(() => bridge.close())

test('an answer is passed on', async () => {
  bridge.answer('GET /transfers/tr_1', { status: 200, body: transferAnswer() })
  expect(await askPartner(partner, (it) => it.getTransfer('tr_1'))).toMatchObject({ id: 'tr_1' })
})

test('where there is no partner, or it does not answer, that is a refusal', async () => {
  expect(await askPartner(null, (it) => it.getTransfer('tr_1'))).toEqual(refuse('PARTNER_NOT_SET_UP'))
  bridge.answer('GET /transfers/tr_1', { status: 500, body: {} })
  expect(await askPartner(partner, (it) => it.getTransfer('tr_1'))).toEqual(refuse('PARTNER_UNAVAILABLE'))
})

test('what the partner refuses is left to who asked', async () => {
  const question = askPartner(partner, (it) => it.getTransfer('tr_2'))
  await expect(question).rejects.toMatchObject({ kind: 'NOT_FOUND' })
})
