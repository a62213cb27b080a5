import type { EvmChain } from '../evm/client.ts'
import type { Intent } from '../types.ts'

/** Wei per gas (EIP-1559). */
export interface Fees {
  readonly maxFee: bigint
  readonly priorityFee: bigint
}

/** Room for six full blocks in a row, each of which raises the base fee by an eighth. */
const BASE_FEE_HEADROOM = 2n

/** Payments are URGENT. A sweep is PATIENT: nobody waits for it, and deposits sent at the same moment should come before it. */
export type Haste = 'URGENT' | 'PATIENT'

export function hasteOf(intent: Intent): Haste {
  return intent.kind === 'sweep' ? 'PATIENT' : 'URGENT'
}

/** What a transaction should offer now, never above the chain's cap. @throws when the node cannot be asked. */
export async function readFees(chain: EvmChain, haste: Haste = 'URGENT'): Promise<Fees> {
  return (await readMarket(chain, haste)).fees
}

/** `price`: the least per gas with which a transaction gets into the next block, whatever the cap. @throws as readFees. */
export async function readMarket(chain: EvmChain, haste: Haste): Promise<{ fees: Fees; price: bigint }> {
  const [block, tip] = await Promise.all([
    chain.client.getBlock({ blockTag: 'latest', includeTransactions: false }),
    chain.client.request({ method: 'eth_maxPriorityFeePerGas' }),
  ])
  const baseFee = block.baseFeePerGas ?? 0n
  const offer =
    haste === 'PATIENT' ? patientOffer(chain, baseFee, BigInt(tip)) : urgentOffer(baseFee, BigInt(tip))
  return { fees: cap(offer, chain.config.maxFeePerGas), price: baseFee + offer.priorityFee }
}

function urgentOffer(baseFee: bigint, priorityFee: bigint): Fees {
  return { maxFee: baseFee * BASE_FEE_HEADROOM + priorityFee, priorityFee }
}

/** Room for one full block; if it waits for longer, it is replaced at the price of then. */
function patientOffer({ config }: EvmChain, baseFee: bigint, tip: bigint): Fees {
  const priorityFee = (tip * BigInt(config.sweepTipPercent)) / 100n
  return { maxFee: raised(baseFee) + priorityFee, priorityFee }
}

/**
 * Fees with which a node takes a replacement: both at least an eighth higher (nodes demand a tenth), and at least the
 * market's. @returns null when the cap leaves no room for that.
 */
export function raiseFees(previous: Fees, market: Fees, maxFeePerGas: bigint): Fees | null {
  const floor = { maxFee: raised(previous.maxFee), priorityFee: raised(previous.priorityFee) }
  if (floor.maxFee > maxFeePerGas) return null
  const wanted = {
    maxFee: larger(floor.maxFee, market.maxFee),
    priorityFee: larger(floor.priorityFee, market.priorityFee),
  }
  return cap(wanted, maxFeePerGas)
}

function cap({ maxFee, priorityFee }: Fees, maxFeePerGas: bigint): Fees {
  const capped = smaller(maxFee, maxFeePerGas)
  return { maxFee: capped, priorityFee: smaller(priorityFee, capped) }
}

/** × 1.125, rounded up, and at least one more: zero times anything stays zero, and an equal tip is refused. */
function raised(fee: bigint): bigint {
  return larger((fee * 9n + 7n) / 8n, fee + 1n)
}

const larger = (a: bigint, b: bigint) => (a > b ? a : b)
const smaller = (a: bigint, b: bigint) => (a < b ? a : b)
