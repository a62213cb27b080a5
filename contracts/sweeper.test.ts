import { type Address, encodeFunctionData, getAddress, numberToHex, parseAbi, parseEther, toHex } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deploySweeperCall, encodeSweep, sweeperAddress } from '../server/chains/evm/sweeper.ts'
import { startTestChain, type TestChain } from '../tests/harness/anvil.ts'

const COIN: Address = '0x0000000000000000000000000000000000000000'
const FREEZE_ABI = parseAbi(['function setFrozen(address account, bool frozen)'])
const SWEEP_GAS = 3_000_000n

let chain: TestChain
let holding: Address
let sweeper: Address

beforeAll(async () => {
  chain = await startTestChain({ mining: 'instant' })
  holding = newAccount().address
  sweeper = sweeperAddress(holding)
  await chain.receipt(await chain.send(deploySweeperCall(holding)))
})
afterAll(() => chain.stop())

function newAccount(): PrivateKeyAccount {
  return privateKeyToAccount(generatePrivateKey())
}

/** A deposit address that runs the sweeper's code, as a mined EIP-7702 authorization leaves it. */
async function delegatedWallet(): Promise<Address> {
  const { address } = newAccount()
  await chain.rpc('anvil_setCode', [address, `0xef0100${sweeper.slice(2)}`])
  return address
}

async function sweep(token: Address, wallets: readonly Address[]): Promise<'success' | 'reverted'> {
  const hash = await chain.send({ to: sweeper, data: encodeSweep(token, wallets), gas: SWEEP_GAS })
  return (await chain.receipt(hash)).status
}

async function coinOf(address: Address): Promise<bigint> {
  return BigInt(String(await chain.rpc('eth_getBalance', [address, 'latest'])))
}

describe('sweeper', () => {
  test('moves whole balances to its holding wallet, whoever asks', async () => {
    const usdc = getAddress(chain.token('USDC').address)
    const wallets = [await delegatedWallet(), await delegatedWallet(), await delegatedWallet()]
    for (const [index, wallet] of wallets.entries())
      await chain.sendToken('USDC', wallet, BigInt(index + 1) * 1_000_001n)
    const before = await chain.tokenBalance('USDC', holding)
    expect(await sweep(usdc, wallets)).toBe('success')
    expect(await chain.tokenBalance('USDC', holding)).toBe(before + 6_000_006n)
    for (const wallet of wallets) expect(await chain.tokenBalance('USDC', wallet)).toBe(0n)
  })

  test('a frozen address keeps its tokens and does not stop the others', async () => {
    const token = chain.token('USDT').address
    const [frozen, free] = [await delegatedWallet(), await delegatedWallet()]
    for (const wallet of [frozen, free]) await chain.sendToken('USDT', wallet, 5_000_000n)
    await chain.send({ to: token, data: encodeFunctionData({ abi: FREEZE_ABI, args: [frozen, true] }) })
    expect(await sweep(getAddress(token), [frozen, free])).toBe('success')
    expect(await chain.tokenBalance('USDT', frozen)).toBe(5_000_000n)
    expect(await chain.tokenBalance('USDT', free)).toBe(0n)
  })

  test('coin is swept too, and a plain 21,000-gas transfer to a delegated address fails without losing the coin', async () => {
    const wallet = await delegatedWallet()
    await chain.receipt(await chain.send({ to: wallet, value: parseEther('2'), gas: 60_000n }))
    const plain = await chain.receipt(await chain.send({ to: wallet, value: parseEther('1'), gas: 21_000n }))
    expect(plain.status).toBe('reverted')
    const before = await coinOf(holding)
    expect(await sweep(COIN, [wallet])).toBe('success')
    expect(await coinOf(holding)).toBe(before + parseEther('2'))
    expect(await coinOf(wallet)).toBe(0n)
  })

  test('a delegated address does nothing for call data of any other form', async () => {
    const wallet = await delegatedWallet()
    await chain.sendToken('USDC', wallet, 7_000_000n)
    const stranger = newAccount().address
    const transfer =
      `0xa9059cbb${stranger.slice(2).padStart(64, '0')}${numberToHex(7_000_000n, { size: 32 }).slice(2)}` as const
    for (const data of [
      transfer,
      toHex('anything'),
      `0x${'00'.repeat(19)}`,
      `0x${'00'.repeat(40)}`,
    ] as const) {
      expect((await chain.receipt(await chain.send({ to: wallet, data, gas: 200_000n }))).status).toBe(
        'reverted',
      )
    }
    expect(await chain.tokenBalance('USDC', wallet)).toBe(7_000_000n)
    expect(await chain.tokenBalance('USDC', stranger)).toBe(0n)
  })

  test('the contract itself takes no coin', async () => {
    const sent = await chain.receipt(await chain.send({ to: sweeper, value: 1n, gas: 100_000n }))
    expect(sent.status).toBe('reverted')
  })
})
