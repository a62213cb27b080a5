import { addressKey } from '../chains/address.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { ChainName, ChainTransfer } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import type { Arrival } from './arrival.ts'
import { holdEntries } from './directory.ts'
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
    const tokens = new Map(listed.map((token) => [token.address, token]))
    const at = { companyId, chain, tokens, isFinal, now }
    await recordDeposits(
      tx,
      deps.products,
      at,
      own.filter(({ entry }) => entry.kind === 'DEPOSIT'),
    )
    await recordReceipts(
      tx,
      at,
      own.filter(({ entry }) => entry.kind === 'HOLDING'),
    )
  }
}
