import { sql } from 'kysely'
import type { Tokens } from '../../chains/tokens.ts'
import { bookFacts, companyMove, lyingOn } from '../../deposits/ledger-moves.ts'
import type { Deposit, DepositRevert } from '../../deposits/types.ts'
import type { Tx } from '../../kernel/database.ts'
import { lockAccounts } from '../../ledger/lock.ts'
import type { NewTransfer } from '../../ledger/types.ts'
import type { NewEvent } from '../../webhooks/types.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import { accountsOf } from './accounts-of.ts'
import { CARD_BOOKS, type DepositParts, revertDollars } from './card-books.ts'
import { cardOf, type DepositCard, readAvailable, readDepositCards } from './deposit-cards.ts'
import { cardDepositEvent } from './deposit-event.ts'
import { takeBackSettlements } from './receive-settlement.ts'

/** What a deposit had become, as its movement tells. */
interface Movement {
  readonly subject_id: string
  readonly operation: string
  readonly status: string
  readonly fee_deposit_client: bigint
  readonly fee_deposit_provider: bigint
}

interface Planned {
  readonly deposit: Deposit
  readonly to: DepositCard | null
  readonly parts: DepositParts
  /** Whose balance goes down; a card deleted meanwhile has none. */
  readonly cardId: string | null
  /** It was told that it was credited. */
  readonly announced: boolean
}

/** Takes back exactly what was booked. The tokens are gone, so an account may go below zero. */
export async function revertDeposits(
  tx: Tx,
  { tokens }: { readonly tokens: Tokens },
  reverts: readonly DepositRevert[],
  now: Date,
): Promise<void> {
  const [first] = reverts
  if (first === undefined) return
  const companyId = first.deposit.company_id
  const deposits = reverts.map(({ deposit }) => deposit)
  const credited = deposits.filter((deposit) => deposit.credited)
  // Those that were not credited move nothing of a card, and what moves for them has locked its accounts already.
  const cards = await readDepositCards(tx, deposits, { lock: credited.length > 0 })
  const movements = await lockMovements(tx, companyId, deposits)
  const planned = credited.map((deposit) => plan(deposit, cards, movements))
  const transfers = [...planned.flatMap(transfersOf), ...(await takeBackSettlements(tx, companyId, credited))]
  await lockAccounts(tx, companyId, accountsOf(transfers))
  await failMovements(tx, companyId, deposits, planned)
  await writeEvents(tx, await eventsOf(tx, tokens, planned, now))
  await bookFacts(tx, companyId, transfers, now)
}

async function eventsOf(tx: Tx, tokens: Tokens, planned: readonly Planned[], now: Date): Promise<NewEvent[]> {
  const events = []
  for (const { deposit, parts, to, announced } of planned) {
    if (to === null || !announced) continue
    const token = await tokens.findEver(tx, deposit.company_id, deposit.chain, deposit.token_address)
    if (token === null) throw new Error(`Deposit ${deposit.id} is of a token that the company never had`)
    events.push(cardDepositEvent('deposit_reverted', { deposit, token, net: parts.net, to, at: now }))
  }
  return events
}

async function lockMovements(
  tx: Tx,
  companyId: string,
  deposits: readonly Deposit[],
): Promise<Map<string, Movement>> {
  const { rows } = await sql<Movement>`
    SELECT subject_id, operation, status, fee_deposit_client, fee_deposit_provider FROM card_events
    WHERE company_id = ${companyId} AND subject_id = ANY(${deposits.map(({ id }) => id)}::uuid[])
    ORDER BY id FOR UPDATE`.execute(tx)
  return new Map(rows.map((row) => [row.subject_id, row]))
}

function plan(
  deposit: Deposit,
  cards: ReadonlyMap<string, DepositCard>,
  movements: ReadonlyMap<string, Movement>,
): Planned {
  const to = deposit.to_holding ? null : cardOf(cards, deposit)
  const movement = movements.get(deposit.id)
  const clientFee = movement?.fee_deposit_client ?? 0n
  const providerFee = movement?.fee_deposit_provider ?? 0n
  const net = deposit.amount - clientFee - providerFee
  const announced = movement?.operation === 'WALLET_DEPOSIT'
  const hasBalance = announced && to !== null && to.card.status !== 'DELETED'
  return {
    deposit,
    to,
    parts: { net, clientFee, providerFee, card: hasBalance ? net : 0n },
    cardId: hasBalance ? to.card.id : null,
    announced,
  }
}

function transfersOf({ deposit, parts, cardId }: Planned): NewTransfer[] {
  return [
    companyMove(deposit, {
      debit: CARD_BOOKS.company,
      credit: lyingOn(deposit, CARD_BOOKS),
      reason: 'deposit_reverted',
      overdraw: true,
    }),
    ...revertDollars(deposit, parts, cardId),
  ]
}

/** A FAILED movement has no effect: it shows the balance that is left, before as after. */
async function failMovements(
  tx: Tx,
  companyId: string,
  deposits: readonly Deposit[],
  planned: readonly Planned[],
): Promise<void> {
  const balances = await readAvailable(
    tx,
    companyId,
    planned.flatMap(({ cardId }) => cardId ?? []),
  )
  for (const { cardId, parts } of planned)
    if (cardId !== null) balances.set(cardId, (balances.get(cardId) ?? 0n) - parts.card)
  const left = [...balances]
  await sql`
    UPDATE card_events e SET status = 'FAILED',
      original_balance = coalesce(l.balance, e.original_balance), new_balance = coalesce(l.balance, e.original_balance)
    FROM card_events own
    LEFT JOIN unnest(${left.map(([id]) => id)}::uuid[], ${left.map(([, balance]) => balance)}::numeric[])
      AS l(card_id, balance) ON l.card_id = own.card_id
    WHERE own.company_id = ${companyId} AND own.subject_id = ANY(${deposits.map(({ id }) => id)}::uuid[])
      AND e.company_id = own.company_id AND e.card_id = own.card_id AND e.id = own.id`.execute(tx)
}
