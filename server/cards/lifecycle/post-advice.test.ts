import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
import { startCard } from './start-card.fixture.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.verify()
  await world.drop()
})

describe('an advice', () => {
  it('of an approval holds without checks, below zero if need be', async () => {
    const { approved, read, told, movements, cardId, purchase } = await startCard(world)
    const { transaction_id, event_id, response_code } = await approved('a', 15_000)
    expect(response_code).toBe('00')
    const recorded = { history_amount: 150n * DOLLAR, decided_event_id: event_id, judged: false }
    expect(await purchase(transaction_id)).toMatchObject(recorded)
    expect(await read()).toEqual({ card: -5_000, holding: 85_000, owed: 0, fees: 0 })
    expect(await movements(cardId)).toEqual([
      ['TRANSACTION_AUTHORIZATION', 'SUCCESS', 10_000, 10_000],
      ['TRANSACTION_APPROVED', 'SUCCESS', 10_000, -5_000],
    ])
    expect((await told()).map(({ event_type, operation_id }) => [event_type, operation_id])).toEqual([
      ['authorized', transaction_id],
    ])
  })

  it('of an approval that we gave ourselves, or told twice, holds nothing more', async () => {
    const { approved, read, told } = await startCard(world)
    await approved('a', 1_000)
    await approved('a', 1_000)
    expect(await read()).toMatchObject({ card: 9_000 })
    expect(await told()).toHaveLength(1)
  })

  it('of an approval whose clearing was posted joins that purchase and holds nothing', async () => {
    const { approved, send, read, purchase } = await startCard(world)
    const { transaction_id } = await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    expect(await approved('a', 1_000)).toMatchObject({ transaction_id })
    expect(await read()).toEqual({ card: 9_000, holding: 99_000, owed: 1_000, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({
      approved: 10n * DOLLAR,
      history_amount: 10n * DOLLAR,
    })
  })

  it('that the network had declined in time releases our approval with reason issuer_timeout', async () => {
    const { approved, send, read, told } = await startCard(world)
    await approved('a', 1_000)
    await send({ type: 'advice', ref: 'a', more: { decision: 'declined', reason: 'issuer_timeout' } })
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect((await told()).at(-1)).toMatchObject({ event_type: 'reversal', reason: 'issuer_timeout' })
  })

  it.each([
    ['issuer_timeout', 'C010'],
    ['network_decline', 'M000'],
  ])('of a decline that we never saw, %s, is recorded as %s', async (reason, code) => {
    const { send, read, purchase, movements, cardId, told } = await startCard(world)
    const answer = await send({
      type: 'advice',
      ref: 'a',
      cents: 900,
      more: { decision: 'declined', reason },
    })
    expect(answer).toMatchObject({ response_code: '00', approved: true })
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect(await purchase(answer.transaction_id)).toMatchObject({ state: 'DECLINED', decline_code: code })
    expect((await movements(cardId)).map(([operation, status]) => [operation, status])).toEqual([
      ['TRANSACTION_AUTHORIZATION', 'SUCCESS'],
      ['TRANSACTION_REJECTED', 'FAILED'],
    ])
    expect((await told()).at(-1)).toMatchObject({
      event_type: 'declined',
      operation_id: answer.event_id,
      data: { decline_reason: { code } },
    })
  })

  it('of a decline that we made ourselves adds nothing', async () => {
    const { send, told } = await startCard(world)
    const declined = { decision: 'declined', reason: 'issuer_timeout' } as const
    const first = await send({ type: 'advice', networkId: 'n-ours', ref: 'a', cents: 900, more: declined })
    const second = await send({ type: 'advice', original: 'n-ours', ref: 'a', cents: 900, more: declined })
    expect(second).toMatchObject({ transaction_id: first.transaction_id, event_id: first.event_id })
    expect(await told()).toHaveLength(1)
  })

  it('that takes back an approval that we have not seen is kept: the approval is released when it comes', async () => {
    const { approved, send, read } = await startCard(world)
    const cancelled = { decision: 'cancelled', reason: 'cancel_approval' } as const
    expect(await send({ type: 'advice', ref: 'a', more: cancelled })).toMatchObject({ response_code: '00' })
    await approved('a', 1_000)
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
  })

  it('that takes an approval back releases the hold, cancels its movement and tells so', async () => {
    const { approved, send, read, movements, cardId, told } = await startCard(world)
    await approved('a', 1_000)
    const cancelled = { decision: 'cancelled', reason: 'cancel_approval' } as const
    const { event_id } = await send({ type: 'advice', ref: 'a', more: cancelled })
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect((await movements(cardId)).map(([operation, status]) => [operation, status])).toEqual([
      ['TRANSACTION_AUTHORIZATION', 'SUCCESS'],
      ['TRANSACTION_APPROVED', 'CANCELED'],
      ['TRANSACTION_REVERSED', 'CANCELED'],
    ])
    expect((await told()).at(-1)).toMatchObject({
      event_type: 'declined',
      status: 'success',
      reason: 'cancel_approval',
      operation_id: event_id,
    })
  })
})
