import { getAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMPANY, createSenderWorld, type SenderWorld } from '../../../tests/harness/sender-world.ts'
import { GAS_KEY_PATH } from '../../custody/derivation.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { sweeperAddress } from '../evm/sweeper.ts'
import type { Intent } from '../types.ts'
import { queueTransaction } from './queue-transaction.ts'

const HOLDING_KEY_PATH = "m/44'/60'/1'/17/0"
const WALLET_COUNT = 5

let world: SenderWorld
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 2 } })
  await world.chain.sendCoin(world.vault.address(GAS_KEY_PATH), 10n ** 18n)
  await world.chain.mine()
  await world.startSender()
})
afterAll(() => world.stop())

function sweepIntent(wallets: number): Extract<Intent, { kind: 'sweep' }> {
  const holding = getAddress(world.vault.address(HOLDING_KEY_PATH))
  return {
    kind: 'sweep',
    sweeper: sweeperAddress(holding),
    holding,
    token: world.chain.token('USDC').address,
    wallets: Array.from({ length: wallets }, (_, index) => {
      const keyPath = `m/44'/60'/1'/16/${index}`
      return { address: world.vault.address(keyPath), keyPath }
    }),
  }
}

async function run(
  intent: Intent,
  purpose: string,
): Promise<{ state: string; type: string; delegations: number }> {
  const id = await world.queue(intent, { purpose, keyPath: GAS_KEY_PATH })
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  const { state, hash } = await world.row(id)
  const sent = (await world.chain.rpc('eth_getTransactionByHash', [hash])) as {
    type: string
    authorizationList?: unknown[]
  } | null
  return { state, type: sent?.type ?? '', delegations: sent?.authorizationList?.length ?? 0 }
}

test('a sweep delegates each wallet once, moves all balances to the holding wallet, and needs no coin on the wallets', async () => {
  const intent = sweepIntent(WALLET_COUNT)
  const deployed = await run({ kind: 'deploy_sweeper', holding: intent.holding }, 'deploy')
  expect(deployed.state).toBe('SUCCEEDED')
  const before = await world.chain.tokenBalance('USDC', intent.holding)
  for (const { address } of intent.wallets) await world.chain.sendToken('USDC', address, 10n)
  await world.chain.mine()
  expect(await run(intent, 'sweep')).toEqual({ state: 'SUCCEEDED', type: '0x4', delegations: WALLET_COUNT })
  expect(await world.chain.tokenBalance('USDC', intent.holding)).toBe(before + 50n)

  for (const { address } of intent.wallets) await world.chain.sendToken('USDC', address, 1n)
  await world.chain.mine()
  expect(await run(intent, 'sweep')).toEqual({ state: 'SUCCEEDED', type: '0x2', delegations: 0 })
  expect(await world.chain.tokenBalance('USDC', intent.holding)).toBe(before + 55n)

  const oneMore = sweepIntent(WALLET_COUNT + 1)
  expect(await run(oneMore, 'sweep')).toEqual({ state: 'SUCCEEDED', type: '0x4', delegations: 1 })
  for (const { address } of oneMore.wallets)
    expect(await world.chain.rpc('eth_getTransactionCount', [address, 'latest'])).toBe('0x1')
})

test('an intent that was tampered with is refused before it has a nonce, and nothing is signed', async () => {
  const intent = sweepIntent(2)
  const thief = getAddress('0x00000000000000000000000000000000c0ffee00')
  const [first, second] = intent.wallets
  if (first === undefined || second === undefined) throw new Error('two wallets')
  const tampered: Intent[] = [
    { ...intent, sweeper: sweeperAddress(thief) },
    { ...intent, wallets: [{ ...first, address: second.address }] },
  ]
  for (const wrong of tampered) {
    const id = await world.queue(wrong, { purpose: 'sweep', keyPath: GAS_KEY_PATH })
    const row = await world.waitForState(id, 'LOST')
    expect([row.hash, row.nonce]).toEqual([null, null])
    expect(row.last_error).toMatch(/refused to sign/)
    expect(await world.attempts(id)).toEqual([])
  }
})

test('a key path that is not the sender’s own is refused: no signature of another key leaves', async () => {
  const id = newId()
  const { token } = sweepIntent(0)
  // Wrong from the first moment: a sender that runs may number a row as soon as it is committed.
  await inTransaction(world.database.db, (tx) =>
    queueTransaction(tx, {
      companyId: COMPANY,
      id,
      chain: world.chain.config.name,
      purpose: 'withdraw',
      from: { address: world.payer, keyPath: "m/44'/60'/1'/17/99" },
      intent: {
        kind: 'token_transfer',
        token,
        to: '0x00000000000000000000000000000000c0ffee00',
        amount: '1',
      },
      createdAt: new Date(),
    }),
  )
  const row = await world.waitForState(id, 'LOST', 'SENT')
  expect([row.state, row.nonce]).toEqual(['LOST', null])
  expect(await world.settlements(id)).toMatchObject([{ outcome: 'LOST', hash: null }])
})
