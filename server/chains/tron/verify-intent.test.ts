import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { IntentMismatch } from '../sender/intent-mismatch.ts'
import type { Intent } from '../types.ts'
import { addressOfHex } from './address.ts'
import { buildContract, memoOf } from './build-contract.ts'
import type { Contract } from './contracts.ts'
import mainNet from './fixtures/main-net.json' with { type: 'json' }
import { encodeRaw, type RawTransaction, referTo } from './transaction.ts'
import { type TronFacts, verifyTronIntent } from './verify-intent.ts'

const OWNER = addressOfHex(`41${'0a'.repeat(20)}`)
const RECEIVER = addressOfHex(`41${'0b'.repeat(20)}`)
const STRANGER = addressOfHex(`41${'0c'.repeat(20)}`)
const USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const TRX = 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb'
const BLOCK = '00000000051014e80dbf5923643f955ca7b09253e84c13b59f19e347fb9ea95e'
const OTHER_BLOCK = '00000000051014e8ffbf5923643f955ca7b09253e84c13b59f19e347fb9ea95e'
const NOW = 1_785_490_773_000n

const facts: TronFacts = {
  owner: OWNER,
  refBlockId: BLOCK,
  expiresAfter: NOW,
  expiresAtMost: NOW + 60_000n,
  maxFeeSun: 60_000_000n,
  nativeAddress: TRX,
}

const intents: Intent[] = [
  { kind: 'token_transfer', token: USDT, to: RECEIVER, amount: '1000000' },
  { kind: 'token_transfer', token: USDT, to: RECEIVER, amount: '1000000', memo: 'BRG é1' },
  { kind: 'native_transfer', to: RECEIVER, amount: '1' },
  { kind: 'sweep_own', token: USDT, holding: RECEIVER, amount: '5' },
  { kind: 'sweep_own', token: TRX, holding: RECEIVER, amount: '5' },
  { kind: 'delegate_energy', to: RECEIVER, stake: '9000000' },
  { kind: 'return_energy', to: RECEIVER, stake: '9000000' },
  { kind: 'activate', to: RECEIVER },
]

function build(intent: Intent, change: Partial<RawTransaction> = {}): RawTransaction {
  const contract = buildContract(intent, OWNER, TRX)
  const runsCode = contract.type === 'TriggerSmartContract'
  const times = { expiration: NOW + 60_000n, timestamp: NOW }
  const feeLimit = runsCode ? 30_000_000n : 0n
  return { ...referTo(BLOCK), ...times, feeLimit, data: memoOf(intent), contract, ...change }
}

const verify = (raw: RawTransaction, intent: Intent) => verifyTronIntent(encodeRaw(raw), intent, facts)

describe.each(intents)('$kind of $token', (intent) => {
  const right = build(intent)

  test('what was built for it passes', () => {
    expect(verify(right, intent)).toEqual(right)
  })

  test('no other intent accepts its bytes', () => {
    for (const other of intents)
      if (other !== intent) expect(() => verify(right, other), other.kind).toThrow(IntentMismatch)
  })

  test.each<[string, Partial<RawTransaction>]>([
    ['another reference block', referTo(OTHER_BLOCK)],
    ['another number of the reference block', { refBlockBytes: Buffer.from('14e9', 'hex') }],
    ['an expiry that has passed', { expiration: NOW }],
    ['an expiry too far', { expiration: NOW + 60_001n }],
    ['a fee limit above the cap', { feeLimit: 60_000_001n }],
    ['a negative fee limit', { feeLimit: -1n }],
    ['another memo', { data: Buffer.from('hello') }],
  ])('%s is refused', (_what, change) => {
    expect(() => verify({ ...right, ...change }, intent)).toThrow(IntentMismatch)
  })

  test('another owner, receiver or amount is refused', () => {
    for (const change of [{ owner: STRANGER }, ...changesOf(right.contract)]) {
      const contract = { ...right.contract, ...change } as Contract
      expect(() => verify({ ...right, contract }, intent), Object.keys(change).join()).toThrow(IntentMismatch)
    }
  })
})

