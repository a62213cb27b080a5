import { sql } from 'kysely'
import type { Tokens } from '../../chains/tokens.ts'
import type { Deposit } from '../../deposits/types.ts'
import type { Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { type CardOperation, writeCardEvents } from '../card-event.ts'
import { cardOf, readAvailable, readDepositCards } from './deposit-cards.ts'

/** The card shows a deposit as soon as it is seen. What goes to holding itself is no card's movement. */
export async function recordDetected(
  tx: Tx,
  deps: { readonly tokens: Tokens },
  deposits: readonly Deposit[],
): Promise<void> {
  await writeMovements(tx, deps, deposits, { operation: 'WALLET_DEPOSIT', status: 'PENDING' })
}

/** Tokens that came through a card's address, and went to holding: of a card that was deleted after they were seen, as well. */
export async function recordUnattributed(
  tx: Tx,
  deps: { readonly tokens: Tokens },
  deposits: readonly Deposit[],
): Promise<void> {
  const [first] = deposits
  if (first === undefined) return
  const shown = await forfeitMovements(
    tx,
    first.company_id,
    deposits.map(({ id }) => id),
  )
  const unseen = deposits.filter(({ id }) => !shown.has(id))
  await writeMovements(tx, deps, unseen, { operation: 'WARRANTY_DEPOSIT', status: 'SUCCESS' })
}

/** Movements that waited for their credit: holding has the money, and no card. @returns the deposits that have one. */
export async function forfeitMovements(
  tx: Tx,
  companyId: string,
  depositIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ subject_id: string }>`
    UPDATE card_events SET status = 'SUCCESS', operation = 'WARRANTY_DEPOSIT', original_balance = NULL, new_balance = NULL
    WHERE company_id = ${companyId} AND subject_id = ANY(${depositIds}::uuid[])
    RETURNING subject_id`.execute(tx)
  return new Set(rows.map((row) => row.subject_id))
}

async function writeMovements(
  tx: Tx,
  { tokens }: { readonly tokens: Tokens },
  deposits: readonly Deposit[],
  movement: { readonly operation: CardOperation; readonly status: 'PENDING' | 'SUCCESS' },
): Promise<void> {
  const [first] = deposits
  if (first === undefined) return
  const cards = await readDepositCards(tx, deposits, { lock: false })
  const living = [...cards.values()].filter(({ card }) => card.status !== 'DELETED')
  const available = await readAvailable(
    tx,
    first.company_id,
    living.map(({ card }) => card.id),
  )
  const events = []
  for (const deposit of deposits.filter((one) => !one.to_holding)) {
    const { card } = cardOf(cards, deposit)
    const token = await tokens.findEver(tx, deposit.company_id, deposit.chain, deposit.token_address)
    const balance = available.get(card.id) ?? null
    events.push({
      company_id: deposit.company_id,
      card_id: card.id,
      id: newId(),
      ...movement,
      bill_amount: deposit.amount,
      original_amount: deposit.amount,
      currency: token?.symbol ?? 'USD',
      original_balance: balance,
      new_balance: balance,
      subject_id: deposit.id,
      created_at: deposit.created_at,
    })
  }
  await writeCardEvents(tx, events)
}
