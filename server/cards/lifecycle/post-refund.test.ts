import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { startCard } from './start-card.fixture.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.verify()
  await world.drop()
})

describe('a refund', () => {
  it('of everything ends at zero, fees included, in whatever pieces it comes', async () => {
    const { approved, send, read, spent } = await startCard(world)
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_000, currency: 'EUR' })
    expect(await read()).toEqual({ card: 8_980, holding: 98_980, owed: 1_000, fees: 20 })
    for (const cents of [333, 333, 334]) await send({ type: 'refund', ref: 'a', cents, currency: 'EUR' })
    expect(await read()).toEqual({ card: 10_000, holding: 100_000, owed: 0, fees: 0 })
    expect(await spent()).toEqual({ day: 0, month: 0 })
  })

  it('gives fees back in proportion', async () => {
    const { approved, send, read, told } = await startCard(world)
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_000, currency: 'EUR' })
    const { event_id } = await send({ type: 'refund', ref: 'a', cents: 250, currency: 'EUR' })
    expect(await read()).toEqual({ card: 9_235, holding: 99_235, owed: 750, fees: 15 })
    expect((await told()).at(-1)).toMatchObject({
      event_type: 'refund',
      operation_id: event_id,
      data: { bill_amount: '2.50', fees: { fx_fees: '0.05' } },
    })
  })

  it('of more than was settled credits it all, and of fees what was charged', async () => {
    const { approved, send, read } = await startCard(world)
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_000, currency: 'EUR' })
    await send({ type: 'refund', ref: 'a', cents: 3_000, currency: 'EUR' })
    expect(await read()).toEqual({ card: 12_000, holding: 102_000, owed: -2_000, fees: 0 })
  })

  it('that overtakes its clearing ends at zero as well', async () => {
    const { approved, send, read, spent } = await startCard(world)
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'refund', ref: 'a', cents: 1_000, currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_000, currency: 'EUR' })
    expect(await read()).toEqual({ card: 10_000, holding: 100_000, owed: 0, fees: 0 })
    expect(await spent()).toEqual({ day: 0, month: 0 })
  })

  it('without purchase is credited, and no fees come back', async () => {
    const { send, read, purchase, movements, cardId } = await startCard(world)
    const { transaction_id } = await send({ type: 'refund', ref: 'x', cents: 500, currency: 'EUR' })
    expect(await read()).toEqual({ card: 10_500, holding: 100_500, owed: -500, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({ kind: 'CREDIT', state: 'CLOSED' })
    expect(await movements(cardId)).toEqual([['TRANSACTION_REFUND', 'SUCCESS', 10_000, 10_500]])
  })
})
