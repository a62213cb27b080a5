import type { ChainName } from '../../chains/types.ts'
import type { Reader } from '../../kernel/database.ts'
import { type ChainRule, DEFAULT_RULE, type Rule } from './rule.ts'

/** The rule of a chain, or the default. */
export async function readRule(reader: Reader, companyId: string, chain: ChainName): Promise<Rule> {
  const row = await reader
    .selectFrom('wallet_rules')
    .select('rule')
    .where('company_id', '=', companyId)
    .where('chain', '=', chain)
    .executeTakeFirst()
  return row === undefined ? DEFAULT_RULE : (row.rule as Rule)
}

/** One per chain with a holding wallet, in the order in which these appeared. */
export async function readRules(reader: Reader, companyId: string): Promise<ChainRule[]> {
  const rows = await reader
    .selectFrom('holding_wallets as h')
    .leftJoin('wallet_rules as r', (join) =>
      join.onRef('r.company_id', '=', 'h.company_id').onRef('r.chain', '=', 'h.chain'),
    )
    .select(['h.chain', 'r.rule'])
    .where('h.company_id', '=', companyId)
    .where('h.product', '=', 'virtual_wallets')
    .orderBy('h.id')
    .execute()
  return rows.map(({ chain, rule }) => ({ chain, rule: (rule as Rule | null) ?? DEFAULT_RULE }))
}
