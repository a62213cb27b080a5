import { Counter, Gauge } from 'prom-client'
import { metrics } from '../kernel/metrics.ts'

export const alertsTold = new Counter({
  name: 'holdfast_alerts_total',
  help: 'Alerts written by this process, by type',
  labelNames: ['type'],
  registers: [metrics],
})

export const stuckTransactions = new Gauge({
  name: 'holdfast_stuck_transactions',
  help: 'Chain transactions that wait for an operator (MANUAL_CHECK)',
  labelNames: ['chain'],
  registers: [metrics],
})

export const oldestUnsent = new Gauge({
  name: 'holdfast_oldest_unsent_seconds',
  help: 'Age of the oldest chain transaction that is queued and not sent; 0 when there is none',
  labelNames: ['chain'],
  registers: [metrics],
})

export const gasPriceCapped = new Gauge({
  name: 'holdfast_gas_price_capped',
  help: '1 while the market asks more for gas than the cap allows, and what is new waits',
  labelNames: ['chain'],
  registers: [metrics],
})
