import type { Answer } from '../../shared/api/call.ts'

export type Ramp = Answer<'GET /virtual-wallets/ramps/{id}'>

export function isOpen({ status }: Ramp): boolean {
  return status === 'PENDING' || status === 'PROCESSING'
}

/** Nobody has paid yet. */
export function isUnpaid({ type, state }: Ramp): boolean {
  return type === 'RAMP_ON' && state === 'awaiting_funds'
}
