import { Type } from 'typebox'
import { amountField } from '../../kernel/http/fields.ts'
import { jsonNumber } from '../../kernel/money.ts'
import type { AlertRule, AutomaticTransfer, ChainRule } from './rule.ts'

const SweepInput = Type.Object({
  mode: Type.String({ description: 'IMMEDIATE (default), THRESHOLD, SCHEDULE or MANUAL' }),
  amount: Type.Optional(amountField()),
  cron: Type.Optional(Type.String({ description: 'SCHEDULE: five fields, UTC' })),
})

const AutomaticTransferInput = Type.Object({
  id: Type.Optional(Type.String({ description: 'As GET gave it; a new one has none' })),
  enabled: Type.Optional(Type.Boolean({ description: 'Default true' })),
  token_address: Type.String(),
  min_amount: amountField(),
  percentage: amountField(),
  wallet_ids: Type.Optional(
    Type.Array(Type.String(), { description: 'Absent or null: all wallets of the chain' }),
  ),
  to_wallet_id: Type.Optional(Type.String()),
  to_address: Type.Optional(Type.String()),
})

const AlertInput = Type.Object({
  type: Type.String({ description: 'LOW_HOLDING, LOW_GAS, LOW_RESERVE or LARGE_DEPOSIT' }),
  token_address: Type.Optional(Type.String({ description: 'All but LOW_GAS' })),
  threshold: amountField(),
})

export const RuleInput = Type.Object({
  blockchain: Type.String(),
  sweep: Type.Optional(SweepInput),
  guarantee_fund: Type.Optional(Type.Object({ reserve_ratio: amountField() })),
  automatic_transfers: Type.Optional(Type.Array(AutomaticTransferInput)),
  alerts: Type.Optional(Type.Array(AlertInput)),
})

export const RulesBody = Type.Object({ rules: Type.Array(RuleInput) })

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const RulesShape = Type.Object({
  rules: Type.Array(
    Type.Object({
      blockchain: Type.String(),
      sweep: Type.Object({
        mode: Type.String(),
        amount: Nullable(Type.Number()),
        cron: Nullable(Type.String()),
      }),
      guarantee_fund: Nullable(Type.Object({ reserve_ratio: Type.Number() })),
      automatic_transfers: Type.Array(
        Type.Object({
          id: Type.String(),
          enabled: Type.Boolean(),
          token_address: Type.String(),
          min_amount: Type.Number(),
          percentage: Type.Number(),
          wallet_ids: Nullable(Type.Array(Type.String())),
          to_wallet_id: Nullable(Type.String()),
          to_address: Nullable(Type.String()),
        }),
      ),
      alerts: Type.Array(
        Type.Object({
          type: Type.String(),
          token_address: Nullable(Type.String()),
          threshold: Type.Number(),
        }),
      ),
    }),
  ),
})

export function showRules(rules: readonly ChainRule[]): object {
  return { rules: rules.map(showRule) }
}

function showRule({ chain, rule }: ChainRule): object {
  const { sweep, guarantee_fund: fund } = rule
  return {
    blockchain: chain,
    sweep: {
      mode: sweep.mode,
      amount: sweep.mode === 'THRESHOLD' ? jsonNumber(sweep.amount) : null,
      cron: sweep.mode === 'SCHEDULE' ? sweep.cron : null,
    },
    guarantee_fund: fund === null ? null : { reserve_ratio: jsonNumber(fund.reserve_ratio) },
    automatic_transfers: rule.automatic_transfers.map(showAutomaticTransfer),
    alerts: rule.alerts.map(showAlert),
  }
}

function showAutomaticTransfer({ set_by: _, ...transfer }: AutomaticTransfer): object {
  return {
    ...transfer,
    min_amount: jsonNumber(transfer.min_amount),
    percentage: jsonNumber(transfer.percentage),
    to_address: transfer.to_address ?? null,
  }
}

function showAlert(alert: AlertRule): object {
  return {
    type: alert.type,
    token_address: alert.type === 'LOW_GAS' ? null : alert.token_address,
    threshold: jsonNumber(alert.threshold),
  }
}
