import { Counter, Histogram } from 'prom-client'
import { metrics } from '../../kernel/metrics.ts'

export const answerDuration = new Histogram({
  name: 'holdfast_card_authorization_seconds',
  help: "Time from a purchase's arrival to its answer, less what its company took to answer",
  labelNames: ['decision'],
  buckets: [0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.2, 1.6],
  registers: [metrics],
})

export const commitDuration = new Histogram({
  name: 'holdfast_card_batch_seconds',
  help: 'Time to decide and commit a batch of purchases',
  buckets: [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1],
  registers: [metrics],
})

export const batchSize = new Histogram({
  name: 'holdfast_card_batch_purchases',
  help: 'Purchases that were committed together',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  registers: [metrics],
})

export const collisions = new Counter({
  name: 'holdfast_card_batch_collisions_total',
  help: 'Batches that were decided again because something else had changed what they were decided over',
  registers: [metrics],
})

export const unrecorded = new Counter({
  name: 'holdfast_card_purchases_unrecorded_total',
  help: 'Purchases that were declined without a record: the database was away for too long',
  registers: [metrics],
})
