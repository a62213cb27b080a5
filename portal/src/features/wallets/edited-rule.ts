import type { Body } from '../../shared/api/call.ts'
import type { Rule } from './chain-rules.tsx'

type SentRule = Body<'PUT /virtual-wallets/config/rules'>['rules'][number]

export interface EditedAlert {
  readonly type: string
  readonly token_address: string
  readonly threshold: string
}

export interface EditedTransfer {
  readonly id: string
  readonly enabled: boolean
  readonly token_address: string
  readonly min_amount: string
  readonly percentage: string
  readonly wallet_ids: readonly string[] | null
  /** A wallet's id or an allowed address. */
  readonly to: string
}

/** A rule as a form has it: every field a text. */
export interface EditedRule {
  readonly blockchain: string
  readonly mode: string
  readonly amount: string
  readonly cron: string
  readonly reserveRatio: string
  readonly alerts: readonly EditedAlert[]
  readonly transfers: readonly EditedTransfer[]
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/i

export function editRule(rule: Rule): EditedRule {
  return {
    blockchain: rule.blockchain,
    mode: rule.sweep.mode,
    amount: rule.sweep.amount ?? '',
    cron: rule.sweep.cron ?? '',
    reserveRatio: rule.guarantee_fund?.reserve_ratio ?? '',
    alerts: rule.alerts.map(({ type, token_address, threshold }) => ({
      type,
      threshold,
      token_address: token_address ?? '',
    })),
    transfers: rule.automatic_transfers.map(({ to_wallet_id, to_address, ...rest }) => ({
      ...rest,
      to: to_wallet_id ?? to_address ?? '',
    })),
  }
}

export function sendRule(edited: EditedRule): SentRule {
  const { blockchain, mode, amount, cron, reserveRatio, alerts, transfers } = edited
  return {
    blockchain,
    sweep: {
      mode,
      ...(mode === 'THRESHOLD' ? { amount: amount.trim() } : {}),
      ...(mode === 'SCHEDULE' ? { cron: cron.trim() } : {}),
    },
    ...(reserveRatio.trim() === '' ? {} : { guarantee_fund: { reserve_ratio: reserveRatio.trim() } }),
    alerts: alerts.map(({ type, token_address, threshold }) => ({
      type,
      threshold: threshold.trim(),
      ...(token_address === '' || type === 'LOW_GAS' ? {} : { token_address }),
    })),
    automatic_transfers: transfers.map(({ id, to, wallet_ids, ...rest }) => ({
      ...rest,
      ...(id === '' ? {} : { id }),
      ...(wallet_ids === null ? {} : { wallet_ids }),
      ...(UUID.test(to.trim()) ? { to_wallet_id: to.trim() } : { to_address: to.trim() }),
    })),
  }
}
