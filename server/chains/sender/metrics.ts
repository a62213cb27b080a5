import { Counter, Gauge } from 'prom-client'
import { metrics } from '../../kernel/metrics.ts'

export const settledTransactions = new Counter({
  name: 'holdfast_chain_transactions_total',
  help: 'Chain transactions that ended, or were handed to an operator (MANUAL_CHECK)',
  labelNames: ['chain', 'purpose', 'outcome'],
  registers: [metrics],
})

export const replacedAttempts = new Counter({
  name: 'holdfast_chain_replacements_total',
  help: 'Stuck chain transactions that were signed again with higher fees',
  labelNames: ['chain'],
  registers: [metrics],
})

export const gasAccountPayments = new Gauge({
  name: 'holdfast_gas_account_payments',
  help: 'How many payments the coin of the gas account is worth, at the price when last looked at',
  labelNames: ['chain', 'address'],
  registers: [metrics],
})
