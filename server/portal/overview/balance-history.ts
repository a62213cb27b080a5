import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import { decimalToUnits, jsonNumber, readDecimal, unitsToText } from '../../kernel/money.ts'
import type { TokenReserves } from '../../wallets/reserves/statement.ts'

const DAYS_MAX = 90

export const HistoryShape = Type.Array(
  Type.Object({
    date: Type.String({ format: 'date' }),
    blockchain: Type.String(),
    token_address: Type.String(),
    symbol: Type.String(),
    liabilities: Type.Number(),
    assets: Type.Number(),
  }),
  { description: 'Of the daily proofs of reserves, the oldest first; 90 days at most' },
)

export async function readHistory(db: Reader, companyId: string) {
  const proofs = await db
    .selectFrom('reserve_proofs')
    .select(['date', 'tokens'])
    .$narrowType<{ tokens: readonly TokenReserves[] }>()
    .where('company_id', '=', companyId)
    .orderBy('date', 'desc')
    .limit(DAYS_MAX)
    .execute()
  return proofs.toReversed().flatMap(({ date, tokens }) =>
    tokens.map(({ blockchain, token_address, symbol, liabilities, holding, unswept, decimals }) => ({
      date,
      blockchain,
      token_address,
      symbol,
      liabilities: jsonNumber(liabilities),
      assets: jsonNumber(unitsToText(units(holding, decimals) + units(unswept, decimals), decimals)),
    })),
  )
}

/** Of an amount as a proof keeps it. */
function units(text: string, decimals: number): bigint {
  const read = readDecimal(text)
  const found = read.kind === 'decimal' ? decimalToUnits(read.value, decimals) : null
  if (found === null) throw new Error(`A proof of reserves holds ${text}`)
  return found
}
