import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestChain, type TestChain } from '../../../tests/harness/anvil.ts'
import { connectEvmChain } from '../evm/client.ts'
import { raiseFees, readFees } from './fees.ts'

let anvil: TestChain
beforeAll(async () => {
  anvil = await startTestChain()
})
afterAll(() => anvil.stop())

test('a sweep offers less than a payment, so that a deposit sent at the same moment comes before it', async () => {
  const chain = connectEvmChain({ ...anvil.config, sweepTipPercent: 50 })
  const payment = await readFees(chain, 'URGENT')
  const sweep = await readFees(chain, 'PATIENT')
  expect(sweep.priorityFee).toBe(payment.priorityFee / 2n)
  expect(sweep.maxFee).toBeLessThan(payment.maxFee)
})

test('a replacement offers an eighth more of both fees, and never more than the cap', () => {
  const previous = { maxFee: 80n, priorityFee: 8n }
  const market = { maxFee: 60n, priorityFee: 20n }
  expect(raiseFees(previous, market, 1000n)).toEqual({ maxFee: 90n, priorityFee: 20n })
  expect(raiseFees(previous, market, 89n)).toBeNull()
})
