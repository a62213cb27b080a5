import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { DAY, startCard } from './start-card.fixture.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.verify()
  await world.drop()
})

describe('whatever the card is by then', () => {
  it.each(['FROZEN', 'BLOCKED', 'EXPIRED'])(
    'older purchases of a card that is %s are posted',
    async (status) => {
      const { approved, send, read, status: become } = await startCard(world)
      await approved('a', 1_000)
      await approved('b', 1_000)
      await become(status)
      await send({ type: 'clearing', ref: 'a', cents: 1_000 })
      await send({ type: 'refund', ref: 'a', cents: 300 })
      await send({ type: 'reversal', ref: 'b' })
      expect(await read()).toEqual({ card: 9_300, holding: 99_300, owed: 700, fees: 0 })
    },
  )

  it('a card without a balance of its own moves holding alone', async () => {
    const { approved, send, read, movements, cardId } = await startCard(world, { approvalMethod: 'NONE' })
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_500, currency: 'EUR' })
    expect(await read()).toEqual({ card: 0, holding: 98_470, owed: 1_500, fees: 30 })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_CLEARED', 'SUCCESS', null, null])
  })
})

describe('limits', () => {
  it('get back what is reversed on the day of the authorization, and only while that day counts', async () => {
    world.clock.moveTo(new Date('2026-10-01T12:00:00Z')) // Thursday
    const { approved, send, spent } = await startCard(world)
    await approved('a', 1_000)
    await approved('b', 2_000)
    world.clock.advance(DAY)
    await approved('c', 500)
    expect(await spent()).toEqual({ day: 500, month: 3_500 })
    await send({ type: 'reversal', ref: 'a' })
    expect(await spent()).toEqual({ day: 500, month: 2_500 })
    await send({ type: 'clearing', ref: 'b', cents: 2_200 })
    expect(await spent()).toEqual({ day: 500, month: 2_700 })
  })
})
