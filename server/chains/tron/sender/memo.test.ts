import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createTronSenderWorld,
  freshTronAddress,
  type TronSenderWorld,
} from '../../../../tests/harness/tron-sender-world.ts'

const MEMO_FEE = 1_000_000n

let world: TronSenderWorld
beforeAll(async () => {
  world = await createTronSenderWorld()
})
afterAll(() => world.stop())

/** What the chain keeps of the transaction: its `data` as text, and the sun that it burned. */
async function mined(id: string): Promise<{ memo: string; fee: bigint }> {
  const { hash } = await world.row(id)
  const found = world.chain.node.chain.find(hash ?? '')
  if (found === null) throw new Error(`${hash} is in no block`)
  return { memo: Buffer.from(found.transaction.seen.data).toString(), fee: found.receipt.fee }
}

test('a memo travels with the tokens, byte by byte, and its fee is paid', async () => {
  const sender = await world.startSender()
  const transfer = (memo?: string) => {
    const intent = {
      kind: 'token_transfer',
      token: world.chain.token('USDT').address,
      to: freshTronAddress(),
      amount: '5',
    } as const
    return world.queue(memo === undefined ? intent : { ...intent, memo })
  }
  const [plain, marked] = [await transfer(), await transfer('BRG7QZ Ä€')]
  await world.mineUntilSettled(plain, marked)
  await sender.stop()
  expect((await world.settlements(marked)).map(({ outcome }) => outcome)).toEqual(['SUCCEEDED'])
  expect(await mined(plain)).toMatchObject({ memo: '' })
  const { memo, fee } = await mined(marked)
  expect(memo).toBe('BRG7QZ Ä€')
  expect(fee).toBeGreaterThanOrEqual(MEMO_FEE)
})
