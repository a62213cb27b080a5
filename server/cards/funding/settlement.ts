import { type Selectable, sql } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import type { Schema } from '../../migrations/schema.ts'
import { dollarNumber } from '../purchase-event.ts'

export type Settlement = Selectable<Schema['card_settlements']>

const textOrNull = Type.Union([Type.String(), Type.Null()])

export const SettlementShape = Type.Object({
  id: Type.String(),
  direction: Type.Enum(['paid', 'received']),
  amount: Type.Number(),
  token_address: Type.String(),
  to_address: textOrNull,
  deposit_id: textOrNull,
  transaction_hash: textOrNull,
  status: Type.Enum(['PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK']),
  created_at: Type.String(),
})

/** Newest first. While a payment is under way its hash is its transaction's, as it is now. */
export async function readSettlements(
  reader: Reader,
  companyId: string,
  asked: { readonly id?: string; readonly size: number; readonly offset: number },
): Promise<Settlement[]> {
  return reader
    .selectFrom('card_settlements as s')
    .leftJoin('chain_transactions as t', (join) =>
      join.onRef('t.company_id', '=', 's.company_id').onRef('t.id', '=', 's.id'),
    )
    .selectAll('s')
    .select(sql<string | null>`coalesce(s.tx_hash, t.hash)`.as('tx_hash'))
    .where('s.company_id', '=', companyId)
    .$if(asked.id !== undefined, (rows) => rows.where('s.id', '=', asked.id ?? ''))
    .orderBy('s.id', 'desc')
    .limit(asked.size)
    .offset(asked.offset)
    .execute()
}

export function showSettlement(settlement: Settlement): object {
  return {
    id: settlement.id,
    direction: settlement.direction,
    amount: dollarNumber(settlement.amount),
    token_address: settlement.token_address,
    to_address: settlement.to_address,
    deposit_id: settlement.deposit_id,
    transaction_hash: settlement.tx_hash,
    status: settlement.status,
    created_at: settlement.created_at.toISOString(),
  }
}
