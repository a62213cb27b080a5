import type { FuelNeed, SenderContext } from '../../sender/context.ts'
import type { TransactionRow } from '../../sender/transaction-row.ts'
import { askAccount, askPrices, askResources, type TronResources } from '../ask-account.ts'
import { simulateCall } from '../ask-contract.ts'
import { buildContract, memoOf } from '../build-contract.ts'
import type { Contract } from '../contracts.ts'
import type { TronNode } from '../node.ts'
import { encodeRaw, type RawTransaction, referTo } from '../transaction.ts'
import type { TronChain } from '../tron-chain.ts'
import { type Cost, costOf } from './cost.ts'
import type { TronView } from './tron-view.ts'

/** What an attempt is made of. */
export interface Plan {
  readonly raw: RawTransaction
  readonly cost: Cost
  /** Of the sender, at the view's head or later. */
  readonly coin: bigint
}

/** `REFUSED`: the chain would revert it. `UNFUNDED`: the sender lacks coin or energy. `CAPPED`: it would cost too much now. */
export type Preparation =
  | { readonly kind: 'READY'; readonly plan: Plan }
  | { readonly kind: 'REFUSED' | 'WAIT' | 'CAPPED'; readonly reason: string }
  | {
      readonly kind: 'UNFUNDED'
      readonly reason: string
      readonly need: FuelNeed
      /** The sender has an account. */
      readonly isActive: boolean
    }

/** A node whose clock is further from ours would have us sign what can be mined long after, or never. */
const CLOCK_MS_MAX = 600_000
/** Two equal payments of one address within a millisecond must be two transactions; nobody reads this time. */
const TIMESTAMP_SPREAD_MS = 2 ** 32
const NOTHING: TronResources = {
  energy: 0n,
  freeBandwidth: 0n,
  stakedBandwidth: 0n,
  totalEnergyLimit: 0n,
  totalEnergyStake: 0n,
}

/** Network reads only. @throws IntentMismatch for what Tron does not do; NodeUnavailable. */
export async function prepare(
  ctx: SenderContext<TronChain>,
  view: TronView,
  row: TransactionRow,
): Promise<Preparation> {
  const { config } = ctx.chain
  const owner = row.from_address
  const contract = buildContract(row.intent, owner, config.nativeAddress)
  const memo = memoOf(row.intent)
  if (Math.abs(Date.now() - Number(view.head.timestamp)) > CLOCK_MS_MAX)
    return { kind: 'WAIT', reason: `the newest block of ${view.node.name} is of another time than now` }
  const simulated = await simulate(view.node, contract)
  if (simulated.kind === 'REVERTED') return { kind: 'REFUSED', reason: simulated.reason }
  const [account, prices, receiverExists] = await Promise.all([
    askAccount(view.node, owner),
    askPrices(view.node),
    receiverIsThere(view.node, contract),
  ])
  const resources = account.exists ? await askResources(view.node, owner) : NOTHING
  const draft = rawOf(ctx, view, { contract, memo }, config.maxFeeSun)
  const hasMemo = memo.length > 0
  const facts = { contract, energy: simulated.energy, prices, resources, receiverExists, hasMemo }
  const cost = costOf({ ...facts, rawBytes: encodeRaw(draft).length })
  if (cost.feeLimit > config.maxFeeSun)
    return {
      kind: 'CAPPED',
      reason: `it would need a fee limit of ${cost.feeLimit} sun, above ${config.maxFeeSun}`,
    }
  if (!account.exists || account.coin < cost.alone)
    return {
      kind: 'UNFUNDED',
      reason: `${owner} has ${account.coin} sun and needs ${cost.alone}`,
      need: { coin: lackingForCosts(account.coin, cost), energy: cost.missingEnergy },
      isActive: account.exists,
    }
  return { kind: 'READY', plan: { raw: { ...draft, feeLimit: cost.feeLimit }, cost, coin: account.coin } }
}

/**
 * The platform pays what a transfer costs, never what it carries: an address that no longer has what it is to send (its deposit left the chain)
 * gets nothing, and the transfer waits.
 */
function lackingForCosts(coin: bigint, { alone, value }: Cost): bigint {
  return coin < value ? 0n : alone - coin
}

/** It refers to a final block: one that is replaced would leave it valid nowhere. */
function rawOf(
  { chain: { config } }: SenderContext<TronChain>,
  { head, final }: TronView,
  { contract, memo }: { readonly contract: Contract; readonly memo: Uint8Array },
  feeLimit: bigint,
): RawTransaction {
  return {
    ...referTo(final.hash),
    expiration: head.timestamp + BigInt(config.expiryMs),
    timestamp: BigInt(Date.now() - Math.floor(Math.random() * TIMESTAMP_SPREAD_MS)),
    feeLimit,
    data: memo,
    contract,
  }
}

/**
 * Only a revert refuses: the USDT of main-net answers false to a transfer that it makes. Whether tokens moved is read from the logs.
 */
async function simulate(
  node: TronNode,
  contract: Contract,
): Promise<{ kind: 'DONE'; energy: bigint } | { kind: 'REVERTED'; reason: string }> {
  if (contract.type !== 'TriggerSmartContract') return { kind: 'DONE', energy: 0n }
  return simulateCall(node, contract)
}

async function receiverIsThere(node: TronNode, contract: Contract): Promise<boolean> {
  if (contract.type === 'TransferContract') return (await askAccount(node, contract.to)).exists
  return contract.type !== 'AccountCreateContract'
}
