import { createRequire } from 'node:module'
import type { TronWeb as TronWebType, Types } from 'tronweb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import artefact from '../../contracts/artefacts/SandboxToken.json' with { type: 'json' }
import { FAUCET_ADDRESS, FAUCET_KEY } from './genesis.ts'
import { USDT } from './genesis-block.ts'
import { startTronNode, type TronNode } from './node.ts'

const { TronWeb, utils } = createRequire(import.meta.url)('tronweb') as typeof import('tronweb')
const TRX = 1_000_000

let node: TronNode
let tronWeb: TronWebType

beforeAll(async () => {
  node = await startTronNode({ port: 0, mining: 'manual' })
  await node.mine(12)
  tronWeb = new TronWeb({ fullHost: node.url, privateKey: FAUCET_KEY })
})
afterAll(() => node.stop())

/** A person with a key of their own and some TRX. */
async function person(trx: number) {
  const { privateKey, address } = await tronWeb.createAccount()
  if (trx > 0) await tronWeb.trx.sendTransaction(address.base58, trx * TRX)
  await node.mine(10)
  return {
    address: address.base58,
    hex: address.hex,
    web: new TronWeb({ fullHost: node.url, privateKey }),
  }
}

/** Signs, sends and mines. @returns what became of it. */
async function carryOut(web: TronWebType, transaction: Types.Transaction) {
  const sent = await web.trx.sendRawTransaction(await web.trx.sign(transaction))
  expect(sent).toMatchObject({ result: true })
  await node.mine(10)
  return web.trx.getTransactionInfo(transaction.txID)
}

