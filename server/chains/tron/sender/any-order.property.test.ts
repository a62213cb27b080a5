import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { propertySeed } from '../../../../tests/harness/seed.ts'
import type { RunningSender } from '../../../../tests/harness/sender-world.ts'
import {
  createTronSenderWorld,
  EXPIRY_MS,
  freshTronAddress,
  type TronSenderWorld,
} from '../../../../tests/harness/tron-sender-world.ts'
import { CHECKPOINTS } from '../../sender/context.ts'

let world: TronSenderWorld
beforeAll(async () => {
  world = await createTronSenderWorld()
})
afterAll(() => world.stop())

/** What befalls payments under way. Forks stay below finality: what is final is final. */
const befalls = fc.oneof(
  fc.constant({ kind: 'PAY' as const }),
  fc.constant({ kind: 'MINE' as const }),
  fc.constant({ kind: 'FORGET' as const }),
  fc.constant({ kind: 'EXPIRE' as const }),
  fc.record({
    kind: fc.constant('FORK' as const),
    depth: fc.constantFrom(1, 2),
    keepTransactions: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('KILL' as const),
    at: fc.constantFrom(...CHECKPOINTS.filter((name) => name !== 'numbered' && name !== 'settled')),
  }),
)

test('kills, forgetful nodes, forks and expiries in any order: every receiver gets exactly its sum', async () => {
  const order = fc.array(befalls, { minLength: 4, maxLength: 14 })
  await fc.assert(
    fc.asyncProperty(order, async (happenings) => {
      const payments = new Map<string, { receiver: string; amount: bigint }>()
      let sender: RunningSender | null = await world.startSender()
      const pay = async () => {
        const [receiver, amount] = [freshTronAddress(), BigInt(payments.size + 1)]
        payments.set(await world.queueTransfer(receiver, amount), { receiver, amount })
      }
      await pay()
      for (const happening of happenings)
        switch (happening.kind) {
          case 'PAY':
            await pay()
            break
          case 'MINE':
            await world.chain.mine()
            break
          case 'FORGET':
            await world.chain.node.dropPending()
            break
          case 'EXPIRE':
            await world.chain.mineLater(EXPIRY_MS)
            break
          case 'FORK':
            await world.chain.reorg(happening)
            break
          case 'KILL': {
            await sender?.stop()
            sender = null
            const doomed = await world.startDoomedSender(happening.at)
            await pay()
            await world.mineUntil(async () => doomed.isDead())
            sender = await world.startSender()
          }
        }
      await world.mineUntilSettled(...payments.keys())
      await sender?.stop()
      for (const [id, { receiver, amount }] of payments) {
        expect(await world.settlements(id)).toMatchObject([{ outcome: 'SUCCEEDED' }])
        expect(await world.chain.tokenBalance('USDT', receiver)).toBe(amount)
      }
    }),
    { seed: propertySeed('payments on Tron'), numRuns: 8, endOnFailure: true },
  )
}, 180_000)
