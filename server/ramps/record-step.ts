import type { Updateable } from 'kysely'
import type { Token } from '../chains/types.ts'
import { assetId } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { unitsToText } from '../kernel/money.ts'
import { book } from '../ledger/book.ts'
import type { Schema } from '../migrations/schema.ts'
import { settlePayment } from '../payments/payment.ts'
import { equity, virtualBalance } from '../wallets/balances.ts'
import { changeMovement, writeMovements } from '../wallets/movement.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import type { StepDeps } from './deps.ts'
import { FIAT_DECIMALS } from './quote.ts'
import { keyOf, type LockedRamp, loadRamp, type Ramp } from './ramp.ts'
import { rampEvent } from './ramp-event.ts'
import { rampTransfers } from './ramp-money.ts'
import type { Move, Step } from './transition.ts'

export interface StepFacts {
  readonly at: Date
  /** Why it ended, where it did. */
  readonly reason?: string | null
  /** What else has become known. */
  readonly columns?: Updateable<Schema['ramps']>
}

/**
 * Writes a step whole: books, row, payment, movement, event, in the caller's commit. The caller holds the locks of `locked`.
 * @returns the ramp as it now is.
 */
export async function recordStep(
  tx: Tx,
  deps: Pick<StepDeps, 'tokens'>,
  { ramp, wallet }: LockedRamp,
  step: Step,
  { at, reason = null, columns = {} }: StepFacts,
): Promise<Ramp> {
  const { next } = step
  const ends = step.tell === 'failed' || step.tell === 'canceled'
  await tx
    .updateTable('ramps')
    .set({
      ...columns,
      state: next.state,
      status: next.status,
      partner_state: next.partnerState,
      tokens: next.tokens,
      given_back: next.givenBack,
      ...(next.credited && ramp.credited_at === null && { credited_at: at }),
      ...(step.drop && { drop_transfer: true }),
      ...(ends && { reason }),
      updated_at: at,
    })
    .where('company_id', '=', ramp.company_id)
    .where('id', '=', ramp.id)
    .execute()
  const after = await loadRamp(tx, keyOf(ramp))
  for (const move of step.moves) if (move === 'RETURN') await endPayment(tx, after, at)
  await bookMoves(tx, { ramp: after, wallet }, step.moves, at)
  const token = await deps.tokens.findEver(tx, ramp.company_id, ramp.chain, ramp.token_address)
  if (token === null) throw new Error(`Ramp ${ramp.id} is of a token that the company never had`)
  const hash = await hashOf(tx, after)
  await showMovement(tx, { before: ramp, after, token, hash }, at)
  if (step.tell !== null)
    await writeEvents(tx, [rampEvent({ wallet, ramp: after, token, status: step.tell, hash, at })])
  return after
}

/** Of a payment that was never sent. One whose transaction has ended is over already. */
async function endPayment(
  tx: Tx,
  { company_id: companyId, id, chain, reason }: Ramp,
  at: Date,
): Promise<void> {
  const lost = { purpose: 'ramp_off', intent: null, outcome: 'LOST', hash: null } as const
  await settlePayment(tx, { companyId, id, chain, reason, ...lost }, at)
}

async function bookMoves(
  tx: Tx,
  { ramp, wallet }: LockedRamp,
  moves: readonly Move[],
  at: Date,
): Promise<void> {
  const { company_id: companyId, id: rampId } = ramp
  const asset = assetId(ramp.chain, ramp.token_address)
  const owner = wallet.deleted_at === null ? virtualBalance(wallet.id, asset) : equity(companyId, asset)
  const units = (ramp.type === 'RAMP_ON' ? ramp.final_amount : ramp.origin_amount) ?? 0n
  const transfers = moves.flatMap((move) => rampTransfers({ companyId, rampId, owner, units }, move))
  const booking = await book(tx, companyId, transfers, at)
  if (!booking.booked)
    throw new Error(`${moves.join(', ')} of ramp ${rampId} was not booked: ${booking.problem}`)
}

/** The transaction that brought the tokens, or that takes them. */
async function hashOf(tx: Tx, ramp: Ramp): Promise<string | null> {
  if (ramp.type === 'RAMP_ON') return ramp.credited_at === null ? null : ramp.payout_hash
  const sent = await tx
    .selectFrom('chain_transactions')
    .select('hash')
    .where('company_id', '=', ramp.company_id)
    .where('id', '=', ramp.id)
    .executeTakeFirst()
  return sent?.hash ?? null
}

interface Shown {
  readonly before: Ramp
  readonly after: Ramp
  readonly token: Token
  readonly hash: string | null
}

/** An on-ramp's movement begins when callers may know of it; an off-ramp's when its balance was taken (start-ramp-off.ts). */
async function showMovement(tx: Tx, { before, after, token, hash }: Shown, at: Date): Promise<void> {
  if (!isSeen(after)) return
  const { company_id: companyId, id, status } = after
  const now = { status, units: unitsShown(after), hash, data: movementData(after) }
  if (isSeen(before)) return changeMovement(tx, { companyId, subjectId: id }, now)
  await writeMovements(tx, [
    {
      ...now,
      companyId,
      walletId: after.wallet_id,
      operation: 'RAMP_ON_TRANSFER',
      operationId: id,
      subjectId: id,
      token,
      at,
    },
  ])
}

function isSeen({ state }: Ramp): boolean {
  return state !== 'CREATING' && state !== 'UNDONE'
}

/** What it will be by the rate of when it was asked for, until it is known. */
function unitsShown(ramp: Ramp): bigint {
  return (ramp.type === 'RAMP_ON' ? ramp.final_amount : ramp.origin_amount) ?? ramp.quoted_amount
}

/** Decimal texts; wallets/list-movements.ts shows them as numbers. */
export function movementData(ramp: Ramp): Readonly<Record<string, unknown>> {
  const fiat = (cents: bigint | null) => (cents === null ? null : unitsToText(cents, FIAT_DECIMALS))
  if (ramp.type === 'RAMP_ON')
    return {
      ramp_id: ramp.id,
      source_amount: fiat(ramp.origin_amount),
      source_currency: ramp.currency,
      exchange_rate: ramp.exchange_rate,
    }
  return {
    ramp_id: ramp.id,
    bank_account_id: ramp.bank_account_id,
    destination_amount: fiat(ramp.final_amount),
    destination_currency: ramp.currency,
    reason: ramp.reason,
  }
}
