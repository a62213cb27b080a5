import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSenderWorld, freshAddress, type SenderWorld } from '../../../tests/harness/sender-world.ts'
import { createTrouble } from '../../alerts/sender-trouble.ts'
import { wallClock } from '../../kernel/clock.ts'
import type { SenderTrouble } from './context.ts'

const GWEI = 1_000_000_000n
const CAP = 10n * GWEI

let world: SenderWorld
/** In commits of every sender of this test, also those that told nobody anew. */
const told: SenderTrouble['kind'][] = []

beforeAll(async () => {
  world = await createSenderWorld({
    config: { finalConfirmations: 2, maxFeePerGas: CAP, replaceAfterMs: 150 },
  })
})
afterAll(() => world.stop())

async function setBaseFee(wei: bigint): Promise<void> {
  await world.chain.rpc('anvil_setNextBlockBaseFeePerGas', [`0x${wei.toString(16)}`])
  await world.chain.mine()
}

const trouble = createTrouble({ tokens: { findEver: async () => null }, clock: wallClock })
const startSender = () =>
  world.startSender({
    async trouble(tx, what) {
      told.push(what.kind)
      await trouble(tx, what)
    },
  })

const alerts = async () =>
  (
    await world.database.db
      .selectFrom('webhook_events')
      .select('data')
      .where('event_type', '=', 'alert')
      .execute()
  ).map(({ data }) => data as { type: string; value: string; threshold: string | null })

test('above the cap nothing new is signed, one alert says so however many wait and over a restart, and all are paid when it falls', async () => {
  await setBaseFee(50n * GWEI)
  const first = await startSender()
  const receivers = [freshAddress(), freshAddress(), freshAddress()]
  const ids: string[] = []
  for (const receiver of receivers) ids.push(await world.queueTransfer(receiver, 3n))
  for (const id of ids)
    await expect
      .poll(async () => (await world.row(id)).last_error ?? '', { timeout: 10_000 })
      .toMatch(/above the cap/)
  await first.stop()
  const second = await startSender()
  const late = await world.queueTransfer(freshAddress(), 1n)
  await expect.poll(async () => (await world.row(late)).last_error ?? '', { timeout: 10_000 }).toMatch(/cap/)
  for (const id of [...ids, late]) {
    expect(await world.row(id)).toMatchObject({ state: 'QUEUED', nonce: null })
    expect(await world.attempts(id)).toEqual([])
  }
  expect(await alerts()).toMatchObject([{ type: 'GAS_PRICE_CAP', threshold: String(CAP) }])

  await setBaseFee(GWEI)
  for (const id of [...ids, late])
    await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  for (const receiver of receivers) expect(await world.chain.tokenBalance('USDC', receiver)).toBe(3n)
  expect(await world.database.db.selectFrom('chain_alerts').selectAll().execute()).toEqual([])
  expect(told.at(-1)).toBe('GAS_PRICE_OK')

  await setBaseFee(50n * GWEI)
  const again = await world.queueTransfer(freshAddress(), 1n)
  await expect.poll(async () => (await alerts()).length, { timeout: 10_000 }).toBe(2)
  await setBaseFee(GWEI)
  await world.mineUntil(async () => (await world.row(again)).settled_at !== null)
  await second.stop()
})

test('what is out when the price rises keeps its nonce, is replaced up to the cap, and an operator hears of it in the same commit', async () => {
  const sender = await startSender()
  const id = await world.queueTransfer(freshAddress(), 2n)
  await world.waitForState(id, 'SENT')
  await setBaseFee(50n * GWEI)
  await world.waitForState(id, 'MANUAL_CHECK')
  expect(told.filter((kind) => kind === 'STUCK')).toHaveLength(1)
  for (const { max_fee } of await world.attempts(id)) expect(max_fee).toBeLessThanOrEqual(CAP)
  await setBaseFee(GWEI)
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  expect((await world.row(id)).state).toBe('SUCCEEDED')
  await sender.stop()
})
