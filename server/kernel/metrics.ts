import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** Figures of this process, shown at /metrics. One registry: what is counted is the process, whoever counts. */
export const metrics = new Registry()

collectDefaultMetrics({ register: metrics })

export const loopFailures = new Counter({
  name: 'holdfast_loop_failures_total',
  help: 'Steps of background loops that threw and will be tried again',
  labelNames: ['loop'],
  registers: [metrics],
})

export const httpDuration = new Histogram({
  name: 'holdfast_http_request_seconds',
  help: 'Time from the request to the end of its answer',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  registers: [metrics],
})
