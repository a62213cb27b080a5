import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
import { inTransaction } from '../../kernel/database.ts'
import { joinKnownPurchase, releaseLateApproval } from './late-approval.ts'
import { cardMessage } from './lifecycle.fixture.ts'
import { startCard } from './start-card.fixture.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.verify()
  await world.drop()
})

describe('an approval that comes late', () => {
  const message = (companyId: string, cardId: string, cents: number) =>
    cardMessage(companyId, cardId, { type: 'authorization', ref: 'a', cents })

  it('is released at once, with reason issuer_timeout; once', async () => {
    const { approved, companyId, cardId, read, told } = await startCard(world)
    const { transaction_id } = await approved('a', 1_000)
    const m = message(companyId, cardId, 1_000)
    for (let n = 0; n < 2; n += 1)
      await inTransaction(world.db, (tx) =>
        releaseLateApproval(tx, m, transaction_id ?? '', world.config, world.clock.now()),
      )
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    const reversals = (await told()).filter(({ event_type }) => event_type === 'reversal')
    expect(reversals).toMatchObject([{ reason: 'issuer_timeout' }])
  })

  it.each(['advice', 'authorization', 'incremental'] as const)(
    'stays where the network was told of it by another message: %s',
    async (type) => {
      const { approved, companyId, cardId, read, send } = await startCard(world)
      const { transaction_id } = await approved('a', 1_000)
      const m = message(companyId, cardId, 1_000)
      const id = transaction_id ?? ''
      if (type === 'advice') await approved('a', 1_000)
      else if (type === 'incremental') await send({ type, ref: 'a', cents: 500 })
      else
        await inTransaction(world.db, (tx) => joinKnownPurchase(tx, m, id, world.config, world.clock.now()))
      await inTransaction(world.db, (tx) => releaseLateApproval(tx, m, id, world.config, world.clock.now()))
      const held = type === 'incremental' ? 1_500 : 1_000
      expect(await read()).toMatchObject({ card: 10_000 - held, holding: 100_000 - held })
    },
  )

  it('and that the network then gives in our place holds again', async () => {
    const { approved, companyId, cardId, read, send, purchase, spent } = await startCard(world)
    const { transaction_id } = await approved('a', 1_000)
    const m = message(companyId, cardId, 1_000)
    await inTransaction(world.db, (tx) =>
      releaseLateApproval(tx, m, transaction_id ?? '', world.config, world.clock.now()),
    )
    expect(await approved('a', 1_000)).toMatchObject({ response_code: '00', transaction_id })
    expect(await read()).toMatchObject({ card: 9_000, holding: 99_000 })
    expect(await spent()).toEqual({ day: 1_000, month: 1_000 })
    expect(await purchase(transaction_id)).toMatchObject({ state: 'OPEN', decline_code: null })
    await approved('a', 1_000)
    expect(await read()).toMatchObject({ card: 9_000, holding: 99_000 })
    await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    expect(await read()).toMatchObject({ card: 9_000, holding: 99_000, owed: 1_000 })
    expect(await purchase(transaction_id)).toMatchObject({ state: 'CLOSED', forced_original: 0n })
  })

  it('after its clearing joins that purchase and holds nothing; again it is the same approval', async () => {
    const { send, companyId, cardId, read, purchase } = await startCard(world)
    const { transaction_id } = await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    const m = message(companyId, cardId, 1_000)
    const join = () =>
      inTransaction(world.db, (tx) =>
        joinKnownPurchase(tx, m, transaction_id ?? '', world.config, world.clock.now()),
      )
    const eventId = await join()
    expect(await join()).toBe(eventId)
    expect(await purchase(transaction_id)).toMatchObject({
      approved: 10n * DOLLAR,
      decided_event_id: eventId,
    })
    expect(await read()).toMatchObject({ card: 9_000, holding: 99_000 })
  })
})
