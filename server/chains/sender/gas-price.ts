import type { EvmChain } from '../evm/client.ts'
import { readFees } from './fees.ts'

/** A token transfer with its gas limit's reserve: what a payment must be able to offer, also when it costs less in the end. */
const PAYMENT_GAS = 100_000n

/** Wei that one payment may cost at the present price. @throws when the node cannot be asked. */
export async function readPaymentCost(chain: EvmChain): Promise<bigint> {
  const cost = (await readFees(chain)).maxFee * PAYMENT_GAS
  return cost > 0n ? cost : 1n
}
