import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { lockCompany } from '../../companies/company.ts'
import { writeAudit } from '../../kernel/audit.ts'
import { jsonb, type Tx } from '../../kernel/database.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { requestedBy } from '../../payments/payment.ts'
import type { WalletDeps } from '../deps.ts'
import { checkRules } from './check-rules.ts'
import { readRules } from './read-rule.ts'
import type { ChainRule } from './rule.ts'
import { RulesBody, RulesShape, showRules } from './rule-shape.ts'

/** Replaces all rules at once; a chain left out returns to the default. */
export function putRules(deps: WalletDeps) {
  return writeRoute({
    method: 'PUT',
    path: '/virtual-wallets/config/rules',
    access: { level: 3 },
    summary: 'Replace the rules',
    refusals: ['RULE_INVALID'],
    tag: 'Configuration',
    body: RulesBody,
    answer: RulesShape,
    async write(tx, call) {
      await lockCompany(tx, call.companyId)
      const before = await readRules(tx, call.companyId)
      const chains = new Set(before.map(({ chain }) => chain))
      const setBy = requestedBy(call.caller)
      const asked = await checkRules(
        tx,
        { ...deps, now: call.now, setBy },
        call.companyId,
        call.body.rules,
        chains,
      )
      if (isRefusal(asked)) return asked
      const rules = asked.map((rule) => keepAuthors(rule, before))
      await replaceRules(tx, call.companyId, rules, call.now)
      const after = await readRules(tx, call.companyId)
      await writeAudit(tx, {
        companyId: call.companyId,
        caller: call.caller,
        action: 'wallet_rules.replaced',
        objectType: 'wallet_rules',
        objectId: null,
        before,
        after,
        traceId: call.traceId,
        at: call.now,
      })
      return showRules(after)
    },
  })
}

/** What stays as it was keeps those who set it: nobody becomes its author by sending it along. Who changes it joins them, and stands behind it too. */
function keepAuthors({ chain, rule }: ChainRule, before: readonly ChainRule[]): ChainRule {
  const known = before.find((one) => one.chain === chain)?.rule.automatic_transfers ?? []
  const automatic_transfers = rule.automatic_transfers.map((transfer) => {
    const old = known.find(({ id }) => id === transfer.id)
    if (old === undefined || isDeepStrictEqual({ ...old, set_by: '' }, { ...transfer, set_by: '' }))
      return old ?? transfer
    return { ...transfer, set_by: [...new Set([...old.set_by.split(' '), transfer.set_by])].join(' ') }
  })
  return { chain, rule: { ...rule, automatic_transfers } }
}

/** A schedule starts to count when it is set; one that stays as it was goes on, and so do the alerts that have fired. */
async function replaceRules(
  tx: Tx,
  companyId: string,
  rules: readonly ChainRule[],
  now: Date,
): Promise<void> {
  const chains = rules.map(({ chain }) => chain)
  await sql`DELETE FROM wallet_rules WHERE company_id = ${companyId} AND NOT chain = ANY(${chains}::text[])`.execute(
    tx,
  )
  for (const { chain, rule } of rules)
    await sql`
      INSERT INTO wallet_rules (company_id, chain, rule, swept_at)
      VALUES (${companyId}, ${chain}, ${jsonb(rule)}, ${now})
      ON CONFLICT (company_id, chain) DO UPDATE SET rule = excluded.rule,
        swept_at = CASE WHEN wallet_rules.rule -> 'sweep' = excluded.rule -> 'sweep'
                        THEN wallet_rules.swept_at ELSE excluded.swept_at END`.execute(tx)
}
