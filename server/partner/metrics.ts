import { Counter, Gauge, Histogram } from 'prom-client'
import { metrics } from '../kernel/metrics.ts'

export const partnerCalls = new Histogram({
  name: 'holdfast_partner_call_seconds',
  help: 'Time of one try of a call to the banking partner, by what came of it',
  labelNames: ['call', 'outcome'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  registers: [metrics],
})

export const partnerUp = new Gauge({
  name: 'holdfast_partner_up',
  help: '1 while the banking partner answers this node, 0 since it does not',
  registers: [metrics],
})

export const partnerEvents = new Counter({
  name: 'holdfast_partner_events_total',
  help: 'Webhooks of the banking partner: STORED, KNOWN (it came before), IGNORED (not readable), REFUSED (signature)',
  labelNames: ['outcome'],
  registers: [metrics],
})
