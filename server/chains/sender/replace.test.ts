import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { createSenderWorld, freshAddress, type SenderWorld } from '../../../tests/harness/sender-world.ts'
import { ATTEMPTS_MAX } from './push-head.ts'

const GWEI = 1_000_000_000n
const TOO_DEAR = 500n * GWEI
const CAP = 100n * GWEI

let world: SenderWorld
beforeAll(async () => {
  world = await createSenderWorld({
    config: { finalConfirmations: 3, replaceAfterMs: 150, maxFeePerGas: CAP },
  })
})
afterAll(() => world.stop())
beforeEach(() => setBaseFee(GWEI))

async function setBaseFee(wei: bigint): Promise<void> {
  await world.chain.rpc('anvil_setNextBlockBaseFeePerGas', [`0x${wei.toString(16)}`])
  await world.chain.mine()
}

/** Blocks, but too dear for what is waiting. */
const mineWithoutIt = () => setBaseFee(TOO_DEAR)

test('a stuck payment is replaced with both fees an eighth higher each time, and ends after a bounded ladder with an operator', async () => {
  const sender = await world.startSender()
  const receiver = freshAddress()
  const id = await world.queueTransfer(receiver, 2n)
  await world.waitForState(id, 'SENT')
  await world.waitForState(id, 'MANUAL_CHECK')
  const attempts = await world.attempts(id)
  expect(attempts.length).toBe(ATTEMPTS_MAX)
  for (const [index, attempt] of attempts.entries()) {
    const earlier = attempts[index - 1]
    if (earlier === undefined) continue
    expect(attempt.max_fee * 8n).toBeGreaterThanOrEqual(earlier.max_fee * 9n)
    expect(attempt.priority_fee * 8n).toBeGreaterThanOrEqual(earlier.priority_fee * 9n)
    expect(attempt.max_fee).toBeLessThanOrEqual(CAP)
  }
  expect(await world.settlements(id)).toMatchObject([
    { outcome: 'MANUAL_CHECK', reason: /not mined after 8 attempts/ },
  ])
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  expect((await world.settlements(id)).map(({ outcome }) => outcome)).toEqual(['MANUAL_CHECK', 'SUCCEEDED'])
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(2n)
  await sender.stop()
})

test('the fee cap is never exceeded: a payment that the market outbids waits, is shown to an operator, and is paid when it falls', async () => {
  const sender = await world.startSender({ config: { maxFeePerGas: 3n * GWEI } })
  const id = await world.queueTransfer(freshAddress(), 2n)
  await world.waitForState(id, 'SENT')
  await mineWithoutIt()
  await world.waitForState(id, 'MANUAL_CHECK')
  for (const { max_fee } of await world.attempts(id)) expect(max_fee).toBeLessThanOrEqual(3n * GWEI)
  await setBaseFee(GWEI)
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  expect((await world.row(id)).state).toBe('SUCCEEDED')
  await sender.stop()
})

test('when the original is mined although replacements exist, it counts, with its own hash', async () => {
  const sender = await world.startSender()
  const receiver = freshAddress()
  const id = await world.queueTransfer(receiver, 4n)
  expect(await becomes(async () => (await world.attempts(id)).length >= 3, 50_000)).toBe(true)
  await sender.stop()
  const [original, ...replacements] = await world.attempts(id)
  for (const { hash } of replacements) await world.chain.rpc('anvil_dropTransaction', [hash])
  await world.chain.rpc('eth_sendRawTransaction', [`0x${original?.raw.toString('hex')}`])
  await world.chain.mine()
  const successor = await world.startSender()
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  await successor.stop()
  expect(await world.settlements(id)).toEqual([{ outcome: 'SUCCEEDED', hash: original?.hash, reason: null }])
  expect(await world.chain.tokenBalance('USDC', receiver)).toBe(4n)
})

test.for(['signed', 'stored', 'broadcast'] as const)(
  'killed at "%s" of a replacement, a payment is made once and settled once',
  async (checkpoint) => {
    const sender = await world.startSender({ config: { replaceAfterMs: 60_000 } })
    const receiver = freshAddress()
    const id = await world.queueTransfer(receiver, 3n)
    await world.waitForState(id, 'SENT')
    await sender.stop()
    const doomed = await world.startDoomedSender(checkpoint)
    await doomed.died
    const successor = await world.startSender()
    await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
    await successor.stop()
    expect(await world.chain.tokenBalance('USDC', receiver)).toBe(3n)
    expect((await world.settlements(id)).filter(({ outcome }) => outcome !== 'MANUAL_CHECK')).toMatchObject([
      { outcome: 'SUCCEEDED' },
    ])
  },
)

test('a payment that only waits its turn behind others is not replaced', async () => {
  const sender = await world.startSender()
  const ids = await Promise.all(Array.from({ length: 5 }, () => world.queueTransfer(freshAddress(), 1n)))
  for (const id of ids) await world.waitForState(id, 'SENT')
  const rows = await Promise.all(ids.map((id) => world.row(id)))
  const last = rows.sort((a, b) => Number((a.nonce ?? 0n) - (b.nonce ?? 0n))).at(-1)?.id ?? ''
  const first = rows[0]?.id ?? ''
  expect(await becomes(async () => (await world.attempts(first)).length >= 2, 50_000)).toBe(true)
  expect(await world.attempts(last)).toHaveLength(1)
  await world.mineUntil(async () => (await world.row(last)).settled_at !== null)
  await sender.stop()
})

test('what no operator can be asked about (sweeps, gas) is replaced up to the fee cap, so the gas account is not blocked for good', async () => {
  const sender = await world.startSender()
  const intent = { kind: 'native_transfer', to: world.payer, amount: '1' } as const
  const id = await world.queue(intent, { purpose: 'gas' })
  await world.waitForState(id, 'MANUAL_CHECK')
  const attempts = await world.attempts(id)
  expect(attempts.length).toBeGreaterThan(ATTEMPTS_MAX)
  for (const { max_fee } of attempts) expect(max_fee).toBeLessThanOrEqual(CAP)
  await sender.stop()
  const richer = await world.startSender({ config: { maxFeePerGas: 2n * CAP } })
  expect(await becomes(async () => (await world.attempts(id)).length > attempts.length, 50_000)).toBe(true)
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  await richer.stop()
  expect((await world.row(id)).state).toBe('SUCCEEDED')
})
