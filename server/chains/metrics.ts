import { Gauge } from 'prom-client'
import { metrics } from '../kernel/metrics.ts'

export const nodeUp = new Gauge({
  name: 'holdfast_node_up',
  help: '1 while the node of a chain is used; 0 when it is away, late, or contradicts what is known',
  labelNames: ['chain', 'node'],
  registers: [metrics],
})

export const watcherLag = new Gauge({
  name: 'holdfast_watcher_lag_blocks',
  help: 'Blocks that are known to exist and not read yet, as the leading node has written it',
  labelNames: ['chain'],
  registers: [metrics],
})
