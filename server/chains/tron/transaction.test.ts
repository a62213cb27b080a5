import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { addressOfBytes, addressOfHex, hexOfAddress } from './address.ts'
import type { Contract } from './contracts.ts'
import mainNet from './fixtures/main-net.json' with { type: 'json' }
import { bytesField, varintField } from './protobuf.ts'
import { signerOf } from './signature.ts'
import {
  decodeRaw,
  encodeRaw,
  encodeSigned,
  type RawTransaction,
  readSeen,
  referTo,
  TransactionError,
  transactionId,
} from './transaction.ts'

/** The other implementation, as its users have it. Its ESM build does not load in Node. */
const { utils: tronweb } = createRequire(import.meta.url)('tronweb') as {
  utils: {
    transaction: {
      txJsonToPb(transaction: object): unknown
      txPbToTxID(message: unknown): string
      txPbToRawDataHex(message: unknown): string
    }
  }
}

/** Signed with permission 3: by a key that is not the owner's. */
const SHARED_ACCOUNTS = ['1b39bf5e', '6e27bfe4']

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const transfer: RawTransaction = decodeRaw(Buffer.from(mainNet.transactions[0]?.raw_data_hex ?? '', 'hex'))

describe('published main-net transactions', () => {
  const shared = mainNet.transactions.filter((one) => SHARED_ACCOUNTS.some((id) => one.txID.startsWith(id)))

  test.each(mainNet.transactions)(
    '$name: read, encoded to the same bytes, id and signer as published',
    (one) => {
      const bytes = Buffer.from(one.raw_data_hex, 'hex')
      const { permissionId, ...raw } = readSeen(bytes)
      expect(transactionId(bytes)).toBe(one.txID)
      if (!shared.includes(one)) {
        expect(hex(encodeRaw(raw))).toBe(one.raw_data_hex)
        expect(decodeRaw(bytes)).toEqual(raw)
      }
      const known = !['TransferAssetContract', 'VoteWitnessContract'].includes(one.contract)
      expect(raw.contract.type).toBe(known ? one.contract : 'OTHER')
      if (raw.contract.type !== 'OTHER') expect(hexOfAddress(raw.contract.owner)).toBe(one.owner_address)
      if (one.signature === null) return
      const signature = Buffer.from(one.signature, 'hex')
      expect(signerOf(bytes, signature)).toBe(
        addressOfHex(one.signed_by === 'owner' ? one.owner_address : (one.signed_by ?? '')),
      )
      if (one.transaction_hex !== undefined)
        expect(one.transaction_hex).toContain(hex(encodeSigned(bytes, signature)))
    },
  )

  test.each(shared)('$name: of an account with several keys, is never taken for ours', ({ raw_data_hex }) => {
    const bytes = Buffer.from(raw_data_hex, 'hex')
    expect(readSeen(bytes).permissionId).toBe(3n)
    expect(() => decodeRaw(bytes)).toThrow(TransactionError)
  })

  test('a token transfer is read to the unit', () => {
    const usdt = mainNet.transactions.find((one) => one.txID.startsWith('2a985f0c'))
    const { contract, feeLimit } = decodeRaw(Buffer.from(usdt?.raw_data_hex ?? '', 'hex'))
    expect(feeLimit).toBe(40_000_000n)
    expect(contract).toMatchObject({
      type: 'TriggerSmartContract',
      contract: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
      callValue: 0n,
    })
    if (contract.type === 'TriggerSmartContract') expect(hex(contract.data)).toMatch(/^a9059cbb.*465000$/)
  })
})

describe('what is signed is read strictly', () => {
  const bytes = encodeRaw(transfer)
  const contract = bytes.subarray(bytes.indexOf(Buffer.from('5a65', 'hex')) + 2, bytes.length - 7)

  test.each([
    ['a byte too many', Buffer.concat([bytes, Buffer.from([0])])],
    ['a byte too few', bytes.subarray(0, -1)],
    ['an unknown field', Buffer.concat([bytes, varintField(19, 1n)])],
    ['an unknown field that is skipped', Buffer.concat([bytes, Buffer.from([0x9d, 1, 1, 2, 3, 4])])],
    ['a field twice', Buffer.concat([bytes, varintField(18, 5n), varintField(18, 6n)])],
    ['a second contract', Buffer.concat([bytes, bytesField(11, contract)])],
    ['a permission', withContract(bytes, (one) => Buffer.concat([one, varintField(5, 2n)]))],
    ['an expiry that is not canonical', Buffer.concat([Buffer.from([0x40, 0x80, 0x00]), bytes])],
    ['no contract', Buffer.from('0a02fdf6', 'hex')],
    ['nothing', Buffer.alloc(0)],
  ])('%s is refused', (_what, changed) => {
    expect(() => decodeRaw(changed)).toThrow(TransactionError)
  })

  test('every single byte that is changed gives another transaction or none', () => {
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 0x01
      let read: RawTransaction
      try {
        read = decodeRaw(changed)
      } catch (error) {
        expect(error).toBeInstanceOf(TransactionError)
        continue
      }
      expect(hex(encodeRaw(read)), `byte ${at}`).toBe(hex(changed))
      expect(read, `byte ${at}`).not.toEqual(transfer)
    }
  })
})

test('a transaction in a block is read as every protobuf reader reads it: permissions and unknown fields, the last of two', () => {
  const bytes = encodeRaw(transfer)
  const shared = withContract(bytes, (one) => Buffer.concat([one, varintField(5, 2n)]))
  expect(readSeen(shared)).toEqual({ ...transfer, permissionId: 2n })
  expect(readSeen(Buffer.concat([bytes, varintField(99, 7n)]))).toEqual({ ...transfer, permissionId: 0n })
  const group = Buffer.from([0x9b, 0x01, 0x08, 0x05, 0x9c, 0x01])
  expect(readSeen(Buffer.concat([bytes, group, varintField(18, 1n), varintField(18, 2n)])).feeLimit).toBe(2n)
})

