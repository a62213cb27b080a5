import { createHash } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { publicKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOfEvm } from '../../server/chains/tron/address.ts'
import type { Contract } from '../../server/chains/tron/contracts.ts'
import {
  encodeRaw,
  encodeSigned,
  type RawTransaction,
  referTo,
  transactionId,
} from '../../server/chains/tron/transaction.ts'
import { startTronTestChain, type TronTestChain } from '../../tests/harness/tron-chain.ts'
import { callTron } from './call.ts'
import { FAUCET_ADDRESS, FAUCET_KEY, TOOLS_KEY } from './genesis.ts'

const RECEIVER = 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH'
const MINUTE_MS = 60_000n
const DAY_MS = 86_400_000n
let chain: TronTestChain

beforeAll(async () => {
  chain = await startTronTestChain()
  await chain.sendCoin(RECEIVER, 1n)
  await chain.mine()
})
afterAll(() => chain.stop())

function headTime(): bigint {
  return BigInt(chain.headTime())
}

function payment(change: Partial<RawTransaction> = {}, contract: Partial<Contract> = {}): Buffer {
  const head = chain.node.chain.head
  return encodeRaw({
    ...referTo(head.id),
    expiration: headTime() + MINUTE_MS,
    timestamp: headTime(),
    feeLimit: 0n,
    data: new Uint8Array(),
    contract: {
      type: 'TransferContract',
      owner: FAUCET_ADDRESS,
      to: RECEIVER,
      amount: 1n,
      ...contract,
    } as Contract,
    ...change,
  })
}

function sign(raw: Buffer, key = FAUCET_KEY): Buffer {
  const digest = createHash('sha256').update(raw).digest()
  const made = secp256k1.sign(digest, Buffer.from(key, 'hex'), { prehash: false, format: 'recovered' })
  return encodeSigned(raw, Buffer.concat([made.subarray(1), made.subarray(0, 1)]))
}

function broadcast(signed: Buffer) {
  return callTron(chain.url, '/wallet/broadcasthex', { transaction: signed.toString('hex'), visible: true })
}

describe('a transaction is taken only when', () => {
  test('its owner signed it', async () => {
    const raw = payment()
    expect(await broadcast(sign(raw, TOOLS_KEY))).toMatchObject({
      result: false,
      code: 'SIGERROR',
      message: expect.stringMatching(
        `^Validate signature error: ${transactionId(raw)} is signed by T\\w+ but it is not contained of permission\\.$`,
      ),
    })
    const changed = Buffer.from(sign(raw))
    changed[changed.length - 40] = (changed[changed.length - 40] ?? 0) ^ 1
    expect(await broadcast(changed)).toMatchObject({ code: 'SIGERROR', txid: transactionId(raw) })
    const unsigned = await callTron(chain.url, '/wallet/broadcasttransaction', {
      raw_data_hex: raw.toString('hex'),
    })
    expect(unsigned).toMatchObject({ code: 'SIGERROR' })
  })

  test('it refers to a block of this branch', async () => {
    const stranger = referTo('00000000000000051122334455667788112233445566778811223344556677aa')
    expect(await broadcast(sign(payment(stranger)))).toMatchObject({ code: 'TAPOS_ERROR' })
    const replaced = referTo(chain.node.chain.head.id)
    await chain.reorg({ depth: 1, keepTransactions: true })
    expect(await broadcast(sign(payment(replaced)))).toMatchObject({ code: 'TAPOS_ERROR' })
  })

  test('it has not expired at the head, and expires within a day of it', async () => {
    const code = 'TRANSACTION_EXPIRATION_ERROR'
    expect(await broadcast(sign(payment({ expiration: headTime() })))).toMatchObject({ code })
    expect(await broadcast(sign(payment({ expiration: headTime() + DAY_MS + 1n })))).toMatchObject({ code })
    expect(await broadcast(sign(payment({ expiration: headTime() + DAY_MS })))).toMatchObject({
      result: true,
    })
  })

  test('it was not taken before, pending or mined', async () => {
    const signed = sign(payment())
    expect(await broadcast(signed)).toMatchObject({ result: true })
    expect(await broadcast(signed)).toMatchObject({ code: 'DUP_TRANSACTION_ERROR' })
    await chain.mine()
    expect(await broadcast(signed)).toMatchObject({ code: 'DUP_TRANSACTION_ERROR' })
  })

  test.each([
    ['an amount of nothing', { amount: 0n }, 'Amount must be greater than 0.'],
    ['a negative amount', { amount: -1n }, 'Amount must be greater than 0.'],
    ['a payment to itself', { to: FAUCET_ADDRESS }, 'Cannot transfer TRX to yourself.'],
    ['more than there is', { amount: 10n ** 18n }, 'balance is not sufficient.'],
    ['of the coin of somebody else', { owner: 'TQ7pF3NTDL2Tjz5rdJ6ECjQWjaWHpLZJMH' }, 'SIGERROR'],
  ])('it can be done: not %s', async (_what, contract, word) => {
    const answer = await broadcast(sign(payment({}, contract)))
    expect(`${answer.code} ${answer.message}`).toContain(word)
  })

  test('its owner has an account', async () => {
    const key = '11'.repeat(32)
    const point = Buffer.from(secp256k1.getPublicKey(Buffer.from(key, 'hex'), false)).toString('hex')
    const owner = addressOfEvm(publicKeyToAddress(`0x${point}`))
    const answer = await broadcast(sign(payment({}, { owner }), key))
    expect(answer).toMatchObject({
      code: 'CONTRACT_VALIDATE_ERROR',
      message: `Contract validate error : account [${owner}] does not exist`,
    })
  })

  test('the coin it spends is not promised to another one that waits', async () => {
    const have = await chain.coinBalance(FAUCET_ADDRESS)
    const most = (have * 2n) / 3n
    expect(await broadcast(sign(payment({}, { amount: most })))).toMatchObject({ result: true })
    expect(
      await broadcast(sign(payment({ expiration: headTime() + MINUTE_MS + 1n }, { amount: most }))),
    ).toMatchObject({
      code: 'CONTRACT_VALIDATE_ERROR',
    })
    expect(await chain.node.dropPending()).toBe(1)
    expect(await chain.coinBalance(FAUCET_ADDRESS)).toBe(have)
  })
})

test('a transaction that expired while it waited is in no block', async () => {
  const raw = payment()
  expect(await broadcast(sign(raw))).toMatchObject({ result: true })
  await chain.node.fork(1, false) // its reference block is gone
  await chain.mine()
  expect(chain.info(transactionId(raw))).toBeNull()
  const late = payment({ ...referTo(chain.node.chain.solid.id), expiration: headTime() + 2n })
  expect(await broadcast(sign(late))).toMatchObject({ result: true })
  await chain.node.fork(1, false)
  expect(await callTron(chain.url, '/wallet/getpendingsize')).toEqual({ pendingSize: 1 })
  await chain.node.dropPending()
  await chain.mineLater(61_000)
  expect(await broadcast(sign(late))).toMatchObject({ code: 'TRANSACTION_EXPIRATION_ERROR' })
  expect(chain.info(transactionId(late))).toBeNull()
})

describe('bytes that are no transaction', () => {
  test.each(['', '00', 'ff'.repeat(40), '0a02', '0a00'])('"%s" are refused', async (transaction) => {
    const answer = await callTron(chain.url, '/wallet/broadcasthex', { transaction, visible: true }).catch(
      (error: Error) => ({ code: error.message }),
    )
    expect(answer.code).toBeTruthy()
    expect(answer).not.toHaveProperty('result')
  })
})
