import type { EvmChain } from '../evm/client.ts'
import { readFees } from './fees.ts'

/** A token transfer with its gas limit's reserve: what a payment must be able to offer, also when it costs less in the end. */
const TOKEN_GAS = 100_000n
/** A transfer of coin takes 21,000; twice its gas limit, as the price may rise until it is signed. */
export const COIN_GAS = 50_000n

/** Wei that one payment may cost at the present price. @throws when the node cannot be asked. */
export async function readPaymentCost(chain: EvmChain, gas = TOKEN_GAS): Promise<bigint> {
  const cost = (await readFees(chain)).maxFee * gas
  return cost > 0n ? cost : 1n
}
