import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { derivedId, newId } from '../../kernel/ids.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { readBalances } from '../../ledger/balances.ts'
import { book } from '../../ledger/book.ts'
import { lockAccounts } from '../../ledger/lock.ts'
import type { NewTransfer } from '../../ledger/types.ts'
import { type Card, findCard, lockLivingCard } from '../card.ts'
import { cardBalance, programAccount } from '../card-accounts.ts'
import { NO_PARTS, releaseParts } from '../card-money.ts'
import { accountsOf } from '../funding/accounts-of.ts'
import { forfeitCardRests } from '../funding/forfeit-rests.ts'
import { CardShape, showCard } from './card-shape.ts'
import { auditCard, type CardCaller, changeCard } from './change-card.ts'
import { lockDeposits, retireAddresses } from './deposit-wallet.ts'
import { balanceTransfer, writeBalanceEvent } from './move-balance.ts'
import { lockPack } from './pool.ts'

/** For good. Purchases that are open live on, over the holding wallet alone. */
export function deleteCard() {
  return writeRoute({
    method: 'DELETE',
    path: '/cards/virtual-cards/{cardId}',
    access: { level: 2 },
    summary: 'Delete a card; its balance becomes the company’s',
    refusals: ['CARD_NOT_FOUND', 'CARD_STATUS'],
    tag: 'Cards',
    answer: CardShape,
    async write(tx, call) {
      const cardId = call.params.cardId ?? ''
      const found = await findCard(tx, call.companyId, cardId)
      if (isRefusal(found)) return found
      // Locks: the company, deposits, the directory, the card, its purchases, the ledger.
      const company = await lockPack(tx, call.companyId)
      if (isRefusal(company)) return company
      const forfeited = await closeAddresses(tx, call, cardId)
      const card = await lockLivingCard(tx, call.companyId, cardId)
      if (isRefusal(card)) return card
      const released = await releaseCardHolds(tx, card)
      const deleted = await changeCard(tx, card, { status: 'DELETED', deleted_at: call.now })
      await auditCard(tx, call, card.id, 'deleted', {
        before: { status: card.status },
        after: { status: 'DELETED' },
      })
      if (card.approval_method === 'TOP_UP')
        await emptyBalance(tx, call, card.id, [...released, ...forfeited])
      return showCard(deleted)
    },
  })
}

/** What still comes to the card's addresses, and what is too little there to be credited, is the company's. */
async function closeAddresses(tx: Tx, call: CardCaller, cardId: string): Promise<NewTransfer[]> {
  await lockDeposits(tx, call.companyId, cardId)
  // Before the rests are read: a deposit is recorded under a lock of this row, so it is among them or comes too late.
  await retireAddresses(tx, call.companyId, cardId, call.now)
  return forfeitCardRests(tx, call.companyId, cardId, call.now)
}

/** The card's own side of its open holds: those of the holding wallet stay. */
async function releaseCardHolds(tx: Tx, card: Card): Promise<NewTransfer[]> {
  const open = await tx
    .selectFrom('card_transactions')
    .select(['id', 'hold_generation', 'hold_card'])
    .where('company_id', '=', card.company_id)
    .where('card_id', '=', card.id)
    .where('hold_card', '>', 0n)
    .orderBy('id')
    .forUpdate()
    .execute()
  await sql`UPDATE card_transactions SET hold_card = 0
    WHERE company_id = ${card.company_id} AND card_id = ${card.id} AND id = ANY(${open.map(({ id }) => id)}::uuid[])`.execute(
    tx,
  )
  return open.flatMap((row) =>
    releaseParts(
      {
        companyId: card.company_id,
        cardId: card.id,
        transactionId: row.id,
        generation: row.hold_generation,
      },
      derivedId('card deleted', row.id),
      { ...NO_PARTS, card: row.hold_card },
    ),
  )
}

/** To zero, from either side, in one booking with what else the deletion moves. The balance itself moves nothing in holding. */
async function emptyBalance(
  tx: Tx,
  call: CardCaller,
  cardId: string,
  others: readonly NewTransfer[],
): Promise<void> {
  const own = [cardBalance(cardId), programAccount('CARD_ISSUED', call.companyId)]
  await lockAccounts(tx, call.companyId, [...own, ...accountsOf(others)])
  const [found] = await readBalances(tx, call.companyId, [cardBalance(cardId)])
  if (found === undefined) return
  const eventId = newId()
  if (found.available !== 0n)
    await writeBalanceEvent(tx, call, 'WALLET_WITHDRAWAL', {
      cardId,
      eventId,
      before: found.available,
      after: 0n,
    })
  const rest = balanceTransfer(call.companyId, cardId, eventId, -found.balance, 'card_deleted')
  const booking = await book(tx, call.companyId, [...others, ...rest], call.now)
  if (!booking.booked) throw new Error(`The rest of card ${cardId} was not booked: ${booking.problem}`)
}
