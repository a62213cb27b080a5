import type { Selectable } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import { readAmount, readText } from '../../kernel/http/fields.ts'
import { isId } from '../../kernel/ids.ts'
import { jsonNumber, unitsToText } from '../../kernel/money.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { Schema } from '../../migrations/schema.ts'

export type CustomToken = Selectable<Schema['custom_tokens']>

/** Null also when the company has deleted it. */
export async function findCustomToken(
  reader: Reader,
  companyId: string,
  id: string,
): Promise<CustomToken | null> {
  if (!isId(id)) return null
  const row = await reader
    .selectFrom('custom_tokens')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

export function tokenAnswer({ id, name, symbol, address, chain, usd_price, decimals }: CustomToken) {
  return { id, name, symbol, address, blockchain: chain, usd_price: jsonNumber(usd_price), decimals }
}

export const TokenAnswer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  symbol: Type.String(),
  address: Type.String(),
  blockchain: Type.String(),
  usd_price: Type.Number(),
  decimals: Type.Integer(),
})

/** What the audit log keeps of a token. The price stays text: jsonb holds no amounts as numbers. */
export function tokenFacts({ chain, address, name, symbol, decimals, usd_price }: CustomToken) {
  return { blockchain: chain, address, name, symbol, decimals, usd_price }
}

/** Dollars per token, above zero, at most 6 decimals; as exact text. */
export function readUsdPrice(value: unknown): string | Refusal {
  const price = readAmount('usd_price', value)
  return isRefusal(price) ? price : unitsToText(price.digits, price.scale)
}

/** The given text, or the present one (what the chain says, what is stored); 400 when neither says anything. */
export function readOrKeep(field: string, value: string | undefined, present: string): string | Refusal {
  return readText(field, value ?? present)
}
