import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evmOfAddress } from '../../server/chains/tron/address.ts'
import { startTronTestChain, type TronTestChain } from '../../tests/harness/tron-chain.ts'
import { transferData } from '../chains/tokens.ts'
import { callTron } from './call.ts'
import { FAUCET_ADDRESS } from './genesis.ts'

const RECEIVER = 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH'
let chain: TronTestChain

beforeAll(async () => {
  chain = await startTronTestChain()
})
afterAll(() => chain.stop())

describe('a fork', () => {
  test('that drops transactions makes them gone for good', async () => {
    const before = await chain.tokenBalance('USDT', RECEIVER)
    const id = await chain.sendToken('USDT', RECEIVER, 5n)
    await chain.mine(2)
    expect(await chain.tokenBalance('USDT', RECEIVER)).toBe(before + 5n)
    await chain.reorg({ depth: 2, keepTransactions: false })
    await chain.mine(3)
    expect(await chain.tokenBalance('USDT', RECEIVER)).toBe(before)
    expect(chain.info(id)).toBeNull()
  })

  test('that keeps transactions mines each of them again, once, in another block', async () => {
    const before = await chain.tokenBalance('USDT', RECEIVER)
    const ids: string[] = []
    for (let index = 0; index < 3; index += 1) {
      ids.push(await chain.sendToken('USDT', RECEIVER, 1n))
      await chain.mine()
    }
    const start = (await chain.height()) - 3
    await chain.reorg({ depth: 3, keepTransactions: true })
    expect(ids.map((id) => Number(chain.info(id)?.blockNumber) - start)).toEqual([2, 3, 3])
    expect(await chain.tokenBalance('USDT', RECEIVER)).toBe(before + 3n)
  })

  test('of 64 blocks is possible', async () => {
    const head = await chain.height()
    await chain.reorg({ depth: 64, keepTransactions: true })
    expect(await chain.height()).toBe(head)
  })
})

test('a call costs the same energy beside others, after others, and as it was estimated', async () => {
  await chain.sendToken('USDT', RECEIVER, 1n)
  await chain.mine()
  const estimate = await callTron(chain.url, '/wallet/triggerconstantcontract', {
    owner_address: FAUCET_ADDRESS,
    contract_address: chain.token('USDT').address,
    function_selector: 'transfer(address,uint256)',
    parameter: transferData(evmOfAddress(RECEIVER), 1n).slice(10),
    visible: true,
  })
  const ids = [await chain.sendToken('USDT', RECEIVER, 1n), await chain.sendToken('USDT', RECEIVER, 1n)]
  await chain.mine()
  ids.push(await chain.sendToken('USDT', RECEIVER, 1n))
  await chain.mine()
  const used = ids.map((id) => Number(chain.node.chain.find(id)?.receipt.run?.energyTotal))
  expect(used).toEqual(ids.map(() => estimate.energy_used))
})
