import type { Tx } from '../../kernel/database.ts'
import type { NewChainTransaction } from '../types.ts'
import { queueTransaction } from './queue-transaction.ts'

/** Moves between addresses of ours: nothing goes to anybody else, so no policy is asked. */
export type OwnPurpose =
  | 'sweep'
  | 'gas'
  | 'treasury_gas'
  | 'recover_gas'
  | 'deploy'
  | 'energy'
  | 'return_energy'
  | 'activate'

export interface OwnMove extends NewChainTransaction {
  readonly purpose: OwnPurpose
}

/** The only way past policies/start-payment.ts, and for these purposes alone: a payment cannot be passed off as one by mistake. */
export async function queueOwnMove(tx: Tx, move: OwnMove): Promise<void> {
  await queueTransaction(tx, move)
}
