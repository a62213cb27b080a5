import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  COMPANY,
  createSenderWorld,
  freshAddress,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'

/** Answers zero, which is false, to every call, and logs nothing. */
const ANSWERS_FALSE = '0x60005f5260205ff3'

let world: SenderWorld
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 3 } })
})
afterAll(() => world.stop())

test('a token that answers false instead of reverting has paid nobody: the payment failed and can be given back', async () => {
  const token = world.chain.token('USDC').address
  const sender = await world.startSender()
  const id = await world.queueTransfer(freshAddress(), 5n)
  expect(await sender.drive(COMPANY, id)).toMatchObject({ state: 'SENT' })
  await world.chain.rpc('anvil_setCode', [token, ANSWERS_FALSE])
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  await sender.stop()
  expect((await world.row(id)).succeeded).toBe(true)
  expect(await world.settlements(id)).toMatchObject([
    { outcome: 'FAILED', reason: 'the chain executed it and the token moved nothing' },
  ])
})
