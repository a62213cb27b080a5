import { expect, test } from 'vitest'
import { bloomBits, coversBloom, mayContain, readBloom } from './bloom.ts'

const TOKEN = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'
const OTHER = '0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359'
const TOPIC = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'

/** From the three bits of each item, written by hand into the big-endian filter. */
function bloomOf(...items: `0x${string}`[]) {
  let bits = 0n
  for (const item of items) for (const bit of bloomBits(item)) bits |= 1n << BigInt(bit)
  return readBloom(`0x${bits.toString(16).padStart(512, '0')}`)
}

test('the known bits of the Transfer topic are set where a node sets them', () => {
  // keccak256 of the topic is 0xada389e1fc24…; each pair of its first six bytes, modulo 2048.
  expect(bloomBits(TOPIC)).toEqual([0xada3 & 2047, 0x89e1 & 2047, 0xfc24 & 2047])
})

test('an item in the filter is always seen, and one that is not is told apart', () => {
  const bloom = bloomOf(TOKEN, TOPIC)
  expect(mayContain(bloom, bloomBits(TOKEN))).toBe(true)
  expect(mayContain(bloom, bloomBits(TOPIC))).toBe(true)
  expect(mayContain(bloom, bloomBits(OTHER))).toBe(false)
})

test('logs cover a filter only when none is missing; more than the filter has is accepted', () => {
  const both = [
    { address: TOKEN, topics: [TOPIC] },
    { address: OTHER, topics: [] },
  ] as const
  const header = bloomOf(TOKEN, TOPIC, OTHER)
  expect(coversBloom(both, header)).toBe(true)
  expect(coversBloom(both.slice(0, 1), header)).toBe(false)
  expect(coversBloom(both, bloomOf(TOKEN, TOPIC))).toBe(true)
})
