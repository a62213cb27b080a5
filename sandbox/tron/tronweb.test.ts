import { createRequire } from 'node:module'
import type { TronWeb as TronWebType } from 'tronweb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FAUCET_ADDRESS, FAUCET_KEY } from './genesis.ts'
import { USDT } from './genesis-block.ts'
import { startTronNode, type TronNode } from './node.ts'

const { TronWeb } = createRequire(import.meta.url)('tronweb') as { TronWeb: typeof TronWebType }

let node: TronNode
let tronWeb: TronWebType

beforeAll(async () => {
  node = await startTronNode({ port: 0, mining: 'manual' })
  await node.mine(12)
  tronWeb = new TronWeb({ fullHost: node.url, privateKey: FAUCET_KEY })
})
afterAll(() => node.stop())

describe('unmodified tronweb', () => {
  test('reads balances, sends TRX and reads what became of it', async () => {
    const { address } = await tronWeb.createAccount()
    const before = await tronWeb.trx.getBalance(FAUCET_ADDRESS)
    const sent = await tronWeb.trx.sendTransaction(address.base58, 5_000_000)
    expect(sent.result).toBe(true)
    await node.mine(10)
    expect(await tronWeb.trx.getBalance(address.base58)).toBe(5_000_000)
    // making an account: 1 TRX, and 0.1 TRX as its bandwidth is not free
    expect(await tronWeb.trx.getBalance(FAUCET_ADDRESS)).toBe(before - 5_000_000 - 1_100_000)
    const info = await tronWeb.trx.getTransactionInfo(sent.transaction.txID)
    expect(info).toMatchObject({
      id: sent.transaction.txID,
      fee: 1_100_000,
      blockNumber: 13,
      receipt: { net_fee: 100_000 },
    })
    const transaction = await tronWeb.trx.getTransaction(sent.transaction.txID)
    expect(transaction.ret).toEqual([{ contractRet: 'SUCCESS' }])
    expect(transaction.raw_data_hex).toBe(sent.transaction.raw_data_hex)
  })

  test('calls a contract, sends to it, and reads its event', async () => {
    const { address } = await tronWeb.createAccount()
    const usdt = await tronWeb.contract().at(USDT.address)
    expect(await usdt.symbol().call()).toBe('USDT')
    const id = await usdt.transfer(address.base58, 1_250_000).send({ feeLimit: 100_000_000 })
    await node.mine(10)
    expect(await usdt.balanceOf(address.base58).call()).toBe(1_250_000n)
    const info = await tronWeb.trx.getTransactionInfo(id)
    expect(info.receipt.result).toBe('SUCCESS')
    expect(info.fee).toBe((info.receipt.energy_fee ?? 0) + (info.receipt.net_fee ?? 0))
    expect(info.log[0]).toMatchObject({
      address: USDT.address === '' ? '' : tronWeb.address.toHex(USDT.address).slice(2),
    })
  })
})
