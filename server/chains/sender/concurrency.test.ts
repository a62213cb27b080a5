import { afterEach, beforeEach, expect, test } from 'vitest'
import { propertySeed, seededRandom } from '../../../tests/harness/seed.ts'
import {
  COMPANY,
  createSenderWorld,
  freshAddress,
  type RunningSender,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'
import { CHECKPOINTS } from './context.ts'

let world: SenderWorld
beforeEach(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 3 } })
})
afterEach(() => world.stop())

async function openCount(): Promise<number> {
  const { count } = await world.database.db
    .selectFrom('chain_transactions')
    .select((query) => query.fn.countAll<bigint>().as('count'))
    .where('settled_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Every payment arrived once, was settled once, and together they used each nonce once. */
async function expectEachPaidOnce(payments: ReadonlyMap<string, string>): Promise<bigint[]> {
  const nonces: bigint[] = []
  for (const [id, receiver] of payments) {
    expect(await world.chain.tokenBalance('USDC', receiver), id).toBe(1n)
    expect(await world.settlements(id), id).toMatchObject([{ outcome: 'SUCCEEDED' }])
    const { nonce } = await world.row(id)
    if (nonce !== null) nonces.push(nonce)
  }
  return nonces.sort((a, b) => Number(a - b))
}

test('two senders that both believe to lead, and callers on both, send 100 payments once each, with contiguous nonces', async () => {
  const senders = [
    await world.startSender({ alwaysLeads: true }),
    await world.startSender({ alwaysLeads: true }),
  ]
  const payments = new Map<string, string>()
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const receiver = freshAddress()
      const id = await world.queueTransfer(receiver)
      payments.set(id, receiver)
      return senders[index % 2]?.drive(COMPANY, id)
    }),
  )
  await world.mineUntil(async () => (await openCount()) === 0)
  expect(await expectEachPaidOnce(payments)).toEqual(Array.from({ length: 100 }, (_, index) => BigInt(index)))
  for (const answer of answers) if (answer?.state === 'SENT') expect(answer.hash).toMatch(/^0x[0-9a-f]{64}$/)
  for (const id of payments.keys()) expect(await world.attempts(id)).toHaveLength(1)
  await Promise.all(senders.map((sender) => sender.stop()))
}, 120_000)

test('whatever is killed, forgotten and reorganised in whatever order, every payment is made once and settled once', async () => {
  const random = seededRandom(propertySeed('sender under attack'))
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T
  const payments = new Map<string, string>()
  let running: RunningSender | null = null

  const attacks = {
    async pay() {
      const receiver = freshAddress()
      const id = await world.queueTransfer(receiver)
      payments.set(id, receiver)
      if (running !== null && random() < 0.5) await running.drive(COMPANY, id)
    },
    mine: () => world.chain.mine(1),
    forget: async () => void (await world.chain.rpc('anvil_dropAllTransactions', [])),
    reorganise: () =>
      world.chain.reorg({ depth: 1 + Math.floor(random() * 2), keepTransactions: random() < 0.5 }),
    async kill() {
      await running?.stop()
      const doomed = await world.startDoomedSender(pick(CHECKPOINTS))
      const receiver = freshAddress()
      const id = await world.queueTransfer(receiver)
      payments.set(id, receiver)
      await world.mineUntil(async () => doomed.isDead())
      running = await world.startSender({ alwaysLeads: true })
    },
  }

  await world.chain.mine(5)
  running = await world.startSender({ alwaysLeads: true })
  const names = ['pay', 'pay', 'pay', 'mine', 'mine', 'forget', 'reorganise', 'kill'] as const
  for (let step = 0; step < 60; step += 1) await attacks[pick(names)]()
  await world.mineUntil(async () => (await openCount()) === 0)
  const nonces = await expectEachPaidOnce(payments)
  expect(new Set(nonces).size).toBe(payments.size)
}, 120_000)
