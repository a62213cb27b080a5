import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
import { DAY, startCard } from './start-card.fixture.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.verify()
  await world.drop()
})

describe('a reversal', () => {
  it('in part leaves the rest held, with the fees of what remains', async () => {
    const { approved, send, read, told, spent, movements, cardId } = await startCard(world)
    await approved('a', 1_000, { currency: 'EUR' })
    expect(await read()).toMatchObject({ card: 8_980, holding: 98_980 })
    const { event_id } = await send({ type: 'reversal', ref: 'a', cents: 400, currency: 'EUR' })
    expect(await read()).toMatchObject({ card: 9_388, holding: 99_388 })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_REVERSED', 'SUCCESS', 8_980, 9_388])
    expect((await told()).at(-1)).toMatchObject({
      event_type: 'reversal',
      status: 'success',
      operation_id: event_id,
      data: { bill_amount: '4.00', fees: { fx_fees: '0.08' } },
    })
    expect(await spent()).toEqual({ day: 612, month: 612 })
  })

  it('of nothing releases nothing', async () => {
    const { approved, send, read, told } = await startCard(world)
    await approved('a', 1_000)
    expect(await send({ type: 'reversal', ref: 'a', cents: 0 })).toMatchObject({ response_code: '00' })
    expect(await read()).toMatchObject({ card: 9_000 })
    expect(await told()).toHaveLength(1)
  })

  it('of more than is open releases what is open and closes the purchase', async () => {
    const { approved, send, read, purchase, spent } = await startCard(world)
    const { transaction_id } = await approved('a', 1_000)
    expect(await send({ type: 'reversal', ref: 'a', cents: 5_000 })).toMatchObject({ response_code: '00' })
    expect(await read()).toEqual({ card: 10_000, holding: 100_000, owed: 0, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({ state: 'CLOSED', released: 10n * DOLLAR })
    expect(await spent()).toEqual({ day: 0, month: 0 })
  })

  it('when nothing is open changes nothing and tells nobody', async () => {
    const { approved, send, read, told } = await startCard(world)
    await approved('a', 1_000)
    await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    const before = (await told()).length
    expect(await send({ type: 'reversal', ref: 'a' })).toMatchObject({ response_code: '00', approved: true })
    expect(await read()).toMatchObject({ card: 9_000, owed: 1_000 })
    expect(await told()).toHaveLength(before)
  })

  it('of an unknown purchase is answered 25 and kept for 30 days: its approval is then released at once', async () => {
    const { approved, send, read, told, purchase } = await startCard(world)
    expect(await send({ type: 'reversal', ref: 'a' })).toMatchObject({
      response_code: '25',
      approved: false,
      transaction_id: null,
    })
    const { transaction_id } = await approved('a', 1_000)
    expect(await read()).toEqual({ card: 10_000, holding: 100_000, owed: 0, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({ state: 'CLOSED', counted: 0n })
    expect((await told()).map(({ event_type }) => event_type)).toEqual(['authorized', 'reversal'])
  })

  it('is forgotten after 30 days', async () => {
    const { approved, send, read } = await startCard(world)
    await send({ type: 'reversal', ref: 'a' })
    world.clock.advance(30 * DAY)
    await approved('a', 1_000)
    expect(await read()).toMatchObject({ card: 9_000 })
  })
})
