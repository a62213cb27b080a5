import {
  type Address,
  concat,
  encodeFunctionData,
  getAddress,
  type Hex,
  parseAbi,
  serializeTransaction,
  type TransactionSerializableEIP1559,
  type TransactionSerializableEIP7702,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { deploySweeperCall, encodeSweep, sweeperAddress } from '../evm/sweeper.ts'
import type { Intent } from '../types.ts'
import { IntentMismatch } from './intent-mismatch.ts'
import { type Expected, type Facts, verifyIntent } from './verify-intent.ts'

const TOKEN = getAddress('0x3c499c542cef5e3811e1192ce70d8cc03d5c3359')
const RECEIVER = getAddress('0x00000000000000000000000000000000deadbeef')
const OTHER = getAddress('0x00000000000000000000000000000000c0ffee00')
const FROM = getAddress('0x0000000000000000000000000000000000001234')
const TRANSFER = parseAbi(['function transfer(address,uint256)', 'function approve(address,uint256)'])

const FACTS: Facts = {
  chainId: 137,
  nonce: 7n,
  from: FROM,
  maxFeePerGas: 100n,
  nativeAddress: '0x0000000000000000000000000000000000001010',
}

type Fields = TransactionSerializableEIP1559
const fields = (call: { to: Address; data?: Hex; value?: bigint }): Fields => ({
  type: 'eip1559',
  chainId: 137,
  nonce: 7,
  gas: 60_000n,
  maxFeePerGas: 100n,
  maxPriorityFeePerGas: 1n,
  ...call,
})

const verify = (transaction: Fields | TransactionSerializableEIP7702, expected: Expected, facts = FACTS) =>
  verifyIntent(serializeTransaction(transaction), expected, facts)

async function expectOnlyRight(right: Fields, expected: Expected, wrong: Record<string, Partial<Fields>>) {
  await verify(right, expected)
  for (const [name, change] of Object.entries(wrong))
    await expect(verify({ ...right, ...change }, expected), name).rejects.toThrow(IntentMismatch)
}

const COMMON = {
  'another chain': { chainId: 1 },
  'another nonce': { nonce: 8 },
  'a fee above the cap': { maxFeePerGas: 101n },
  'gas beyond all bounds': { gas: 15_000_001n },
  'an access list': { accessList: [{ address: OTHER, storageKeys: [] }] },
}

describe('no bytes are signed that differ from the intent in any field', () => {
  const transfer = (to: Address, amount: bigint) =>
    encodeFunctionData({ abi: TRANSFER, functionName: 'transfer', args: [to, amount] })

  test('token transfer', async () => {
    const intent: Intent = { kind: 'token_transfer', token: TOKEN, to: RECEIVER, amount: '1000' }
    const right = fields({ to: TOKEN, data: transfer(RECEIVER, 1000n) })
    await expectOnlyRight(
      right,
      { kind: 'INTENT', intent },
      {
        ...COMMON,
        'another token': { to: OTHER },
        'another receiver': { data: transfer(OTHER, 1000n) },
        'another amount': { data: transfer(RECEIVER, 1001n) },
        'coin with it': { value: 1n },
        'bytes behind the call': { data: concat([transfer(RECEIVER, 1000n), '0x00']) },
      },
    )
    const approval = encodeFunctionData({ abi: TRANSFER, functionName: 'approve', args: [RECEIVER, 1000n] })
    await expect(verify({ ...right, data: approval }, { kind: 'INTENT', intent })).rejects.toThrow()
    const withMemo = { kind: 'INTENT', intent: { ...intent, memo: 'BRG1' } } as const
    await expect(verify(right, withMemo), 'tokens that need a memo').rejects.toThrow(IntentMismatch)
    const { to: _, ...creation } = right
    await expect(verify(creation as Fields, { kind: 'INTENT', intent })).rejects.toThrow(IntentMismatch)
  })

  test('coin transfer', async () => {
    const intent: Intent = { kind: 'native_transfer', to: RECEIVER, amount: '5' }
    await expectOnlyRight(
      fields({ to: RECEIVER, value: 5n }),
      { kind: 'INTENT', intent },
      {
        ...COMMON,
        'another receiver': { to: OTHER },
        'another amount': { value: 6n },
        'a call with it': { data: '0x00' },
      },
    )
  })

  test('cancellation: nothing, to itself', async () => {
    await expectOnlyRight(
      fields({ to: FROM, value: 0n }),
      { kind: 'CANCELLATION' },
      {
        ...COMMON,
        'another receiver': { to: OTHER },
        'coin with it': { value: 1n },
        'a call with it': { data: '0x00' },
      },
    )
  })

  test('deployment of a sweeper: of that holding wallet', async () => {
    const intent: Intent = { kind: 'deploy_sweeper', holding: RECEIVER }
    const { to, data } = deploySweeperCall(RECEIVER)
    await expectOnlyRight(
      fields({ to, data }),
      { kind: 'INTENT', intent },
      {
        ...COMMON,
        'another deployer': { to: OTHER },
        'another holding wallet': { data: deploySweeperCall(OTHER).data },
        'coin with it': { value: 1n },
      },
    )
  })

  test('sweep: these wallets, to this holding wallet’s sweeper, and nobody else’s code', async () => {
    const sweeper = sweeperAddress(RECEIVER)
    const key = privateKeyToAccount(generatePrivateKey())
    const wallets = [key.address, OTHER].map((address) => ({ address, keyPath: 'unused' }))
    const intent: Intent = { kind: 'sweep', sweeper, holding: RECEIVER, token: TOKEN, wallets }
    const expected = { kind: 'INTENT' as const, intent }
    const right = fields({ to: sweeper, data: encodeSweep(TOKEN, [key.address, OTHER]) })
    await expectOnlyRight(right, expected, {
      ...COMMON,
      'another sweeper': { to: sweeperAddress(OTHER) },
      'another token': { data: encodeSweep(OTHER, [key.address, OTHER]) },
      'another wallet': { data: encodeSweep(TOKEN, [key.address, FROM]) },
      'one wallet more': { data: encodeSweep(TOKEN, [key.address, OTHER, FROM]) },
      'one wallet less': { data: encodeSweep(TOKEN, [key.address]) },
      'no sweep at all': { data: '0x1234' },
      'coin with it': { value: 1n },
    })
    const strangeSweeper: Expected = { kind: 'INTENT', intent: { ...intent, sweeper: sweeperAddress(OTHER) } }
    await expect(verify({ ...right, to: sweeperAddress(OTHER) }, strangeSweeper)).rejects.toThrow(
      IntentMismatch,
    )

    const delegated = async (to: Address, chainId = 137, account = key) => {
      const authorization = await account.signAuthorization({ address: to, chainId, nonce: 0 })
      return { ...right, type: 'eip7702' as const, authorizationList: [authorization] }
    }
    await verify(await delegated(sweeper), expected)
    const stranger = privateKeyToAccount(generatePrivateKey())
    await expect(verify(await delegated(OTHER), expected)).rejects.toThrow(IntentMismatch)
    await expect(verify(await delegated(sweeper, 0), expected)).rejects.toThrow(IntentMismatch)
    await expect(verify(await delegated(sweeper, 137, stranger), expected)).rejects.toThrow(IntentMismatch)
    const payment: Expected = {
      kind: 'INTENT',
      intent: { kind: 'native_transfer', to: sweeper, amount: '0' },
    }
    await expect(verify({ ...(await delegated(sweeper)), data: '0x' }, payment)).rejects.toThrow(
      IntentMismatch,
    )
  })
})
