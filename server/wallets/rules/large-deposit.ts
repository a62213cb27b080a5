import { alertEvent } from '../../alerts/alert-event.ts'
import type { DepositCredit } from '../../deposits/types.ts'
import type { Reader } from '../../kernel/database.ts'
import { moneyToText } from '../../kernel/money.ts'
import type { NewEvent } from '../../webhooks/types.ts'
import { isBelow, stored } from './amounts.ts'
import { readRule } from './read-rule.ts'

/** One for every credited deposit that reaches a LARGE_DEPOSIT threshold of its token. */
export async function largeDepositAlerts(
  reader: Reader,
  companyId: string,
  credits: readonly DepositCredit[],
  now: Date,
): Promise<NewEvent[]> {
  const alerts: NewEvent[] = []
  for (const [chain, ofChain] of Map.groupBy(credits, ({ token }) => token.chain)) {
    const rule = await readRule(reader, companyId, chain)
    for (const { deposit, token } of ofChain)
      for (const alert of rule.alerts) {
        if (alert.type !== 'LARGE_DEPOSIT' || alert.token_address !== token.address) continue
        if (isBelow(deposit.amount, token.decimals, stored(alert.threshold))) continue
        alerts.push(
          alertEvent({
            companyId,
            product: 'virtual_wallets',
            type: alert.type,
            chain,
            walletId: deposit.wallet_id,
            tokenAddress: token.address,
            value: moneyToText({ asset: token, units: deposit.amount }),
            threshold: alert.threshold,
            depositId: deposit.id,
            at: now,
          }),
        )
      }
  }
  return alerts
}
