import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { lockCard } from '../card.ts'
import { DAY, startCard } from './start-card.fixture.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.verify()
  await world.drop()
})

async function isSomebodyWaiting(): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(
    world.db,
  )
  return rows.length > 0
}

describe('an open hold', () => {
  it('is given back at its time and not before; a later clearing is a force-post', async () => {
    const { approved, send, read, expire, movements, cardId, told, purchase } = await startCard(world)
    const { transaction_id } = await approved('a', 1_000)
    world.clock.advance(10 * DAY - 1)
    await expire()
    expect(await read()).toMatchObject({ card: 9_000 })
    world.clock.advance(1)
    await expire()
    await expire()
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_REVERSED', 'TIME_CANCELED', 9_000, 10_000])
    expect((await told()).map(({ event_type, status }) => [event_type, status])).toEqual([
      ['authorized', 'success'],
      ['reversal', 'time_canceled'],
    ])
    await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    expect(await read()).toMatchObject({ card: 9_000, owed: 1_000 })
    expect(await purchase(transaction_id)).toMatchObject({ forced_original: 1_000n })
  })

  it('whose time starts again while the loop waits for its card is not given back', async () => {
    const { approved, read, expire, cardId, companyId } = await startCard(world)
    const { transaction_id } = await approved('a', 1_000)
    world.clock.advance(10 * DAY)
    let running: Promise<void> | undefined
    await world.db.transaction().execute(async (tx) => {
      await lockCard(tx, companyId, cardId)
      running = expire()
      expect(await becomes(isSomebodyWaiting, 50_000)).toBe(true)
      const later = new Date(world.clock.now().getTime() + DAY)
      await tx
        .updateTable('card_transactions')
        .set({ hold_expires_at: later })
        .where('id', '=', transaction_id)
        .execute()
    })
    await running
    expect(await read()).toMatchObject({ card: 9_000 })
  })

  it('expires once, however many nodes look at once', async () => {
    const { approved, read, expire, told } = await startCard(world)
    for (const ref of ['a', 'b', 'c']) await approved(ref, 1_000)
    world.clock.advance(11 * DAY)
    await Promise.all([expire(), expire(), expire()])
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect((await told()).filter(({ status }) => status === 'time_canceled')).toHaveLength(3)
  })
})
