import { sql } from 'kysely'
import type { ChainTransfer } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { RECORDED, standingOf } from './already-recorded.ts'
import { type Arrival, isSupported, productOf, type RecordedAt } from './arrival.ts'
import { assignOperationIds } from './operation-id.ts'
import { type FoundAgain, settleDisputes } from './settle-disputes.ts'
import type { Deposit } from './types.ts'

/** Strangers can mint any number of worthless tokens to an address: more than this is not worth our rows. */
const UNSUPPORTED_PER_ADDRESS_MAX = 100
/** No real amount comes near it; a hostile token's 2^256 must not overflow the ledger's columns. */
const UNITS_MAX = 10n ** 60n
const ROWS_PER_INSERT_MAX = 1000

export async function recordDeposits(tx: Tx, at: RecordedAt, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.length === 0) return
  const recorded = await readRecorded(tx, at.companyId, arrivals)
  const fresh: Arrival[] = []
  const foundAgain: FoundAgain[] = []
  const taken = new Set<string>()
  for (const arrival of arrivals) {
    const standing = standingOf(arrival, at, recorded, taken)
    if (standing.kind === 'NEW') fresh.push(arrival)
    if (standing.kind === 'MOVED' || (standing.kind === 'SEEN' && standing.row.disputed))
      foundAgain.push({ id: standing.row.id, transfer: arrival.transfer })
  }
  await settleDisputes(tx, 'deposits', at, foundAgain)

  const withStatus = fresh.map((arrival) => ({ ...arrival, status: statusOf(at, arrival) }))
  const unsupported = await withinLimit(
    tx,
    at,
    withStatus.filter(({ status }) => status === 'UNSUPPORTED'),
  )
  const supported = withStatus.filter(({ status }) => status !== 'UNSUPPORTED')
  const operationIds = assignAll(supported, recorded)
  const rows = [
    ...supported.map((arrival) => depositRow(at, arrival, operationIds.get(arrival.transfer) ?? '')),
    ...unsupported.map((arrival) => depositRow(at, arrival, null)),
  ]
  const deposits: Deposit[] = []
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT_MAX) {
    const batch = rows.slice(start, start + ROWS_PER_INSERT_MAX)
    deposits.push(...(await tx.insertInto('deposits').values(batch).returningAll().execute()))
  }
  const detected = deposits.filter((deposit) => deposit.status === 'DETECTED')
  for (const [product, own] of Map.groupBy(detected, (deposit) => deposit.product)) {
    await productOf(at.products, product).detected(tx, own, at.now)
  }
}

type ArrivalStatus = 'DETECTED' | 'UNATTRIBUTED' | 'UNSUPPORTED'
type NewArrival = Arrival & { readonly status: ArrivalStatus }

function statusOf(at: RecordedAt, arrival: Arrival): ArrivalStatus {
  if (!isSupported(at, arrival) || arrival.transfer.amount > UNITS_MAX) return 'UNSUPPORTED'
  return isRetired(arrival) ? 'UNATTRIBUTED' : 'DETECTED'
}

/** The wallet was deleted, or its owner had another address before the transfer was mined. */
function isRetired({ transfer, entry }: Arrival): boolean {
  if (entry.retired_at !== null) return true
  return entry.retired_block !== null && transfer.blockNumber > entry.retired_block
}

async function readRecorded(tx: Tx, companyId: string, arrivals: readonly Arrival[]) {
  const hashes = [...new Set(arrivals.map(({ transfer }) => transfer.txHash))]
  return tx
    .selectFrom('deposits')
    .select([...RECORDED, 'operation_id'])
    .where('company_id', '=', companyId)
    .where('tx_hash', '=', sql<string>`ANY(${hashes}::text[])`)
    .execute()
}

async function withinLimit(tx: Tx, at: RecordedAt, arrivals: readonly NewArrival[]): Promise<NewArrival[]> {
  const kept: NewArrival[] = []
  for (const [address, own] of Map.groupBy(arrivals, ({ transfer }) => transfer.to)) {
    const { count } = await tx
      .selectFrom((query) =>
        query
          .selectFrom('deposits')
          .select('id')
          .where('company_id', '=', at.companyId)
          .where('chain', '=', at.chain)
          .where('address', '=', address)
          .where('status', '=', 'UNSUPPORTED')
          .limit(UNSUPPORTED_PER_ADDRESS_MAX)
          .as('recorded'),
      )
      .select((query) => query.fn.countAll<bigint>().as('count'))
      .executeTakeFirstOrThrow()
    kept.push(...own.slice(0, Math.max(0, UNSUPPORTED_PER_ADDRESS_MAX - Number(count))))
  }
  return kept
}

function assignAll(
  arrivals: readonly NewArrival[],
  recorded: readonly {
    readonly tx_hash: string
    readonly operation_id: string
    readonly orphaned: boolean
  }[],
): Map<ChainTransfer, string> {
  const assigned = new Map<ChainTransfer, string>()
  const known = Map.groupBy(recorded, (row) => row.tx_hash)
  for (const [hash, own] of Map.groupBy(arrivals, ({ transfer }) => transfer.txHash)) {
    const ids = assignOperationIds(
      hash,
      own.map(({ transfer }) => transfer.logIndex),
      (known.get(hash) ?? []).map((row) => ({ operationId: row.operation_id, orphaned: row.orphaned })),
    )
    for (const [index, { transfer }] of own.entries()) assigned.set(transfer, ids[index] ?? hash)
  }
  return assigned
}

/** `operationId` null: no event will ever name this deposit; its own id keeps the key unique. */
function depositRow(at: RecordedAt, { transfer, entry, status }: NewArrival, operationId: string | null) {
  const id = newId()
  // What reaches a holding wallet, or a wallet of the company itself, lies where it stays: nothing sweeps it.
  const toHolding = entry.kind !== 'DEPOSIT'
  return {
    company_id: at.companyId,
    id,
    product: entry.product,
    wallet_id: entry.wallet_id,
    chain: at.chain,
    address: transfer.to,
    from_address: transfer.from,
    token_address: transfer.tokenAddress,
    amount: transfer.amount,
    status,
    operation_id: operationId ?? id,
    tx_hash: transfer.txHash,
    log_index: transfer.logIndex,
    block_number: transfer.blockNumber,
    block_hash: transfer.blockHash,
    to_holding: toHolding,
    sweep_block_number: toHolding ? transfer.blockNumber : null,
    created_at: at.now,
    updated_at: at.now,
  }
}
