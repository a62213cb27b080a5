import { sql } from 'kysely'
import { Type } from 'typebox'
import { programAccount } from '../../cards/card-accounts.ts'
import { dollarNumber } from '../../cards/purchase-event.ts'
import type { Reader } from '../../kernel/database.ts'
import { readBalances } from '../../ledger/balances.ts'

export const CardFiguresShape = Type.Object({
  available: Type.Number({
    description: 'What purchases may use, less what approved ones hold. USD, as all here',
  }),
  holding: Type.Number(),
  on_cards: Type.Number({ description: 'The balances of all TOP_UP cards' }),
  owed_to_network: Type.Number({ description: 'Below zero: the network owes' }),
  fees: Type.Number({ description: "The company's own, settled" }),
  cards: Type.Object({ active: Type.Integer(), frozen: Type.Integer(), blocked: Type.Integer() }),
})

/** Five accounts of the company; that of the cards' balances is the other side of every one of them. */
export async function readCardFigures(db: Reader, companyId: string) {
  const codes = ['CARD_HOLDING', 'CARD_ISSUED', 'CARD_NETWORK', 'CARD_FEES'] as const
  const [balances, counts] = await Promise.all([
    readBalances(
      db,
      companyId,
      codes.map((code) => programAccount(code, companyId)),
    ),
    countCards(db, companyId),
  ])
  const [holding, issued, network, fees] = balances
  return {
    available: dollarNumber(holding?.available ?? 0n),
    holding: dollarNumber(holding?.balance ?? 0n),
    on_cards: dollarNumber(issued?.balance ?? 0n),
    owed_to_network: dollarNumber(network?.balance ?? 0n),
    fees: dollarNumber(fees?.balance ?? 0n),
    cards: counts,
  }
}

async function countCards(db: Reader, companyId: string) {
  const { rows } = await sql<{ active: bigint; frozen: bigint; blocked: bigint }>`
    SELECT count(*) FILTER (WHERE status = 'ACTIVE') AS active, count(*) FILTER (WHERE status = 'FROZEN') AS frozen,
      count(*) FILTER (WHERE status = 'BLOCKED') AS blocked
    FROM cards WHERE company_id = ${companyId}`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an aggregate gives one row')
  return { active: Number(row.active), frozen: Number(row.frozen), blocked: Number(row.blocked) }
}
