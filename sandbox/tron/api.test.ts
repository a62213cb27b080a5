import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hexOfAddress } from '../../server/chains/tron/address.ts'
import { startTronTestChain, type TronTestChain } from '../../tests/harness/tron-chain.ts'
import { callTron } from './call.ts'
import { FAUCET_ADDRESS, FAUCET_KEY } from './genesis.ts'
import { USDT } from './genesis-block.ts'
import { sendFrom } from './send.ts'

const { utils } = createRequire(import.meta.url)('tronweb') as typeof import('tronweb')
const RECEIVER = 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH'
const NOBODY = 'TQ7pF3NTDL2Tjz5rdJ6ECjQWjaWHpLZJMH'
const TRX = 1_000_000
let chain: TronTestChain

beforeAll(async () => {
  chain = await startTronTestChain()
  await chain.sendCoin(RECEIVER, 1n)
  const owner = FAUCET_ADDRESS
  const stake = 100n * BigInt(TRX)
  for (const resource of ['ENERGY', 'BANDWIDTH'] as const)
    await sendFrom(chain.node.chain, FAUCET_KEY, { type: 'FreezeBalanceV2Contract', owner, stake, resource })
  const loan = { owner, to: RECEIVER, stake: stake / 2n, resource: 'ENERGY' as const }
  await chain.mine()
  await sendFrom(chain.node.chain, FAUCET_KEY, { type: 'DelegateResourceContract', ...loan })
  await chain.mine(10)
})
afterAll(() => chain.stop())

const ask = (name: string, fields: Record<string, unknown> = {}) =>
  callTron(chain.url, `/wallet/${name}`, fields)

const WORD = '0'.repeat(24)
const owner = { owner_address: FAUCET_ADDRESS }
const BUILT: readonly [call: string, fields: Record<string, unknown>][] = [
  ['createtransaction', { ...owner, to_address: RECEIVER, amount: TRX }],
  ['createaccount', { ...owner, account_address: NOBODY }],
  ['freezebalancev2', { ...owner, frozen_balance: TRX, resource: 'ENERGY' }],
  ['unfreezebalancev2', { ...owner, unfreeze_balance: TRX, resource: 'ENERGY' }],
  ['delegateresource', { ...owner, receiver_address: RECEIVER, balance: TRX, resource: 'ENERGY' }],
  ['undelegateresource', { ...owner, receiver_address: RECEIVER, balance: TRX, resource: 'ENERGY' }],
  [
    'triggersmartcontract',
    {
      ...owner,
      contract_address: USDT.address,
      function_selector: 'transfer(address,uint256)',
      parameter: `${WORD}${hexOfAddress(RECEIVER).slice(2)}${'0'.repeat(63)}1`,
      fee_limit: 100 * TRX,
    },
  ],
]

describe('a transaction that the node builds', () => {
  test.each(BUILT)('by %s is to the byte what tronweb makes of the same fields', async (call, fields) => {
    const answer = await ask(call, { ...fields, visible: true })
    const hex = await ask(call, { ...inHex(fields), visible: false })
    const built = (answer.transaction ?? answer) as { raw_data_hex: string; txID: string }
    const shown = (hex.transaction ?? hex) as Parameters<typeof utils.transaction.txCheck>[0]
    expect(utils.transaction.txCheck(shown)).toBe(true)
    expect(built.raw_data_hex).toBe(shown.raw_data_hex)
    expect(built.txID).toBe(shown.txID)
  })

  test.each([
    ['createtransaction', { ...owner, to_address: RECEIVER, amount: 0 }],
    ['createtransaction', { owner_address: NOBODY, to_address: RECEIVER, amount: 1 }],
    ['createtransaction', { ...owner, to_address: 'T', amount: 1 }],
    ['createtransaction', { ...owner, to_address: RECEIVER, amount: 'much' }],
    ['createaccount', { ...owner, account_address: RECEIVER }],
    ['freezebalancev2', { ...owner, frozen_balance: 1, resource: 'ENERGY' }],
    ['freezebalancev2', { ...owner, frozen_balance: TRX, resource: 'LUCK' }],
    ['delegateresource', { ...owner, receiver_address: NOBODY, balance: TRX, resource: 'ENERGY' }],
    ['delegateresource', { ...owner, receiver_address: RECEIVER, balance: 99 * TRX, resource: 'ENERGY' }],
    ['undelegateresource', { ...owner, receiver_address: RECEIVER, balance: 99 * TRX, resource: 'ENERGY' }],
  ])('by %s of %j is refused in words', async (call, fields) => {
    await expect(ask(call, { ...fields, visible: true })).rejects.toThrow(call)
  })
})