describe('unmodified tronweb', () => {
  test('reads balances, sends TRX and reads what became of it, to the sun', async () => {
    const { address } = await tronWeb.createAccount()
    const before = await tronWeb.trx.getBalance(FAUCET_ADDRESS)
    const sent = await tronWeb.trx.sendTransaction(address.base58, 5 * TRX)
    expect(sent.result).toBe(true)
    await node.mine(10)
    expect(await tronWeb.trx.getBalance(address.base58)).toBe(5 * TRX)
    // making an account: 1 TRX, and 0.1 TRX for its bandwidth, which is not free
    expect(await tronWeb.trx.getBalance(FAUCET_ADDRESS)).toBe(before - 6.1 * TRX)
    const info = await tronWeb.trx.getTransactionInfo(sent.transaction.txID)
    expect(info).toMatchObject({ blockNumber: 13, fee: 1.1 * TRX, receipt: { net_fee: 0.1 * TRX } })
    const transaction = await tronWeb.trx.getTransaction(sent.transaction.txID)
    expect(transaction.ret).toEqual([{ contractRet: 'SUCCESS' }])
    expect(transaction.raw_data_hex).toBe(sent.transaction.raw_data_hex)
    expect(utils.transaction.txCheck(transaction)).toBe(true)
  })

  test('reads blocks, each the parent of the next', async () => {
    const blocks = await tronWeb.trx.getBlockRange(3, 8)
    expect(blocks.map(({ block_header }) => block_header.raw_data.number)).toEqual([3, 4, 5, 6, 7, 8])
    for (const [index, { blockID }] of blocks.slice(0, -1).entries())
      expect(blocks[index + 1]?.block_header.raw_data.parentHash).toBe(blockID)
    expect((await tronWeb.trx.getBlockByHash(blocks[2]?.blockID ?? '')).blockID).toBe(blocks[2]?.blockID)
    expect(await tronWeb.isConnected()).toMatchObject({ fullNode: true, solidityNode: true })
  })

  test('calls a contract, sends to it, and reads its event', async () => {
    const { address } = await person(0)
    const usdt = await tronWeb.contract().at(USDT.address)
    expect(await usdt.symbol?.().call()).toBe('USDT')
    const id = await usdt.transfer?.(address, 1_250_000).send({ feeLimit: 100 * TRX })
    await node.mine(10)
    expect(await usdt.balanceOf?.(address).call()).toBe(1_250_000n)
    const info = await tronWeb.trx.getTransactionInfo(id)
    expect(info.receipt.result).toBe('SUCCESS')
    expect(info.fee).toBe((info.receipt.energy_fee ?? 0) + (info.receipt.net_fee ?? 0))
    expect(info.receipt.energy_fee).toBe(100 * info.receipt.energy_usage_total)
    expect(info.log).toHaveLength(1)
    expect(info.log[0]?.address).toBe(tronWeb.address.toHex(USDT.address).slice(2))
    expect(BigInt(`0x${info.log[0]?.data}`)).toBe(1_250_000n)
  })

  test('deploys a contract at the address it foretells, and finds code and ABI there', async () => {
    const transaction = await tronWeb.transactionBuilder.createSmartContract(
      {
        abi: artefact.abi as Types.ContractAbiInterface,
        bytecode: artefact.bytecode,
        feeLimit: 1_000 * TRX,
        parameters: ['Own Coin', 'OWN', 2, [tronWeb.address.toHex(FAUCET_ADDRESS)], 500],
        name: 'OwnCoin',
      },
      FAUCET_ADDRESS,
    )
    const info = await carryOut(tronWeb, transaction)
    expect(info.receipt.result).toBe('SUCCESS')
    expect(info.contract_address).toBe(transaction.contract_address)
    const contract = await tronWeb.contract().at(info.contract_address)
    expect(await contract.symbol?.().call()).toBe('OWN')
    expect(await contract.balanceOf?.(FAUCET_ADDRESS).call()).toBe(500n)
    expect((await tronWeb.trx.getContract(info.contract_address)).name).toBe('OwnCoin')
  })

  test('stakes, lends energy and takes it back: with lent energy a transfer burns nothing for energy', async () => {
    const [lender, borrower] = [await person(20_000), await person(10)]
    const usdt = await tronWeb.contract().at(USDT.address)
    await usdt.transfer?.(borrower.address, 100).send({ feeLimit: 100 * TRX })
    const builder = lender.web.transactionBuilder
    await carryOut(lender.web, await builder.freezeBalanceV2(15_000 * TRX, 'ENERGY', lender.address))
    expect((await lender.web.trx.getCanDelegatedMaxSize(lender.address, 'ENERGY')).max_size).toBe(
      15_000 * TRX,
    )
    await carryOut(
      lender.web,
      await builder.delegateResource(14_000 * TRX, borrower.address, 'ENERGY', lender.address, false, 0),
    )
    const { EnergyLimit } = await borrower.web.trx.getAccountResources(borrower.address)
    expect(EnergyLimit).toBeGreaterThan(100_000)

    const own = await borrower.web.contract().at(USDT.address)
    const id = await own.transfer?.(lender.address, 40).send({ feeLimit: 100 * TRX })
    await node.mine(10)
    const { receipt, fee } = await borrower.web.trx.getTransactionInfo(id)
    expect([receipt.energy_usage, receipt.energy_fee, fee]).toEqual([
      receipt.energy_usage_total,
      undefined,
      undefined,
    ])

    await carryOut(
      lender.web,
      await builder.undelegateResource(14_000 * TRX, borrower.address, 'ENERGY', lender.address),
    )
    expect((await borrower.web.trx.getAccountResources(borrower.address)).EnergyLimit).toBeUndefined()
    // what the borrower used counts as used by the lender
    const { EnergyUsed } = await lender.web.trx.getAccountResources(lender.address)
    expect(EnergyUsed).toBeGreaterThan(0.99 * receipt.energy_usage_total)
  })

  test('sees a revert: the words of the contract, the energy it used, and nothing moved', async () => {
    const poor = await person(100)
    const usdt = await poor.web.contract().at(USDT.address)
    const estimate = await poor.web.transactionBuilder
      .triggerConstantContract(
        USDT.address,
        'transfer(address,uint256)',
        {},
        [
          { type: 'address', value: FAUCET_ADDRESS },
          { type: 'uint256', value: 1 },
        ],
        poor.address,
      )
      .catch((error: Error) => error)
    expect(estimate).toMatchObject({ message: 'REVERT opcode executed' })
    const id = await usdt.transfer?.(FAUCET_ADDRESS, 1).send({ feeLimit: 100 * TRX })
    await node.mine(10)
    const info = await poor.web.trx.getTransactionInfo(id)
    expect(info).toMatchObject({ result: 'FAILED', receipt: { result: 'REVERT' } })
    expect(poor.web.toUtf8(info.resMessage)).toBe('REVERT opcode executed')
    expect(Buffer.from(info.contractResult[0] ?? '', 'hex').toString()).toContain('balance is too small')
    expect((await poor.web.trx.getTransaction(id)).ret[0]?.contractRet).toBe('REVERT')
    expect(await poor.web.trx.getBalance(poor.address)).toBe(100 * TRX - (info.fee ?? 0))
  })

  test('runs out of energy at its fee limit: all of that is burned, and nothing moved', async () => {
    const { address } = await person(0)
    const usdt = await tronWeb.contract().at(USDT.address)
    const id = await usdt.transfer?.(address, 9).send({ feeLimit: TRX })
    await node.mine(10)
    const info = await tronWeb.trx.getTransactionInfo(id)
    expect(info).toMatchObject({
      result: 'FAILED',
      receipt: { result: 'OUT_OF_ENERGY', energy_fee: TRX, energy_usage_total: TRX / 100 },
    })
    expect(tronWeb.toUtf8(info.resMessage)).toMatch(/^Not enough energy for /)
    expect(await usdt.balanceOf?.(address).call()).toBe(0n)
  })

  test('gets the same refusal as from a real node for what cannot be', async () => {
    const poor = await person(1)
    const { address } = await tronWeb.createAccount()
    const transaction = await poor.web.transactionBuilder.sendTrx(address.base58, TRX, poor.address)
    const sent = await poor.web.trx.sendRawTransaction(await poor.web.trx.sign(transaction))
    expect(sent).toMatchObject({ code: 'CONTRACT_VALIDATE_ERROR' })
    expect(poor.web.toUtf8(sent.message)).toMatch(/^Contract validate error : .*balance is not sufficient\.$/)
  })
})
