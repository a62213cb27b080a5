import fc from 'fast-check'
import { privateKeyToAddress } from 'viem/accounts'
import { expect, test } from 'vitest'
import { propertySeed } from '../../../tests/harness/seed.ts'
import {
  AddressError,
  addressOfBytes,
  addressOfEvm,
  addressOfHex,
  bytesOfAddress,
  evmOfAddress,
  hexOfAddress,
  readTronAddress,
} from './address.ts'
import { decodeBase58Check, encodeBase58Check } from './base58.ts'
import mainNet from './fixtures/main-net.json' with { type: 'json' }

const USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'

test('published addresses are read and written, in base58 and in the hex of nodes', () => {
  for (const { hex, base58 } of mainNet.addresses) {
    expect(readTronAddress(base58)).toBe(base58)
    expect(addressOfHex(hex)).toBe(base58)
    expect(addressOfHex(hex.toUpperCase())).toBe(base58)
    expect(hexOfAddress(base58)).toBe(hex)
  }
  for (const one of mainNet.transactions)
    if (one.owner_base58 !== undefined) expect(addressOfHex(one.owner_address)).toBe(one.owner_base58)
})

test('one key has one address on both families', () => {
  const evm = privateKeyToAddress(`0x${'01'.repeat(32)}`)
  const tron = addressOfEvm(evm)
  expect(tron).toMatch(/^T[1-9A-HJ-NP-Za-km-z]{33}$/)
  expect(evmOfAddress(tron)).toBe(evm.toLowerCase())
})

test.each([
  ['nothing', ''],
  ['blanks around it', ` ${USDT}`],
  ['a blank inside', `${USDT.slice(0, 9)} ${USDT.slice(9)}`],
  ['a line feed at the end', `${USDT}\n`],
  ['hex', '41a614f803b6fd780986a42c78ec9c7f77e6ded13c'],
  ['hex with 0x', '0xa614f803b6fd780986a42c78ec9c7f77e6ded13c'],
  ['a digit that base58 does not have', USDT.replace('j', 'l')],
  ['the digit zero', USDT.replace('7', '0')],
  ['a wrong checksum', `${USDT.slice(0, -1)}u`],
  ['other case', USDT.toLowerCase()],
  ['a one in front, which is a zero byte', `1${USDT}`],
  ['ones in front', `111${USDT}`],
  ['a digit too few', USDT.slice(0, -1)],
  ['another version (Bitcoin)', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
  ['20 bytes', encodeBase58Check(Buffer.alloc(20, 0x41))],
  ['22 bytes', encodeBase58Check(Buffer.alloc(22, 0x41))],
  ['version 0x40', encodeBase58Check(Buffer.alloc(21, 0x40))],
  ['full-width letters', `Ｔ${USDT.slice(1)}`],
  ['a very long text', 'T'.repeat(1_000_000)],
])('%s is no address', (_what, text) => {
  expect(readTronAddress(text)).toBeNull()
  expect(() => bytesOfAddress(text)).toThrow(AddressError)
})

test.each([
  '',
  '41',
  `41${'a'.repeat(41)}`,
  `42${'a'.repeat(40)}`,
  `0x41${'a'.repeat(40)}`,
  `41${'g'.repeat(40)}`,
])('hex %j of a node is refused', (hex) => {
  expect(() => addressOfHex(hex)).toThrow(AddressError)
})

test('any 20 bytes have one spelling, and no other text near it is read', () => {
  const twenty = fc.uint8Array({ minLength: 20, maxLength: 20 })
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
  fc.assert(
    fc.property(twenty, fc.nat(33), fc.nat(57), (bytes, at, digit) => {
      const address = addressOfBytes(Buffer.concat([Buffer.from([0x41]), bytes]))
      expect(bytesOfAddress(address).subarray(1).equals(bytes)).toBe(true)
      const changed = address.slice(0, at) + alphabet.charAt(digit) + address.slice(at + 1)
      if (changed !== address) expect(readTronAddress(changed)).toBeNull()
    }),
    { seed: propertySeed('tron addresses'), numRuns: 300 },
  )
})

test('zero bytes in front are kept', () => {
  for (const payload of [Buffer.alloc(21), Buffer.concat([Buffer.alloc(3), Buffer.alloc(18, 7)])]) {
    const text = encodeBase58Check(payload)
    expect(decodeBase58Check(text, 21)?.equals(payload)).toBe(true)
    expect(decodeBase58Check(`1${text}`, 21)).toBeNull()
    expect(decodeBase58Check(text.slice(1), 21)).toBeNull()
  }
})
