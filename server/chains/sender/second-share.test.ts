import { randomBytes } from 'node:crypto'
import { getAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SecondShare, startSecondShare } from '../../../tests/harness/second-share.ts'
import {
  COMPANY,
  createSenderWorld,
  freshAddress,
  PAYER_KEY_PATH,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'
import { GAS_KEY_PATH } from '../../custody/derivation.ts'
import type { Signer } from '../../custody/signer.ts'
import { sweeperAddress } from '../evm/sweeper.ts'

const RECEIVER = freshAddress()

let world: SenderWorld
let share: SecondShare
/** Both shares must agree: what the second refuses, the first does not sign. */
const both: Signer = {
  async sign(request) {
    const verdict = await share.signer.sign(request)
    return verdict.signed ? world.vault.signerFor(request.keyPath).sign(request) : verdict
  },
}

beforeAll(async () => {
  share = await startShare()
  world = await createSenderWorld({ config: { finalConfirmations: 2, replaceAfterMs: 1_000 } })
  await world.startSender({ signer: both })
})
afterAll(async () => {
  await world.stop()
  await share.kill()
})

const startShare = () => startSecondShare(randomBytes(32).toString('hex'), [RECEIVER])

test('what the second share allows is paid', async () => {
  const id = await world.queueTransfer(RECEIVER)
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  expect((await world.row(id)).state).toBe('SUCCEEDED')
})

test('what it refuses once a nonce is taken goes to an operator, unsigned; his cancellation frees the nonce', async () => {
  const refused = await world.queueTransfer(freshAddress())
  const row = await world.waitForState(refused, 'MANUAL_CHECK')
  expect(row.last_error).toBe('refused to sign: the receiver is not on my list')
  expect(await world.attempts(refused)).toEqual([])
  expect(await world.settlements(refused)).toMatchObject([{ outcome: 'MANUAL_CHECK', hash: null }])
  const behind = await world.queueTransfer(RECEIVER)
  const sender = await world.startSender({ signer: both })
  await sender.cancel(COMPANY, refused)
  await world.mineUntil(async () => (await world.row(refused)).settled_at !== null)
  expect((await world.row(refused)).state).toBe('LOST')
  await world.mineUntil(async () => (await world.row(behind)).settled_at !== null)
  expect((await world.row(behind)).state).toBe('SUCCEEDED')
  await sender.stop()
})

test('what it refuses before a nonce is taken is lost at once: nothing was promised', async () => {
  const holding = getAddress(world.vault.address(PAYER_KEY_PATH))
  await world.chain.sendCoin(world.vault.address(GAS_KEY_PATH), 10n ** 18n)
  await world.chain.mine()
  const keyPath = "m/44'/60'/1'/16/0"
  const sweep = await world.queue(
    {
      kind: 'sweep',
      sweeper: sweeperAddress(holding),
      holding,
      token: world.chain.token('USDC').address,
      wallets: [{ address: world.vault.address(keyPath), keyPath }],
    },
    { purpose: 'sweep', keyPath: GAS_KEY_PATH },
  )
  expect((await world.waitForState(sweep, 'LOST')).last_error).toBe('refused to sign: no delegations')
  expect((await world.row(sweep)).nonce).toBeNull()
})

test('while it is away everything waits, and goes on when it is back', async () => {
  await share.kill()
  const id = await world.queueTransfer(RECEIVER)
  await world.waitForState(id, 'NUMBERED')
  await world.waitForLooks(id, 2)
  expect((await world.row(id)).last_error).toContain('away')
  expect(await world.attempts(id)).toEqual([])
  share = await startShare()
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  expect((await world.row(id)).state).toBe('SUCCEEDED')
})

test('a replacement that it refuses goes to an operator at once, and what is out still counts', async () => {
  const id = await world.queueTransfer(RECEIVER)
  await world.waitForBroadcast(id)
  await share.kill()
  share = await startSecondShare(randomBytes(32).toString('hex'), [])
  const row = await world.waitForState(id, 'MANUAL_CHECK')
  expect(row.last_error).toBe('refused to sign: the receiver is not on my list')
  expect(await world.attempts(id)).toHaveLength(1)
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  expect((await world.row(id)).state).toBe('SUCCEEDED')
})
