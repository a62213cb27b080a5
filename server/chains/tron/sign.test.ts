import { createHash, randomBytes } from 'node:crypto'
import { privateKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../tests/harness/database.ts'
import { type SecondShare, startSecondShare } from '../../../tests/harness/second-share.ts'
import { type Signer, SignerUnavailable, type SigningContext, signingRequest } from '../../custody/signer.ts'
import type { Vault } from '../../custody/vault.ts'
import type { TronChainConfig } from '../../kernel/config.ts'
import { SigningRefused } from '../sender/ask-signature.ts'
import { IntentMismatch } from '../sender/intent-mismatch.ts'
import type { TransactionRow } from '../sender/transaction-row.ts'
import type { Intent } from '../types.ts'
import { addressOfEvm, addressOfHex } from './address.ts'
import { buildContract } from './build-contract.ts'
import { lastBytes, readFields } from './protobuf.ts'
import { signTron } from './sign.ts'
import { signerOf } from './signature.ts'
import { encodeRaw, referTo } from './transaction.ts'
import { connectTronChain } from './tron-chain.ts'

const KEY_PATH = "m/44'/60'/1'/52/0"
const RECEIVER = addressOfHex(`41${'0b'.repeat(20)}`)
const STRANGER = addressOfHex(`41${'0c'.repeat(20)}`)
const USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const TRX = 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb'
const BLOCK = '00000000051014e80dbf5923643f955ca7b09253e84c13b59f19e347fb9ea95e'
const NOW = 1_785_490_773_000n

const privateKey = randomBytes(32).toString('hex')
const evmAddress = privateKeyToAddress(`0x${privateKey}`)
const owner = addressOfEvm(evmAddress)

const chain = connectTronChain({
  ...({ name: 'TRON', chainId: 728126428, genesis: BLOCK, apiKey: null, pollMs: 1000 } as TronChainConfig),
  rpcUrls: ['http://127.0.0.1:1'],
})

let database: TestDatabase
let share: SecondShare
beforeAll(async () => {
  database = await freshDatabase()
  share = await startSecondShare(privateKey, [RECEIVER])
})
afterAll(async () => {
  await share.kill()
  await database.drop()
})

const contextOf = (signer: Signer) => ({
  db: database.db,
  chain,
  vault: { address: () => evmAddress, signerFor: () => signer } as unknown as Vault,
})
const transfer = (to: string, amount = '1000000'): Intent => ({
  kind: 'token_transfer',
  token: USDT,
  to,
  amount,
})
const coin = (to: string): Intent => ({ kind: 'native_transfer', to, amount: '5' })

function unsigned(intent: Intent): Buffer {
  const contract = buildContract(intent, owner, TRX)
  const feeLimit = contract.type === 'TriggerSmartContract' ? 30_000_000n : 0n
  const times = { expiration: NOW + 60_000n, timestamp: NOW }
  return encodeRaw({ ...referTo(BLOCK), ...times, feeLimit, data: Buffer.alloc(0), contract })
}

function sign(
  signer: Signer,
  intent: Intent,
  { bytes = unsigned(intent), from = owner, purpose = 'withdraw' } = {},
) {
  const row = {
    company_id: '0192f3a0-0000-7000-8000-000000000001',
    id: '0192f3a0-0000-7000-8000-000000000002',
    chain: 'TRON',
    purpose,
    key_path: KEY_PATH,
    from_address: from,
    intent,
    policy_version: null,
    approved_by: [] as string[],
  } as TransactionRow
  return signTron(contextOf(signer), row, bytes, {
    owner: from,
    refBlockId: BLOCK,
    expiresAfter: NOW,
    expiresAtMost: NOW + 60_000n,
    maxFeeSun: 60_000_000n,
    nativeAddress: TRX,
  })
}

test.each([transfer(RECEIVER), coin(RECEIVER)])(
  'a share in another process signs what it has decoded itself: $kind',
  async (intent) => {
    const bytes = unsigned(intent)
    const signed = await sign(share.signer, intent)
    const fields = readFields(signed.raw)
    expect(lastBytes(fields, 1).equals(bytes)).toBe(true)
    expect(signerOf(bytes, lastBytes(fields, 2))).toBe(owner)
    expect(signed.hash).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(signed.expiresAt.getTime()).toBe(Number(NOW) + 60_000)
    expect(await sign(share.signer, intent)).toEqual(signed)
  },
)

test('a refusal of the share is its reason, and nothing is signed', async () => {
  for (const intent of [transfer(STRANGER), coin(STRANGER)])
    await expect(sign(share.signer, intent)).rejects.toThrow(
      new SigningRefused('the receiver is not on my list'),
    )
  await expect(sign(share.signer, { kind: 'activate', to: RECEIVER })).rejects.toThrow(SigningRefused)
})

test('a share is not talked into bytes that do something else than the intent it is shown', async () => {
  const context: SigningContext = {
    purpose: 'TRANSACTION',
    companyId: '',
    transactionId: '',
    chain: 'TRON',
    chainId: 728126428,
    intent: { ...transfer(RECEIVER) },
    payload: unsigned(transfer(RECEIVER)),
    digestIs: 'SHA256',
    policyVersion: null,
    approvedBy: [],
  }
  expect(await share.signer.sign(signingRequest(KEY_PATH, context))).toMatchObject({ signed: true })
  const payloads = [
    unsigned(transfer(STRANGER)),
    unsigned(transfer(RECEIVER, '1000001')),
    unsigned(coin(RECEIVER)),
    Buffer.concat([context.payload, Buffer.from([0])]),
    randomBytes(80),
  ]
  for (const payload of payloads)
    expect(await share.signer.sign(signingRequest(KEY_PATH, { ...context, payload }))).toMatchObject({
      signed: false,
    })
  const request = { ...signingRequest(KEY_PATH, context), digest: randomBytes(32) }
  expect(await share.signer.sign(request)).toMatchObject({ signed: false })
})

test('bytes that differ from the stored intent never reach a signer', async () => {
  const never: Signer = {
    sign() {
      throw new Error('was asked')
    },
  }
  const right = transfer(RECEIVER)
  await expect(sign(never, right, { bytes: unsigned(transfer(STRANGER)) })).rejects.toThrow(IntentMismatch)
  await expect(sign(never, right, { from: STRANGER })).rejects.toThrow(IntentMismatch)
})

test('a sweep, energy or gas that goes to a stranger never reaches a signer, whoever wrote it', async () => {
  const never: Signer = {
    sign() {
      throw new Error('was asked')
    },
  }
  const stolen: [string, Intent][] = [
    ['sweep', { kind: 'sweep_own', token: USDT, holding: STRANGER, amount: '5' }],
    ['energy', { kind: 'delegate_energy', to: STRANGER, stake: '5' }],
    ['gas', coin(STRANGER)],
    ['recover_gas', coin(STRANGER)],
    ['activate', { kind: 'activate', to: STRANGER }],
  ]
  for (const [purpose, intent] of stolen)
    await expect(sign(never, intent, { purpose }), purpose).rejects.toThrow(/which is not ours/)
})

test('the signature of another key does not leave', async () => {
  const other = await startSecondShare(randomBytes(32).toString('hex'), [RECEIVER])
  await expect(sign(other.signer, transfer(RECEIVER))).rejects.toThrow(/the key path signs as/)
  await other.kill()
})

test('a share that is away is asked again, it has not refused', async () => {
  const gone = await startSecondShare(privateKey, [RECEIVER])
  await gone.kill()
  const error = await sign(gone.signer, transfer(RECEIVER)).catch((one: Error) => one)
  expect(error).toBeInstanceOf(SignerUnavailable)
  expect(error).not.toBeInstanceOf(IntentMismatch)
})