/** Base58 becomes the hex that the same call takes without `visible`. */
function inHex(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      name.endsWith('_address') ? hexOfAddress(String(value)) : value,
    ]),
  )
}

describe('questions', () => {
  test('are answered in base58 or in hex, as they are asked', async () => {
    const visible = await ask('getaccount', { address: RECEIVER, visible: true })
    const hex = await ask('getaccount', { address: hexOfAddress(RECEIVER) })
    expect(visible).toEqual({ ...hex, address: RECEIVER })
    expect(hex.address).toBe(hexOfAddress(RECEIVER))
    const [block, blockInHex] = [await ask('getnowblock', { visible: true }), await ask('getnowblock')]
    expect(block.blockID).toBe(blockInHex.blockID)
    expect(block).not.toEqual(blockInHex)
  })

  test.each([
    ['getaccount', { address: NOBODY, visible: true }],
    ['getaccountresource', { address: NOBODY, visible: true }],
    ['getblockbynum', { num: 1_000_000 }],
    ['getblockbyid', { value: 'ab'.repeat(32) }],
    ['getblockbylimitnext', { startNum: 1, endNum: 500 }],
    ['gettransactionbyid', { value: 'ab'.repeat(32) }],
    ['gettransactioninfobyid', { value: 'ab'.repeat(32) }],
    ['getcontract', { value: NOBODY, visible: true }],
    ['getdelegatedresourcev2', { fromAddress: RECEIVER, toAddress: FAUCET_ADDRESS, visible: true }],
  ])('%s of what is not there is {}', async (call, fields) => {
    expect(await ask(call, fields)).toEqual({})
  })

  test('the solid view shows nothing newer than the solid block', async () => {
    const id = await chain.sendCoin(RECEIVER, 5n)
    const before = await callTron(chain.url, '/walletsolidity/getaccount', {
      address: RECEIVER,
      visible: true,
    })
    const solidInfo = () => callTron(chain.url, '/walletsolidity/gettransactioninfobyid', { value: id })
    await chain.mine(9)
    expect(
      await callTron(chain.url, '/walletsolidity/getaccount', { address: RECEIVER, visible: true }),
    ).toEqual(before)
    expect(await solidInfo()).toEqual({})
    expect(await ask('gettransactioninfobyid', { value: id })).toMatchObject({ id })
    await chain.mine(1)
    expect(await solidInfo()).toMatchObject({ id })
    const after = await callTron(chain.url, '/walletsolidity/getaccount', {
      address: RECEIVER,
      visible: true,
    })
    expect(Number(after.balance) - Number(before.balance)).toBe(5)
  })

  test('the solid node builds and takes no transactions', async () => {
    const response = await fetch(`${chain.url}/walletsolidity/broadcasthex`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(404)
  })

  test('integers beyond 2^53 are written exactly', async () => {
    const text = await (
      await fetch(`${chain.url}/wallet/getaccountnet?visible=true&address=${FAUCET_ADDRESS}`)
    ).text()
    expect(text).toContain('"TotalNetLimit":43200000000,')
    const asText = await fetch(
      `${chain.url}/wallet/getaccountnet?visible=true&int64_as_string=true&address=${FAUCET_ADDRESS}`,
    )
    expect(await asText.json()).toMatchObject({ TotalNetLimit: '43200000000' })
  })

  test('prices are those of the parameters', async () => {
    const { chainParameter } = (await ask('getchainparameters')) as {
      chainParameter: { key: string; value: number }[]
    }
    const price = (name: string) => chainParameter.find(({ key }) => key === name)?.value
    expect([price('getEnergyFee'), price('getTransactionFee'), price('getCreateAccountFee')]).toEqual([
      100, 1_000, 100_000,
    ])
    expect(await ask('getenergyprices')).toEqual({ prices: '0:100' })
  })

  test.each([
    ['getaccount', { address: 5 }],
    ['getaccount', {}],
    ['getblockbynum', { num: 'x' }],
    ['getblockbynum', { num: -1 }],
    ['triggerconstantcontract', { owner_address: 'zz', contract_address: 'zz' }],
    [
      'triggersmartcontract',
      { ...owner, visible: true, contract_address: USDT.address, function_selector: '((' },
    ],
    ['deploycontract', { ...owner, visible: true, bytecode: 'xyz' }],
    ['deploycontract', { ...owner, visible: true, bytecode: '00', abi: 'x' }],
    ['broadcasttransaction', { signature: 'x' }],
    ['broadcasttransaction', {}],
    ['getdelegatedresourcev2', { fromAddress: null }],
  ])('%s with %j is a mistake of the caller', async (call, fields) => {
    const response = await fetch(`${chain.url}/wallet/${call}`, {
      method: 'POST',
      body: JSON.stringify(fields),
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toHaveProperty('Error')
  })
})
