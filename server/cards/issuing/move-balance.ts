import type { Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { unitsToText } from '../../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { readBalances } from '../../ledger/balances.ts'
import { book } from '../../ledger/book.ts'
import { lockAccounts } from '../../ledger/lock.ts'
import type { NewTransfer } from '../../ledger/types.ts'
import { lockLivingCard } from '../card.ts'
import { cardBalance, MICRO_PER_CENT, programAccount, USD, USD_DECIMALS } from '../card-accounts.ts'
import { writeCardEvents } from '../card-event.ts'
import { auditCard, type CardCaller } from './change-card.ts'

/**
 * Brings a card's available balance to what `decide` says over the present one; holds stay as they are. Micro-dollars.
 * @returns the new available balance.
 */
export async function moveBalance(
  tx: Tx,
  call: CardCaller,
  cardId: string,
  decide: (available: bigint) => bigint | Refusal,
): Promise<bigint | Refusal> {
  const card = await lockLivingCard(tx, call.companyId, cardId)
  if (isRefusal(card)) return card
  if (card.approval_method !== 'TOP_UP') return refuse('BALANCE_NOT_TOP_UP')
  // The lock comes before the look: a deposit that is credited in between would otherwise be lost or counted twice.
  const accounts = [cardBalance(card.id), programAccount('CARD_ISSUED', call.companyId)]
  await lockAccounts(tx, call.companyId, accounts)
  const [found] = await readBalances(tx, call.companyId, [cardBalance(card.id)])
  const before = found?.available ?? 0n
  const after = decide(before)
  if (isRefusal(after)) return after
  const eventId = newId()
  await writeOverride(tx, call, { cardId: card.id, eventId, before, after })
  const transfer = balanceTransfer(call.companyId, card.id, eventId, after - before, 'card_override')
  const booking = await book(tx, call.companyId, transfer, call.now)
  if (!booking.booked) throw new Error(`The balance of card ${card.id} was not booked: ${booking.problem}`)
  return after
}

/** None for a change of zero. */
export function balanceTransfer(
  companyId: string,
  cardId: string,
  id: string,
  change: bigint,
  reason: 'card_override' | 'card_deleted',
): NewTransfer[] {
  const [balance, issued] = [cardBalance(cardId), programAccount('CARD_ISSUED', companyId)]
  if (change === 0n) return []
  return [
    {
      type: 'POST',
      id,
      debit: change > 0n ? issued : balance,
      credit: change > 0n ? balance : issued,
      amount: change > 0n ? change : -change,
      reason,
      subjectId: cardId,
    },
  ]
}

interface BalanceChange {
  readonly cardId: string
  readonly eventId: string
  /** Available, micro-dollars. */
  readonly before: bigint
  readonly after: bigint
}

async function writeOverride(tx: Tx, call: CardCaller, change: BalanceChange): Promise<void> {
  await writeBalanceEvent(tx, call, 'OVERRIDE_VIRTUAL_BALANCE', change)
  const text = (micro: bigint) => ({ available_credit: unitsToText(micro, USD_DECIMALS) })
  await auditCard(tx, call, change.cardId, 'balance_overridden', {
    before: text(change.before),
    after: text(change.after),
  })
}

/** A movement that is no purchase: its amount is what has changed, its direction that of the balances. */
export async function writeBalanceEvent(
  tx: Tx,
  call: CardCaller,
  operation: 'OVERRIDE_VIRTUAL_BALANCE' | 'WALLET_WITHDRAWAL',
  { cardId, eventId, before, after }: BalanceChange,
): Promise<void> {
  const amount = after > before ? after - before : before - after
  await writeCardEvents(tx, [
    {
      company_id: call.companyId,
      card_id: cardId,
      id: eventId,
      operation,
      status: 'SUCCESS',
      bill_amount: amount,
      original_amount: amount / MICRO_PER_CENT,
      currency: USD,
      original_balance: before,
      new_balance: after,
      created_at: call.now,
    },
  ])
}
