import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSenderWorld, freshAddress, type SenderWorld } from '../../../tests/harness/sender-world.ts'

let world: SenderWorld
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 2 } })
  await world.startSender()
})
afterAll(() => world.stop())

test('the end and its booking are one commit: while it cannot be booked the payment stays open, and others are settled', async () => {
  const unbooked = await world.queue(
    { kind: 'token_transfer', token: world.chain.token('USDC').address, to: freshAddress(), amount: '1' },
    { purpose: 'of_nobody' },
  )
  const after = await world.queueTransfer(freshAddress())
  await world.mineUntil(async () => (await world.row(after)).settled_at !== null)
  await world.chain.mine(3)
  await world.waitForLooks(unbooked, 3)
  expect(await world.row(unbooked)).toMatchObject({ state: 'MINED', settled_at: null })
})

test('a handler that fails is told again until it has booked, and then never more', async () => {
  await sql`ALTER TABLE settlements RENAME TO settlements_hidden`.execute(world.database.db)
  const id = await world.queueTransfer(freshAddress())
  await world.mineUntil(async () => (await world.row(id)).state === 'MINED')
  await world.chain.mine(5)
  await world.waitForLooks(id, 3)
  expect(await world.row(id)).toMatchObject({ state: 'MINED', settled_at: null })
  await sql`ALTER TABLE settlements_hidden RENAME TO settlements`.execute(world.database.db)
  await world.waitForState(id, 'SUCCEEDED')
  await world.chain.mine(3)
  expect(await world.settlements(id)).toHaveLength(1)
})
