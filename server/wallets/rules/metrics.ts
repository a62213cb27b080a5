import { Gauge } from 'prom-client'
import { metrics } from '../../kernel/metrics.ts'

export const lowHoldings = new Gauge({
  name: 'holdfast_low_holdings',
  help: 'Holding wallets that are below a threshold of their rules, as the leading node last saw them',
  registers: [metrics],
})

export const reserveRatioMin = new Gauge({
  name: 'holdfast_reserve_ratio_min',
  help: 'The lowest reserve ratio of those below a threshold of their rules; not a number while there is none',
  registers: [metrics],
})