test('call data that pays somebody else, or anything but plainly, is refused', () => {
  const intent: Intent = { kind: 'token_transfer', token: USDT, to: RECEIVER, amount: '7' }
  const { contract } = build(intent)
  if (contract.type !== 'TriggerSmartContract') throw new Error('not a call')
  const right = Buffer.from(contract.data).toString('hex')
  const changes = {
    approve: right.replace('a9059cbb', '095ea7b3'),
    '0x41 before the address': `${right.slice(0, 30)}41${right.slice(32)}`,
    'a byte in front of the address': `${right.slice(0, 8)}01${right.slice(10)}`,
    'one unit more': `${right.slice(0, -1)}8`,
    'a word more': right + '0'.repeat(64),
    'a byte less': right.slice(0, -2),
    nothing: '',
  }
  for (const [what, data] of Object.entries(changes)) {
    const changed = build(intent, { contract: { ...contract, data: Buffer.from(data, 'hex') } })
    expect(() => verify(changed, intent), what).toThrow(IntentMismatch)
  }
})

test('exactly the memo of the intent is signed: not one byte more, less or other, and none where there is none', () => {
  const intent: Intent = { kind: 'token_transfer', token: USDT, to: RECEIVER, amount: '7', memo: 'BRGÄ1' }
  const right = build(intent)
  expect(Buffer.from(right.data).toString('hex')).toBe('425247c38431')
  const { memo: _, ...plain } = intent
  const wrong: [string, Intent, Buffer][] = [
    ['no memo', intent, Buffer.alloc(0)],
    ['a shorter one', intent, Buffer.from('BRGÄ')],
    ['a blank more', intent, Buffer.from('BRGÄ1 ')],
    ['another case', intent, Buffer.from('BRGä1')],
    ['the letter in two characters', intent, Buffer.from('BRGÄ1'.normalize('NFD'))],
    ['another encoding', intent, Buffer.from('BRGÄ1', 'latin1')],
    ['a mark of the byte order', intent, Buffer.from('\ufeffBRGÄ1')],
    ['a memo nobody asked for', plain, Buffer.from('BRGÄ1')],
    ['a zero byte nobody asked for', plain, Buffer.from([0])],
  ]
  for (const [what, expected, data] of wrong)
    expect(() => verify({ ...right, data }, expected), what).toThrow(IntentMismatch)
})

test('what Tron does not have, and intents that no bytes can meet, are refused', () => {
  const holding = RECEIVER
  expect(() => buildContract({ kind: 'deploy_sweeper', holding }, OWNER, TRX)).toThrow(IntentMismatch)
  const coin = build({ kind: 'native_transfer', to: RECEIVER, amount: '0' })
  expect(() => verify(coin, { kind: 'native_transfer', to: RECEIVER, amount: '0' })).toThrow(IntentMismatch)
  const native = build({ kind: 'token_transfer', token: TRX, to: RECEIVER, amount: '1' })
  expect(() => verify(native, { kind: 'token_transfer', token: TRX, to: RECEIVER, amount: '1' })).toThrow(
    IntentMismatch,
  )
})

test('published transactions of other people pass for no intent of ours', () => {
  for (const { raw_data_hex } of mainNet.transactions)
    for (const intent of intents)
      expect(() => verifyTronIntent(Buffer.from(raw_data_hex, 'hex'), intent, facts)).toThrow(IntentMismatch)
})

test('no byte can be changed without the intent, the facts or the encoding noticing', () => {
  const bit = fc.integer({ min: 0, max: 7 })
  fc.assert(
    fc.property(fc.constantFrom(...intents), fc.nat(), bit, (intent, position, shift) => {
      const right = build(intent)
      const changed = Buffer.from(encodeRaw(right))
      const at = position % changed.length
      changed[at] = (changed[at] ?? 0) ^ (1 << shift)
      let passed: RawTransaction | null = null
      try {
        passed = verifyTronIntent(changed, intent, facts)
      } catch (error) {
        expect(error).toBeInstanceOf(IntentMismatch)
      }
      // Free within their bounds: the timestamp, which nobody checks, the expiry and the fee limit. Nothing else.
      const { timestamp, expiration, feeLimit } = right
      if (passed !== null) expect({ ...passed, timestamp, expiration, feeLimit }).toEqual(right)
    }),
    { seed: propertySeed('tron bytes against their intent'), numRuns: 1000 },
  )
})

function changesOf(contract: Contract): object[] {
  switch (contract.type) {
    case 'TransferContract':
      return [{ to: STRANGER }, { amount: contract.amount + 1n }, { amount: -contract.amount }]
    case 'TriggerSmartContract':
      return [{ contract: STRANGER }, { callValue: 1n }]
    case 'AccountCreateContract':
      return [{ account: STRANGER }]
    case 'FreezeBalanceV2Contract':
      return []
    case 'DelegateResourceContract':
    case 'UnDelegateResourceContract':
      return [{ to: STRANGER }, { stake: contract.stake + 1n }, { resource: 'BANDWIDTH' }]
    case 'OTHER':
      return []
  }
}
