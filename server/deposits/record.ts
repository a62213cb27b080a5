import { addressKey } from '../chains/address.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { ChainName, ChainTransfer } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { type Arrival, isSupported, productOf, type RecordedAt } from './arrival.ts'
import { type DirectoryEntry, holdEntries } from './directory.ts'
import { recordDeposits } from './record-deposits.ts'
import { recordReceipts } from './record-receipts.ts'
import type { DepositProduct } from './types.ts'

export interface RecordDeps {
  readonly tokens: Tokens
  readonly products: ReadonlyMap<string, DepositProduct>
}

/** Records what arrived on our addresses. Telling it the same transfers again changes nothing. */
export async function recordTransfers(
  tx: Tx,
  deps: RecordDeps,
  chain: ChainName,
  { transfers, isFinal, now }: { transfers: readonly ChainTransfer[]; isFinal: boolean; now: Date },
): Promise<void> {
  const entries = await holdEntries(
    tx,
    chain,
    transfers.map((transfer) => transfer.to),
  )
  const arrivals: Arrival[] = []
  for (const transfer of transfers) {
    const entry = entries.get(addressKey(transfer.to))
    if (entry !== undefined) arrivals.push({ transfer, entry })
  }
  const companies = [...Map.groupBy(arrivals, ({ entry }) => entry.company_id)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  for (const [companyId, own] of companies) {
    const listed = await deps.tokens.list(tx, companyId, chain)
    const tokens = new Map([...listed, deps.tokens.native(chain)].map((token) => [token.address, token]))
    await recordOfCompany(tx, { companyId, chain, products: deps.products, tokens, isFinal, now }, own)
  }
}

/** Coin on a holding address is gas, and tokens there that do not count are nobody's concern. */
async function recordOfCompany(tx: Tx, at: RecordedAt, all: readonly Arrival[]): Promise<void> {
  const arrivals = all.filter(
    ({ transfer, entry }) => productOf(at.products, entry.product).ignores?.(at.chain, transfer) !== true,
  )
  const toHolding = arrivals.filter((arrival) => arrival.entry.kind === 'HOLDING' && isSupported(at, arrival))
  const senders = await holdEntries(
    tx,
    at.chain,
    toHolding.flatMap(({ transfer }) => transfer.from ?? []),
  )
  const sweeps = toHolding.filter((arrival) => isSweep(arrival, senders))
  const fromOutside = toHolding.filter((arrival) => !isSweep(arrival, senders))
  const isDeposit = ({ entry }: Arrival) => productOf(at.products, entry.product).holdingTakesDeposits
  await recordDeposits(tx, at, [
    ...arrivals.filter(({ entry }) => entry.kind !== 'HOLDING'),
    ...fromOutside.filter(isDeposit),
  ])
  await recordReceipts(tx, at, [
    ...sweeps.map((arrival) => ({ ...arrival, isSweep: true })),
    ...fromOutside
      .filter((arrival) => !isDeposit(arrival))
      .map((arrival) => ({ ...arrival, isSweep: false })),
  ])
}

/** From a deposit address of the same company and product. */
function isSweep({ transfer, entry }: Arrival, senders: ReadonlyMap<string, DirectoryEntry>): boolean {
  const sender = transfer.from === null ? undefined : senders.get(addressKey(transfer.from))
  return (
    sender?.kind === 'DEPOSIT' && sender.company_id === entry.company_id && sender.product === entry.product
  )
}
