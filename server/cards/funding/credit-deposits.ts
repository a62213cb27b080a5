import { sql } from 'kysely'
import { bookFacts, companyMove } from '../../deposits/ledger-moves.ts'
import type { DepositCredit } from '../../deposits/types.ts'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import type { Tx } from '../../kernel/database.ts'
import { lockAccounts } from '../../ledger/lock.ts'
import type { NewTransfer } from '../../ledger/types.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import { type CardProgram, readProgram } from '../program.ts'
import { accountsOf } from './accounts-of.ts'
import { CARD_BOOKS, creditDollars, type DepositParts } from './card-books.ts'
import { cardOf, type DepositCard, readAvailable, readDepositCards } from './deposit-cards.ts'
import { cardDepositEvent } from './deposit-event.ts'
import { depositFees } from './deposit-fees.ts'

interface Planned {
  readonly credit: DepositCredit
  /** Null: sent to the holding address. */
  readonly to: DepositCard | null
  readonly parts: DepositParts
  /** Whose balance rises; null: holding alone takes it, because nobody's card does. */
  readonly cardId: string | null
}

/** Credited: the tokens count, holding has the net, the fees are settled at once, and the card may spend the net. */
export async function creditDeposits(
  tx: Tx,
  operator: CardsConfig,
  credits: readonly DepositCredit[],
  now: Date,
): Promise<void> {
  const [first] = credits
  if (first === undefined) return
  const companyId = first.deposit.company_id
  const deposits = credits.map(({ deposit }) => deposit)
  const cards = await readDepositCards(tx, deposits, { lock: true })
  const program = await readProgram(tx, companyId, operator)
  const planned = credits.map((credit) => plan(credit, cards, program))
  const transfers = planned.flatMap(transfersOf)
  // The balances that movements show are read and changed under one lock.
  await lockAccounts(tx, companyId, accountsOf(transfers))
  const available = await readAvailable(
    tx,
    companyId,
    planned.flatMap(({ cardId }) => cardId ?? []),
  )
  await completeMovements(tx, companyId, planned, available)
  await writeEvents(
    tx,
    planned.flatMap(({ credit: { deposit, token }, to, parts, cardId }) =>
      to === null || cardId === null
        ? []
        : cardDepositEvent('deposit', { deposit, token, net: parts.net, to, at: now }),
    ),
  )
  await bookFacts(tx, companyId, transfers, now)
}

/** The deposit of a card that was deleted after it was seen is the company's. */
function plan(credit: DepositCredit, cards: ReadonlyMap<string, DepositCard>, program: CardProgram): Planned {
  const { deposit } = credit
  const to = deposit.to_holding ? null : cardOf(cards, deposit)
  if (to === null || to.card.status === 'DELETED')
    return {
      credit,
      to,
      cardId: null,
      parts: { net: deposit.amount, clientFee: 0n, providerFee: 0n, card: 0n },
    }
  const { client, provider } = depositFees(deposit.amount, program.depositFees)
  const net = deposit.amount - client - provider
  return {
    credit,
    to,
    cardId: to.card.id,
    parts: { net, clientFee: client, providerFee: provider, card: net },
  }
}

function transfersOf({ credit: { deposit, source }, parts, cardId }: Planned): NewTransfer[] {
  return [
    companyMove(deposit, { debit: source, credit: CARD_BOOKS.company, reason: 'deposit' }),
    ...creditDollars(deposit, parts, cardId),
  ]
}

async function completeMovements(
  tx: Tx,
  companyId: string,
  planned: readonly Planned[],
  available: ReadonlyMap<string, bigint>,
): Promise<void> {
  const running = new Map(available)
  const rows = planned
    .filter(({ to }) => to !== null)
    .map(({ credit: { deposit }, parts, cardId }) => {
      const before = cardId === null ? null : (running.get(cardId) ?? 0n)
      const after = before === null ? null : before + parts.card
      if (cardId !== null && after !== null) running.set(cardId, after)
      const operation = cardId === null ? 'WARRANTY_DEPOSIT' : 'WALLET_DEPOSIT'
      return {
        id: deposit.id,
        operation,
        client: parts.clientFee,
        provider: parts.providerFee,
        before,
        after,
      }
    })
  if (rows.length === 0) return
  await sql`
    UPDATE card_events e SET status = 'SUCCESS', operation = m.operation, fee_deposit_client = m.client,
      fee_deposit_provider = m.provider, original_balance = m.before, new_balance = m.after
    FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ operation }) => operation)}::text[],
      ${rows.map(({ client }) => client)}::numeric[], ${rows.map(({ provider }) => provider)}::numeric[],
      ${rows.map(({ before }) => before)}::numeric[], ${rows.map(({ after }) => after)}::numeric[])
      AS m(subject_id, operation, client, provider, before, after)
    WHERE e.company_id = ${companyId} AND e.subject_id = m.subject_id`.execute(tx)
}
