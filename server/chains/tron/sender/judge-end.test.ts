import { expect, test } from 'vitest'
import type { Intent } from '../../types.ts'
import { addressOfEvm } from '../address.ts'
import type { TransactionInfo } from '../ask-infos.ts'
import { judgeEnd } from './judge-end.ts'

const TRANSFER = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
const [payer, to, token, other] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
]
const base58 = (hex: string) => addressOfEvm(`0x${hex}`)
const word = (hex: string) => hex.padStart(64, '0')
const log = (address: string, from: string) => ({
  address,
  topics: [TRANSFER, word(from), word(to)],
  data: word('7'),
})
const info = (more: Partial<TransactionInfo>): TransactionInfo => ({
  id: '0'.repeat(64),
  blockNumber: 1n,
  fee: 0n,
  energy: 0n,
  result: 'SUCCESS',
  failed: false,
  message: '',
  logs: [],
  internals: [],
  ...more,
})
const pay: Intent = { kind: 'token_transfer', token: base58(token), to: base58(to), amount: '7' }
const sweep: Intent = { kind: 'sweep_own', token: base58(token), holding: base58(to), amount: '7' }
const coin: Intent = { kind: 'native_transfer', to: base58(to), amount: '7' }
const judge = (intent: Intent, more: Partial<TransactionInfo>) =>
  judgeEnd({ intent, from_address: base58(payer) }, info(more))

test('tokens are paid when the token logged that they left the payer, whatever the call answered', () => {
  for (const intent of [pay, sweep])
    expect(judge(intent, { logs: [log(token, payer)] })).toEqual({ outcome: 'SUCCEEDED', reason: null })
})

test('a success without a log of the token, of another token, or of another payer, has moved nothing', () => {
  for (const logs of [[], [log(other, payer)], [log(token, other)]])
    for (const intent of [pay, sweep])
      expect(judge(intent, { logs })).toEqual({
        outcome: 'FAILED',
        reason: 'the chain executed it and the token moved nothing',
      })
})

test('what failed on chain is FAILED with the word of the chain, also with a log', () => {
  for (const result of ['OUT_OF_ENERGY', 'REVERT', 'OUT_OF_TIME', 'TRANSFER_FAILED'])
    expect(judge(pay, { result, failed: true, message: 'why', logs: [log(token, payer)] })).toEqual({
      outcome: 'FAILED',
      reason: `the chain executed it and it failed: ${result}: why`,
    })
})

test('coin runs no contract and needs no log', () => {
  expect(judge(coin, { result: null }).outcome).toBe('SUCCEEDED')
  expect(judge(coin, { result: null, failed: true }).outcome).toBe('FAILED')
})
