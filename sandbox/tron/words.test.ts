/** The words of java-tron (Wallet.broadcastTransaction, the servlets, RuntimeImpl.setResultCode, Tron.proto), which callers read. */
import { createHash } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { privateKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOfEvm } from '../../server/chains/tron/address.ts'
import {
  encodeRaw,
  encodeSigned,
  type RawTransaction,
  referTo,
  transactionId,
} from '../../server/chains/tron/transaction.ts'
import { startTronTestChain, type TronTestChain } from '../../tests/harness/tron-chain.ts'
import { callTron } from './call.ts'
import { FAUCET_ADDRESS, FAUCET_KEY } from './genesis.ts'

const RECEIVER = 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH'
const POOR_KEY = '22'.repeat(32)
const TRX = 1_000_000
let chain: TronTestChain

beforeAll(async () => {
  chain = await startTronTestChain()
  await chain.sendCoin(RECEIVER, 1n)
  await chain.mine()
})
afterAll(() => chain.stop())

const ask = (name: string, fields: Record<string, unknown>) =>
  callTron(chain.url, `/wallet/${name}`, { visible: true, ...fields })

function payment(change: Partial<RawTransaction> = {}): Buffer {
  const time = BigInt(chain.headTime())
  return encodeRaw({
    ...referTo(chain.node.chain.head.id),
    expiration: time + 60_000n,
    timestamp: time,
    feeLimit: 0n,
    data: new Uint8Array(),
    contract: { type: 'TransferContract', owner: FAUCET_ADDRESS, to: RECEIVER, amount: 1n },
    ...change,
  })
}

function signature(raw: Uint8Array, key = FAUCET_KEY): Buffer {
  const digest = createHash('sha256').update(raw).digest()
  const made = secp256k1.sign(digest, Buffer.from(key, 'hex'), { prehash: false, format: 'recovered' })
  return Buffer.concat([made.subarray(1), made.subarray(0, 1)])
}

const broadcast = (signed: Uint8Array, fields = {}) =>
  ask('broadcasthex', { transaction: Buffer.from(signed).toString('hex'), ...fields })

describe('broadcasthex answers every field, and text as text whatever `visible` says', () => {
  test('to what it takes', async () => {
    const raw = payment()
    const answer = await broadcast(encodeSigned(raw, signature(raw)), { visible: false })
    expect(answer).toEqual({
      result: true,
      code: 'SUCCESS',
      message: '',
      txid: transactionId(raw),
      transaction: expect.stringContaining(FAUCET_ADDRESS),
    })
  })

  test('to what it refuses; broadcasttransaction answers the same as protobuf would write it', async () => {
    const raw = payment({ expiration: 1n })
    const [code, txid] = ['TRANSACTION_EXPIRATION_ERROR', transactionId(raw)]
    const answer = await broadcast(encodeSigned(raw, signature(raw)), { visible: false })
    expect(answer).toMatchObject({ result: false, code, message: 'Transaction expired', txid })
    const fields = { raw_data_hex: raw.toString('hex'), signature: [signature(raw).toString('hex')] }
    const message = Buffer.from('Transaction expired').toString('hex')
    expect(await ask('broadcasttransaction', { ...fields, visible: false })).toEqual({ code, message, txid })
  })
})