test('random bytes are a transaction or a TransactionError, never another error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (noise, at) => {
      const bytes = Buffer.from(encodeRaw(transfer))
      noise.copyWithin(0, 0)
      bytes.set(noise.subarray(0, 4), at % (bytes.length - 4))
      for (const one of [noise, bytes])
        try {
          readSeen(one)
        } catch (error) {
          expect(error).toBeInstanceOf(TransactionError)
        }
    }),
    { seed: propertySeed('tron transaction noise'), numRuns: 500 },
  )
})

test('tronweb encodes every transaction that we send to the same bytes and the same id', () => {
  const address = fc
    .uint8Array({ minLength: 20, maxLength: 20 })
    .map((bytes) => addressOfBytes(Buffer.concat([Buffer.from([0x41]), bytes])))
  const sun = fc.bigInt(1n, 2n ** 53n - 1n)
  const resource = fc.constantFrom('BANDWIDTH' as const, 'ENERGY' as const)
  const contract: fc.Arbitrary<Contract> = fc.oneof(
    fc.record({ type: fc.constant('TransferContract' as const), owner: address, to: address, amount: sun }),
    fc.record({ type: fc.constant('AccountCreateContract' as const), owner: address, account: address }),
    fc.record({
      type: fc.constant('TriggerSmartContract' as const),
      owner: address,
      contract: address,
      callValue: fc.constant(0n),
      data: fc.uint8Array({ minLength: 4, maxLength: 68 }),
    }),
    fc.record({
      type: fc.constant('FreezeBalanceV2Contract' as const),
      owner: address,
      stake: sun,
      resource,
    }),
    fc.record({
      type: fc.constantFrom('DelegateResourceContract' as const, 'UnDelegateResourceContract' as const),
      owner: address,
      to: address,
      stake: sun,
      resource,
    }),
  )
  const raw: fc.Arbitrary<RawTransaction> = fc.record({
    refBlockBytes: fc.uint8Array({ minLength: 2, maxLength: 2 }),
    refBlockHash: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    expiration: fc.bigInt(1n, 2n ** 45n),
    timestamp: fc.bigInt(1n, 2n ** 45n),
    feeLimit: fc.bigInt(0n, 15_000_000_000n),
    data: fc.uint8Array({ maxLength: 20 }),
    contract,
  })
  fc.assert(
    fc.property(raw, (one) => {
      const message = tronweb.transaction.txJsonToPb(asNodesWriteIt(one))
      const bytes = encodeRaw(one)
      expect(tronweb.transaction.txPbToRawDataHex(message).toLowerCase()).toBe(hex(bytes))
      expect(tronweb.transaction.txPbToTxID(message).replace(/^0x/, '')).toBe(transactionId(bytes))
      expect(hex(encodeRaw(decodeRaw(bytes)))).toBe(hex(bytes))
    }),
    { seed: propertySeed('tron codec against tronweb'), numRuns: 300 },
  )
})

test('the reference to a block is the low end of its number and the middle of its id', () => {
  const { refBlockBytes, refBlockHash } = referTo(
    '00000000051014e80dbf5923643f955ca7b09253e84c13b59f19e347fb9ea95e',
  )
  expect([hex(refBlockBytes), hex(refBlockHash)]).toEqual(['14e8', '0dbf5923643f955c'])
  expect(() => referTo('051014e8')).toThrow(TransactionError)
})

/** The same transaction with another inner contract. */
function withContract(bytes: Buffer, change: (contract: Buffer) => Buffer): Buffer {
  const start = bytes.indexOf(Buffer.from('5a65', 'hex'))
  const end = start + 2 + 0x65
  const contract = change(bytes.subarray(start + 2, end))
  return Buffer.concat([bytes.subarray(0, start), bytesField(11, contract), bytes.subarray(end)])
}

function asNodesWriteIt(raw: RawTransaction): object {
  return {
    raw_data: {
      contract: [{ type: raw.contract.type, parameter: { value: contractValue(raw.contract) } }],
      ref_block_bytes: hex(raw.refBlockBytes),
      ref_block_hash: hex(raw.refBlockHash),
      expiration: Number(raw.expiration),
      timestamp: Number(raw.timestamp),
      fee_limit: Number(raw.feeLimit),
      ...(raw.data.length === 0 ? {} : { data: hex(raw.data) }),
    },
  }
}

function contractValue(contract: Contract): object {
  if (contract.type === 'OTHER') return {}
  const owner_address = hexOfAddress(contract.owner)
  switch (contract.type) {
    case 'TransferContract':
      return { owner_address, to_address: hexOfAddress(contract.to), amount: Number(contract.amount) }
    case 'AccountCreateContract':
      return { owner_address, account_address: hexOfAddress(contract.account) }
    case 'TriggerSmartContract':
      return {
        owner_address,
        contract_address: hexOfAddress(contract.contract),
        data: hex(contract.data),
        call_value: Number(contract.callValue),
      }
    case 'FreezeBalanceV2Contract':
      return { owner_address, frozen_balance: Number(contract.stake), resource: contract.resource }
    case 'DelegateResourceContract':
    case 'UnDelegateResourceContract':
      return {
        owner_address,
        receiver_address: hexOfAddress(contract.to),
        balance: Number(contract.stake),
        resource: contract.resource,
      }
  }
}
