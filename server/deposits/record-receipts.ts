import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { RECORDED, standingOf } from './already-recorded.ts'
import type { Arrival, RecordedAt } from './arrival.ts'
import { type FoundAgain, settleDisputes } from './settle-disputes.ts'

const ROWS_PER_INSERT_MAX = 1000

interface Receipt extends Arrival {
  /** From a deposit address of ours; else from outside. */
  readonly isSweep: boolean
}

/** Tokens that reached a holding wallet. */
export async function recordReceipts(tx: Tx, at: RecordedAt, arrivals: readonly Receipt[]): Promise<void> {
  if (arrivals.length === 0) return
  const hashes = [...new Set(arrivals.map(({ transfer }) => transfer.txHash))]
  const recorded = await tx
    .selectFrom('holding_receipts')
    .select(RECORDED)
    .where('company_id', '=', at.companyId)
    .where('tx_hash', '=', sql<string>`ANY(${hashes}::text[])`)
    .execute()
  const fresh: Receipt[] = []
  const foundAgain: FoundAgain[] = []
  const taken = new Set<string>()
  for (const arrival of arrivals) {
    const standing = standingOf(arrival, at, recorded, taken)
    if (standing.kind === 'NEW') fresh.push(arrival)
    if (standing.kind === 'MOVED' || (standing.kind === 'SEEN' && standing.row.disputed))
      foundAgain.push({ id: standing.row.id, transfer: arrival.transfer })
  }
  await settleDisputes(tx, 'holding_receipts', at, foundAgain)
  const rows = fresh.map((receipt) => receiptRow(at, receipt))
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT_MAX)
    await tx
      .insertInto('holding_receipts')
      .values(rows.slice(start, start + ROWS_PER_INSERT_MAX))
      .execute()
}

function receiptRow(at: RecordedAt, { transfer, entry, isSweep }: Receipt) {
  if (transfer.from === null)
    throw new Error(`${transfer.txHash} is a surplus of coin, and no receipt of tokens`)
  return {
    company_id: at.companyId,
    id: newId(),
    product: entry.product,
    chain: at.chain,
    wallet_id: entry.wallet_id,
    token_address: transfer.tokenAddress,
    from_address: transfer.from,
    is_sweep: isSweep,
    amount: transfer.amount,
    tx_hash: transfer.txHash,
    log_index: transfer.logIndex,
    block_number: transfer.blockNumber,
    block_hash: transfer.blockHash,
    created_at: at.now,
  }
}