describe('a broadcast is refused with', () => {
  test('the signature before anything else', async () => {
    const raw = payment({ expiration: 1n })
    const own = signature(raw)
    const out = Buffer.concat([own.subarray(0, 64), Buffer.from([99])])
    const nobody = Buffer.concat([own.subarray(0, 64), Buffer.from([2])])
    const said = async (signed: Uint8Array) => {
      const { code, message } = await broadcast(signed)
      return `${code} ${message}`
    }
    const error = 'SIGERROR Validate signature error: '
    expect(await said(encodeSigned(raw, out))).toBe(`${error}Header byte out of range: 99`)
    expect(await said(encodeSigned(raw, nobody))).toBe(`${error}Could not recover public key from signature`)
    const twice = Buffer.concat([encodeSigned(raw, own), encodeSigned(raw, own).subarray(-67)])
    expect(await said(twice)).toBe(`${error}Signature count is 2 more than key counts of permission : 1`)
    expect(await said(encodeSigned(raw, signature(raw, POOR_KEY)))).toMatch(
      new RegExp(
        `^${error}${transactionId(raw)} is signed by T\\w{33} but it is not contained of permission\\.$`,
      ),
    )
  })

  test('the size that is too large', async () => {
    const raw = payment({ data: Buffer.alloc(512_000) })
    const signed = encodeSigned(raw, signature(raw))
    expect(await broadcast(signed)).toMatchObject({
      code: 'TOO_BIG_TRANSACTION_ERROR',
      message: `Too big transaction with result, TxId ${transactionId(raw)}, the size is ${signed.length + 128} bytes, maxTxSize 512000`,
    })
  })

  test('resources, when there is no coin for the fee of a memo', async () => {
    const owner = addressOfEvm(privateKeyToAddress(`0x${POOR_KEY}`))
    await chain.sendCoin(owner, BigInt(TRX) / 2n)
    await chain.mine()
    const contract = { type: 'TransferContract', owner, to: RECEIVER, amount: 1n } as const
    const raw = payment({ contract, data: Buffer.from('memo') })
    expect(await broadcast(encodeSigned(raw, signature(raw, POOR_KEY)))).toMatchObject({
      code: 'BANDWITH_ERROR',
      message: 'Account resource insufficient error.',
    })
  })
})

/** Deploys the code that `init` returns. @returns its address and how that ended. */
async function deploy(init: string) {
  const built = await ask('deploycontract', {
    owner_address: FAUCET_ADDRESS,
    abi: '[]',
    bytecode: init,
    fee_limit: 100 * TRX,
  })
  const raw = Buffer.from(String(built.raw_data_hex), 'hex')
  await broadcast(encodeSigned(raw, signature(raw)))
  await chain.mine()
  const info = await ask('gettransactioninfobyid', { value: transactionId(raw) })
  return { address: String(built.contract_address), info }
}

/** Init code that leaves this code of some bytes. */
function leaving(code: string): string {
  const bytes = code.length / 2
  const size = bytes.toString(16).padStart(2, '0')
  return `60${size}600c60003960${size}6000f3${code}`
}

describe('a contract that fails', () => {
  test.each([
    ['fe', 'IllegalOperationException : Invalid operation code'],
    ['600056', "BadJumpDestinationException : Operation with pc isn't 'JUMPDEST'"],
    ['50', 'StackTooSmallException : Expected stack size'],
  ])('with code %s is asked in vain: the exception is shown, as java-tron throws it', async (code, words) => {
    const { address } = await deploy(leaving(code))
    const call = { owner_address: FAUCET_ADDRESS, contract_address: address, data: '' }
    for (const name of ['triggerconstantcontract', 'estimateenergy'])
      expect(await ask(name, call)).toEqual({
        result: {
          code: 'OTHER_ERROR',
          message: expect.stringContaining(`class org.tron.core.vm.program.Program$${words}`),
        },
      })
  })

  test('to be deployed, as its code begins with 0xef, has its own result', async () => {
    const { info } = await deploy(leaving('ef00'))
    expect(info).toMatchObject({
      result: 'FAILED',
      receipt: { result: 'INVALID_CODE' },
      resMessage: 'invalid code: must not begin with 0xef',
    })
  })

  test('to exist is told in other words by each call', async () => {
    const call = { owner_address: FAUCET_ADDRESS, contract_address: RECEIVER, data: '' }
    expect(await ask('triggersmartcontract', call)).toEqual({
      result: { code: 'CONTRACT_VALIDATE_ERROR', message: 'No contract or not a valid smart contract' },
    })
    expect(await ask('triggerconstantcontract', call)).toEqual({
      result: { code: 'CONTRACT_VALIDATE_ERROR', message: 'Smart contract is not exist.' },
    })
  })
})
