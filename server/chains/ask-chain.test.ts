import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../sandbox/processes.ts'
import { startTestChain, type TestChain } from '../../tests/harness/anvil.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { askChain } from './ask-chain.ts'
import { connectEvmChain } from './evm/client.ts'

let anvil: TestChain
beforeAll(async () => {
  anvil = await startTestChain()
})
afterAll(() => anvil.stop())

test('without a node a call that needs the chain is refused, and does not fail', async () => {
  const config = { ...anvil.config, rpcUrls: [`http://127.0.0.1:${await freePort()}`] }
  const chain = connectEvmChain(config)
  const token = { chain: config.name, address: anvil.token('USDC').address }
  const answers = [
    await askChain(chain, chain.state.tokens(token.address, [token])),
    await askChain(chain, chain.state.metadata(token.address)),
  ]
  for (const answer of answers) expect(isRefusal(answer) && answer.name).toBe('CHAIN_UNAVAILABLE')
})

test('a fault of ours stays a fault', async () => {
  const chain = connectEvmChain(anvil.config)
  await expect(askChain(chain, Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug')
})
