import { expect, test } from 'vitest'
import { addressOfEvm } from '../address.ts'
import type { Contract } from '../contracts.ts'
import { costOf } from './cost.ts'

const [owner, to] = [addressOfEvm(`0x${'a'.repeat(40)}`), addressOfEvm(`0x${'b'.repeat(40)}`)]
const call: Contract = {
  type: 'TriggerSmartContract',
  owner,
  contract: to,
  callValue: 0n,
  data: new Uint8Array(),
}
const coin: Contract = { type: 'TransferContract', owner, to, amount: 5_000_000n }
const prices = {
  energy: 100n,
  bandwidth: 1_000n,
  newAccount: 1_000_000n,
  newAccountBandwidth: 100_000n,
  memo: 1_000_000n,
}
const none = {
  energy: 0n,
  freeBandwidth: 0n,
  stakedBandwidth: 0n,
  totalEnergyLimit: 0n,
  totalEnergyStake: 0n,
}
const facts = {
  contract: call,
  rawBytes: 200,
  energy: 1_001n,
  prices,
  resources: none,
  receiverExists: true,
  hasMemo: false,
}
/** 200 of raw data, and what is around them. */
const BANDWIDTH = 335_000n

test('a call may burn a fifth more than its simulation, and its bytes', () => {
  expect(costOf(facts)).toEqual({
    feeLimit: 120_200n,
    alone: 120_200n + BANDWIDTH,
    besides: 120_200n + BANDWIDTH,
    value: 0n,
    missingEnergy: 1_202n,
  })
})

test('energy and bandwidth of its own count while nothing else is out, and not besides others', () => {
  const resources = { ...none, energy: 1_000n, freeBandwidth: 600n }
  expect(costOf({ ...facts, resources })).toEqual({
    feeLimit: 120_200n,
    alone: 20_200n,
    besides: 120_200n + BANDWIDTH,
    value: 0n,
    missingEnergy: 202n,
  })
  // Too little of either kind of bandwidth pays for nothing: a transaction is paid from one of them.
  const halves = { ...none, freeBandwidth: 300n, stakedBandwidth: 300n }
  expect(costOf({ ...facts, resources: halves }).alone).toBe(120_200n + BANDWIDTH)
})

test('coin to an address without an account pays for making it, and free bandwidth does not help', () => {
  const resources = { ...none, freeBandwidth: 600n }
  const of = (receiverExists: boolean) =>
    costOf({ ...facts, contract: coin, energy: 0n, resources, receiverExists }).alone
  expect(of(true)).toBe(5_000_000n)
  expect(of(false)).toBe(5_000_000n + 1_100_000n + BANDWIDTH)
})

test('a memo costs its fee, which no energy and no bandwidth pays', () => {
  const resources = { ...none, energy: 2_000n, freeBandwidth: 600n }
  const { alone, besides, feeLimit } = costOf({ ...facts, resources, hasMemo: true })
  expect({ alone, besides, feeLimit }).toEqual({
    alone: 1_000_000n,
    besides: 1_000_000n + 120_200n + BANDWIDTH,
    feeLimit: 120_200n,
  })
})
