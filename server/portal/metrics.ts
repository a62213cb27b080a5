import { Gauge } from 'prom-client'
import { metrics } from '../kernel/metrics.ts'

export const openStreams = new Gauge({
  name: 'holdfast_portal_streams',
  help: 'Pages of the portal that listen for changes on this process',
  registers: [metrics],
})
