import type { SettledTransaction } from '../chains/types.ts'

type Outcome = SettledTransaction['outcome']

/** What the movement of an outgoing payment says when its transaction has ended so. */
export const MOVEMENT_AFTER = {
  SUCCEEDED: 'COMPLETED',
  FAILED: 'FAILED',
  LOST: 'FAILED',
  MANUAL_CHECK: 'PROCESSING',
} as const satisfies Record<Outcome, string>

/** What its event says. */
export const EVENT_AFTER = {
  SUCCEEDED: 'success',
  FAILED: 'failed',
  LOST: 'failed',
  MANUAL_CHECK: 'manual_check',
} as const satisfies Record<Outcome, string>
