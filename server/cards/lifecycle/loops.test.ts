import { afterAll, beforeAll, expect, it } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { type CardWorld, DOLLAR, silentLog, startCardWorld } from '../../../tests/harness/card-world.ts'
import { expireCards } from './expire-cards.ts'
import { expireHolds } from './expire-holds.ts'
import { lapseKeptMessages } from './kept-messages.ts'
import { startTestNetwork } from './lifecycle.fixture.ts'
import { createLifecycle } from './lifecycle.ts'

const DAY = 86_400_000

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(() => world.drop())

async function cardOf(expiry: string, status = 'ACTIVE') {
  const companyId = await world.company()
  const id = await world.card(companyId)
  await world.db.updateTable('cards').set({ expiry, status }).where('id', '=', id).execute()
  return async () => {
    const row = await world.db.selectFrom('cards').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return [row.status, row.version]
  }
}

it('a card is good to the end of its expiry month, and EXPIRED from the next; a deleted one stays deleted', async () => {
  const active = await cardOf('0926')
  const frozen = await cardOf('0926', 'FROZEN')
  const blocked = await cardOf('1225', 'BLOCKED')
  const deleted = await cardOf('0926', 'DELETED')
  const good = await cardOf('0127')
  expect(await expireCards(world.db, new Date('2026-09-30T23:59:59.999Z'))).toBe(true)
  expect([await active(), await frozen(), await blocked()]).toEqual([
    ['ACTIVE', 0n],
    ['FROZEN', 0n],
    ['EXPIRED', 1n],
  ])
  expect(await expireCards(world.db, new Date('2026-10-01T00:00:00Z'))).toBe(true)
  expect([await active(), await frozen(), await deleted(), await good()]).toEqual([
    ['EXPIRED', 1n],
    ['EXPIRED', 1n],
    ['DELETED', 0n],
    ['ACTIVE', 0n],
  ])
})

it('a card that somebody is changing just now is left for the next run', async () => {
  const busy = await cardOf('0826')
  await world.db.transaction().execute(async (tx) => {
    await tx.selectFrom('cards').select('id').where('expiry', '=', '0826').forUpdate().execute()
    expect(await expireCards(world.db, new Date('2026-09-01T00:00:00Z'))).toBe(false)
  })
  expect(await expireCards(world.db, new Date('2026-09-01T00:00:00Z'))).toBe(true)
  expect(await busy()).toEqual(['EXPIRED', 1n])
})

it('messages that were kept are forgotten when their time is over, and not before', async () => {
  const companyId = await world.company()
  const cardId = await world.card(companyId)
  const network = startTestNetwork(world, companyId)
  await network.send(cardId, { type: 'reversal', ref: 'a' })
  const kept = () =>
    world.db.selectFrom('kept_messages').select('type').where('company_id', '=', companyId).execute()
  const later = (ms: number) => new Date(world.clock.now().getTime() + ms)
  expect(await lapseKeptMessages(world.db, later(30 * DAY - 1))).toBe(false)
  expect(await kept()).toHaveLength(1)
  await lapseKeptMessages(world.db, later(30 * DAY))
  expect(await kept()).toEqual([])
})

it('a hold that cannot be expired keeps no other waiting', async () => {
  const companyId = await world.company({ holding: 100n * DOLLAR })
  const cardId = await world.card(companyId, { balance: 100n * DOLLAR })
  const network = startTestNetwork(world, companyId)
  const broken = await network.send(cardId, { type: 'advice', ref: 'a', cents: 1_000 })
  const sound = await network.send(cardId, { type: 'advice', ref: 'b', cents: 2_000 })
  // More than the ledger holds: its release is refused.
  await world.db
    .updateTable('card_transactions')
    .set({ hold_bill: 11n * DOLLAR })
    .where('id', '=', broken.transaction_id)
    .execute()
  const now = new Date(world.clock.now().getTime() + 10 * DAY)
  await expireHolds({ db: world.db, config: world.config, log: silentLog }, now)
  expect(await network.purchase(sound.transaction_id)).toMatchObject({ state: 'CLOSED', hold_bill: 0n })
  expect(await network.purchase(broken.transaction_id)).toMatchObject({ state: 'OPEN' })
  await world.db.deleteFrom('card_transactions').where('id', '=', broken.transaction_id).execute()
})

it('the loops do all of it when business time moves', async () => {
  const companyId = await world.company({ holding: 100n * DOLLAR })
  const cardId = await world.card(companyId, { balance: 100n * DOLLAR })
  const network = startTestNetwork(world, companyId)
  await network.send(cardId, { type: 'advice', ref: 'a', cents: 1_000 })
  await network.send(cardId, { type: 'reversal', ref: 'unknown' })
  await world.db.updateTable('cards').set({ expiry: '1026' }).where('id', '=', cardId).execute()
  const { db, config, clock } = world
  const lifecycle = createLifecycle({
    ...{ db, clock, config: { cards: config }, log: silentLog },
    node: { leads: async () => true },
    askCompany: async () => ({ decline: null, response: 'approved' }),
  })
  const loops = lifecycle.start()
  clock.moveTo(new Date('2026-11-05T00:00:00Z'))
  for (const loop of loops) loop.wake()
  const isDone = async () => {
    const [card, held, kept] = await Promise.all([
      db.selectFrom('cards').select('status').where('id', '=', cardId).executeTakeFirst(),
      db.selectFrom('card_transactions').select('id').where('hold_expires_at', 'is not', null).execute(),
      db.selectFrom('kept_messages').select('type').execute(),
    ])
    return card?.status === 'EXPIRED' && held.length === 0 && kept.length === 0
  }
  try {
    expect(await becomes(isDone, 50_000)).toBe(true)
  } finally {
    await Promise.all(loops.map((loop) => loop.stop()))
  }
})
