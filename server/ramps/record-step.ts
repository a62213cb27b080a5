import type { Updateable } from 'kysely'
import { assetId } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { book } from '../ledger/book.ts'
import type { Schema } from '../migrations/schema.ts'
import { settlePayment } from '../payments/payment.ts'
import { equity, virtualBalance } from '../wallets/balances.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import type { StepDeps } from './deps.ts'
import { keyOf, type LockedRamp, loadRamp, type Ramp } from './ramp.ts'
import { rampEvent } from './ramp-event.ts'
import { rampTransfers } from './ramp-money.ts'
import { showMovement } from './ramp-movement.ts'
import type { Move, Step } from './standing.ts'

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
