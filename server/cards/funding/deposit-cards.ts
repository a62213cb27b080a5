import { type Selectable, sql } from 'kysely'
import type { Deposit } from '../../deposits/types.ts'
import type { Reader, Tx } from '../../kernel/database.ts'
import { readBalances } from '../../ledger/balances.ts'
import type { Schema } from '../../migrations/schema.ts'
import type { Card } from '../card.ts'
import { cardBalance } from '../card-accounts.ts'

type CardWallet = Selectable<Schema['card_wallets']>

/** Whose address a deposit reached. */
export interface DepositCard {
  readonly wallet: CardWallet
  readonly card: Card
}

/** By deposit wallet. `lock`: the cards' rows too, in the order of their ids, until the transaction ends. */
export async function readDepositCards(
  tx: Tx,
  deposits: readonly Deposit[],
  { lock }: { readonly lock: boolean },
): Promise<Map<string, DepositCard>> {
  const [first] = deposits
  const walletIds = deposits.filter((deposit) => !deposit.to_holding).map((deposit) => deposit.wallet_id)
  if (first === undefined || walletIds.length === 0) return new Map()
  const wallets = await tx
    .selectFrom('card_wallets')
    .selectAll()
    .where('company_id', '=', first.company_id)
    .where('id', '=', sql<string>`ANY(${walletIds}::uuid[])`)
    .execute()
  const cards = await tx
    .selectFrom('cards')
    .selectAll()
    .where('company_id', '=', first.company_id)
    .where('id', '=', sql<string>`ANY(${wallets.map((wallet) => wallet.card_id)}::uuid[])`)
    .orderBy('id')
    .$if(lock, (rows) => rows.forUpdate())
    .execute()
  const byId = new Map(cards.map((card) => [card.id, card]))
  const found = new Map<string, DepositCard>()
  for (const wallet of wallets) {
    const card = byId.get(wallet.card_id)
    if (card !== undefined) found.set(wallet.id, { wallet, card })
  }
  return found
}

/** @throws when the wallet is no card's: rows of card wallets are never deleted. */
export function cardOf(cards: ReadonlyMap<string, DepositCard>, deposit: Deposit): DepositCard {
  const found = cards.get(deposit.wallet_id)
  if (found === undefined) throw new Error(`Deposit ${deposit.id} is of no card`)
  return found
}

/** What each card may spend now, by card id. */
export async function readAvailable(
  reader: Reader,
  companyId: string,
  cardIds: readonly string[],
): Promise<Map<string, bigint>> {
  const ids = [...new Set(cardIds)]
  const balances = await readBalances(reader, companyId, ids.map(cardBalance))
  return new Map(ids.map((id, index) => [id, balances[index]?.available ?? 0n]))
}
