import { sql } from 'kysely'
import { addressKey } from '../chains/address.ts'
import type { Tx } from '../kernel/database.ts'
import { unitsToText } from '../kernel/money.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import { productOf } from './arrival.ts'
import { bookFacts, companyMove, lyingOn, toCompany } from './ledger-moves.ts'
import { matchSweeps } from './match-sweeps.ts'
import { reachesMinimum } from './minimum.ts'
import type { AdvanceAt, AdvanceDeps } from './step.ts'
import type { Deposit, DepositCredit } from './types.ts'
import { unattributedAlert } from './unattributed-alert.ts'

const DEPOSITS_PER_STEP_MAX = 500

/**
 * Books deposits that have their confirmations: credited when those of their address and token together reach the minimum,
 * kept as BELOW_MINIMUM when not, the company's own when nobody is owed them. One booking per call; call until it gives 0.
 */
export async function confirmDeposits(tx: Tx, deps: AdvanceDeps, at: AdvanceAt): Promise<number> {
  const due = await lockDue(tx, at)
  const unattributed = due.filter((deposit) => deposit.status === 'UNATTRIBUTED')
  const { small, ownerless, credits } = await decideCredits(
    tx,
    deps,
    at,
    due.filter((deposit) => deposit.status === 'DETECTED'),
  )
  unattributed.push(...ownerless)
  if (unattributed.length + small.length > 0) {
    await keep(tx, deps, at, unattributed, small)
    return unattributed.length + small.length
  }
  const [first] = Map.groupBy(credits, ({ deposit }) => deposit.product)
  if (first === undefined) return 0
  const [product, own] = first
  await credit(tx, deps, at, product, own)
  return own.length
}

async function lockDue(tx: Tx, at: AdvanceAt): Promise<Deposit[]> {
  return tx
    .selectFrom('deposits')
    .selectAll()
    .where('company_id', '=', at.companyId)
    .where('chain', '=', at.chain)
    .where('status', 'in', ['DETECTED', 'UNATTRIBUTED'])
    .where('booked', '=', false)
    .where('orphaned', '=', false)
    .where('disputed', '=', false)
    .where('block_number', '<=', at.creditable)
    .orderBy('id')
    .limit(DEPOSITS_PER_STEP_MAX)
    .forUpdate()
    .execute()
}

async function decideCredits(
  tx: Tx,
  deps: AdvanceDeps,
  at: AdvanceAt,
  due: readonly Deposit[],
): Promise<{ small: Deposit[]; ownerless: Deposit[]; credits: DepositCredit[] }> {
  const small: Deposit[] = []
  const ownerless: Deposit[] = []
  const credits: DepositCredit[] = []
  for (const group of Map.groupBy(due, placeOf).values()) {
    const [first] = group
    if (first === undefined) continue
    const token = await deps.tokens.findEver(tx, at.companyId, at.chain, first.token_address)
    if (token === null) {
      deps.log.error(
        { deposit: first.id, token: first.token_address },
        'the token of a deposit is configured no more',
      )
      continue
    }
    const waiting = await lockWaiting(tx, at, first)
    const together = [...waiting, ...group].reduce((sum, deposit) => sum + deposit.amount, 0n)
    const { books, minimumMicroUsd } = productOf(deps.products, first.product)
    if (!reachesMinimum(token, together, minimumMicroUsd)) {
      const kept = (await isRetired(tx, first)) ? ownerless : small
      kept.push(...group)
    } else {
      credits.push(...waiting.map((deposit) => ({ deposit, token, source: books.uncredited })))
      credits.push(...group.map((deposit) => ({ deposit, token, source: lyingOn(deposit, books) })))
    }
  }
  return { small, ownerless, credits }
}

/**
 * Its wallet was deleted after it was seen: nothing comes to the address any more that it could wait for. Who deletes a wallet locks
 * its deposits first, so this is known under their lock.
 */
async function isRetired(tx: Tx, { chain, address }: Deposit): Promise<boolean> {
  const entry = await tx
    .selectFrom('address_directory')
    .select('retired_at')
    .where('chain', '=', chain)
    .where('address', '=', addressKey(address))
    .executeTakeFirst()
  return entry != null && entry.retired_at !== null
}

/** The small deposits of the same address and token that were kept before. */
async function lockWaiting(tx: Tx, at: AdvanceAt, like: Deposit): Promise<Deposit[]> {
  return tx
    .selectFrom('deposits')
    .selectAll()
    .where('company_id', '=', at.companyId)
    .where('chain', '=', at.chain)
    .where('address', '=', like.address)
    .where('token_address', '=', like.token_address)
    .where('wallet_id', '=', like.wallet_id)
    .where('status', '=', 'BELOW_MINIMUM')
    .where('orphaned', '=', false)
    .where('disputed', '=', false)
    .orderBy('id')
    .forUpdate()
    .execute()
}

async function keep(
  tx: Tx,
  deps: AdvanceDeps,
  at: AdvanceAt,
  unattributed: readonly Deposit[],
  small: readonly Deposit[],
): Promise<void> {
  await markBooked(tx, at, unattributed, sql`booked = true, status = 'UNATTRIBUTED'`)
  await markBooked(tx, at, small, sql`booked = true, status = 'BELOW_MINIMUM'`)
  const booksOf = ({ product }: Deposit) => productOf(deps.products, product).books
  const moves = [
    ...unattributed.flatMap((row) =>
      toCompany(row, booksOf(row), { from: lyingOn(row, booksOf(row)), reason: 'deposit_unattributed' }),
    ),
    ...small.map((row) =>
      companyMove(row, {
        debit: lyingOn(row, booksOf(row)),
        credit: booksOf(row).uncredited,
        reason: 'deposit_small',
      }),
    ),
  ]
  await bookFacts(tx, at.companyId, moves, at.now)
  await matchSweeps(tx, at, [...unattributed, ...small])
  const alerts = unattributed.map(async (deposit) => {
    const token = await deps.tokens.findEver(tx, at.companyId, at.chain, deposit.token_address)
    return unattributedAlert(deposit, unitsToText(deposit.amount, token?.decimals ?? 0), at.now)
  })
  await writeEvents(tx, await Promise.all(alerts))
  for (const [product, own] of Map.groupBy(unattributed, (deposit) => deposit.product))
    await productOf(deps.products, product).unattributed?.(tx, own, at.now)
}

async function credit(
  tx: Tx,
  deps: AdvanceDeps,
  at: AdvanceAt,
  product: string,
  credits: readonly DepositCredit[],
): Promise<void> {
  const deposits = credits.map(({ deposit }) => deposit)
  await markBooked(tx, at, deposits, sql`booked = true, credited = true, status = 'CONFIRMED'`)
  await matchSweeps(tx, at, deposits)
  const confirmed = credits.map(({ deposit, ...rest }) => ({
    ...rest,
    deposit: { ...deposit, booked: true, credited: true, status: 'CONFIRMED', updated_at: at.now },
  }))
  await productOf(deps.products, product).credit(tx, confirmed, at.now)
}

async function markBooked(
  tx: Tx,
  at: AdvanceAt,
  deposits: readonly Deposit[],
  set: ReturnType<typeof sql>,
): Promise<void> {
  if (deposits.length === 0) return
  await sql`UPDATE deposits SET ${set}, updated_at = ${at.now}
    WHERE company_id = ${at.companyId} AND id = ANY(${deposits.map(({ id }) => id)}::uuid[])`.execute(tx)
}

function placeOf(deposit: Deposit): string {
  return `${deposit.product}:${deposit.wallet_id}:${deposit.address}:${deposit.token_address}`
}
