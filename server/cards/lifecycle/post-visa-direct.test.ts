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

describe('a push credit', () => {
  it('raises a TOP_UP card and holding together', async () => {
    const { send, read, movements, cardId, told } = await startCard(world)
    const { event_id } = await send({ type: 'visa_direct', cents: 500 })
    expect(await read()).toEqual({ card: 10_500, holding: 100_500, owed: -500, fees: 0 })
    expect(await movements(cardId)).toEqual([['VISA_DIRECT_DEPOSIT', 'SUCCESS', 10_000, 10_500]])
    expect(await told()).toMatchObject([{ event_type: 'visa_direct_deposit', operation_id: event_id }])
  })

  it.each(['NONE', 'WEBHOOK'] as const)(
    'to a %s card goes to holding, through the card',
    async (approvalMethod) => {
      const { send, read, movements, cardId } = await startCard(world, { approvalMethod })
      await send({ type: 'visa_direct', cents: 500 })
      expect(await read()).toEqual({ card: 0, holding: 100_500, owed: -500, fees: 0 })
      expect(await movements(cardId)).toEqual([['WARRANTY_DEPOSIT', 'SUCCESS', null, null]])
    },
  )

  it.each([
    ['DELETED', '14'],
    ['EXPIRED', '54'],
  ])('to a card that is %s is refused with %s', async (status, code) => {
    const { send, read, status: become, told } = await startCard(world)
    await become(status)
    expect(await send({ type: 'visa_direct', cents: 500 })).toMatchObject({
      response_code: code,
      approved: false,
    })
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect(await told()).toEqual([])
  })

  it.each(['FROZEN', 'BLOCKED'])('to a card that is %s is credited', async (status) => {
    const { send, read, status: become } = await startCard(world)
    await become(status)
    await send({ type: 'visa_direct', cents: 500 })
    expect(await read()).toMatchObject({ card: 10_500, holding: 100_500 })
  })
})
