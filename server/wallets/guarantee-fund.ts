import type { Token } from '../chains/types.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import { sumBalances } from '../ledger/balances.ts'
import { readBalance } from './balances.ts'
import { stored } from './rules/amounts.ts'
import { readRule } from './rules/read-rule.ts'

/**
 * W17, asked after the withdrawal was booked in the same transaction: what is left in holding over what the company owes of
 * the token must not be below the rule's ratio. The booking holds the lock of HOLDING, so withdrawals are judged one by one.
 */
export async function checkGuaranteeFund(tx: Tx, companyId: string, token: Token): Promise<Refusal | null> {
  const { guarantee_fund: fund } = await readRule(tx, companyId, token.chain)
  if (fund === null) return null
  const holding = await readBalance(tx, companyId, { code: 'HOLDING', ownerId: companyId, assetId: token.id })
  const owed = await readOwed(tx, companyId, token)
  return isBelowRatio(holding, owed, fund.reserve_ratio) ? refuse('GUARANTEE_FUND') : null
}

/** The sum of the positive virtual balances of a token. */
export async function readOwed(reader: Reader, companyId: string, token: Token): Promise<bigint> {
  const sums = await sumBalances(reader, companyId, 'VIRTUAL_BALANCE', [token.id])
  return sums.get(token.id)?.sumOfPositive ?? 0n
}

/** `assets ÷ owed < ratio`, without dividing. Owing nothing is below no ratio. */
export function isBelowRatio(assets: bigint, owed: bigint, ratio: string): boolean {
  if (owed === 0n) return false
  const { digits, scale } = stored(ratio)
  return assets * 10n ** BigInt(scale) < digits * owed
}
