import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Token } from '../../chains/types.ts'
import type { Reader } from '../../kernel/database.ts'
import { jsonNumber, moneyToJson } from '../../kernel/money.ts'
import { readBalances, sumBalances } from '../../ledger/balances.ts'
import { reserveRatio } from '../../wallets/reserves/take-proof.ts'
import type { PortalDeps } from '../deps.ts'

export const ReservesShape = Type.Array(
  Type.Object({
    blockchain: Type.String(),
    token_address: Type.String(),
    symbol: Type.String(),
    liabilities: Type.Number({ description: 'The sum of the positive virtual balances' }),
    holding: Type.Number(),
    unswept: Type.Number({ description: 'Credited deposits on their way to holding' }),
    assets: Type.Number({ description: 'holding + unswept' }),
    reserve_ratio: Type.Union([Type.Number(), Type.Null()], {
      description: 'assets ÷ liabilities; null where nothing is owed',
    }),
    partner_claims: Type.Number({ description: 'What the banking partner owes: in no ratio' }),
  }),
)

/** As the daily proof of reserves says it, of now: what is owed and what is there, per chain and token. */
export async function readReserves(db: Reader, { tokens }: Pick<PortalDeps, 'tokens'>, companyId: string) {
  const listed = await listTokens(db, tokens, companyId)
  const ids = listed.map(({ id }) => id)
  const ofCompany = (code: 'HOLDING' | 'PARTNER_CLAIM') =>
    readBalances(
      db,
      companyId,
      ids.map((assetId) => ({ code, ownerId: companyId, assetId })),
    )
  const [holdings, claims, owed, unswept] = await Promise.all([
    ofCompany('HOLDING'),
    ofCompany('PARTNER_CLAIM'),
    sumBalances(db, companyId, 'VIRTUAL_BALANCE', ids),
    readUnsweptOfAll(db, companyId),
  ])
  return listed.map((token, index) => {
    const liabilities = owed.get(token.id)?.sumOfPositive ?? 0n
    const holding = holdings[index]?.balance ?? 0n
    const onTheWay = unswept.get(token.id) ?? 0n
    const assets = holding + onTheWay
    const number = (units: bigint) => moneyToJson({ asset: token, units })
    return {
      blockchain: token.chain,
      token_address: token.address,
      symbol: token.symbol,
      liabilities: number(liabilities),
      holding: number(holding),
      unswept: number(onTheWay),
      assets: number(assets),
      reserve_ratio: liabilities === 0n ? null : jsonNumber(reserveRatio(assets, liabilities)),
      partner_claims: number(claims[index]?.balance ?? 0n),
    }
  })
}

/** Of the chains where the company has a holding wallet. */
async function listTokens(db: Reader, tokens: PortalDeps['tokens'], companyId: string): Promise<Token[]> {
  const holdings = await db
    .selectFrom('holding_wallets')
    .select('chain')
    .where('company_id', '=', companyId)
    .where('product', '=', 'virtual_wallets')
    .orderBy('chain')
    .execute()
  return (await Promise.all(holdings.map(({ chain }) => tokens.list(db, companyId, chain)))).flat()
}

async function readUnsweptOfAll(db: Reader, companyId: string): Promise<Map<string, bigint>> {
  const { rows } = await sql<{ asset: string; units: bigint }>`
    SELECT chain || ':' || token_address AS asset, sum(amount) AS units FROM deposits
    WHERE company_id = ${companyId} AND product = 'virtual_wallets' AND booked AND credited
      AND sweep_block_number IS NULL AND NOT orphaned
    GROUP BY chain, token_address`.execute(db)
  return new Map(rows.map(({ asset, units }) => [asset, units]))
}
