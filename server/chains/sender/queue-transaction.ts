import { jsonb, type Tx } from '../../kernel/database.ts'
import { currentTraceId } from '../../kernel/trace.ts'
import type { NewChainTransaction, Permission } from '../types.ts'

const NO_PERMISSION: Permission = { policyVersion: null, approvedBy: [] }

/**
 * Queues a transaction in the caller's commit: from there on it is sent once, whatever is killed. The sender's loop finds it;
 * `Sender.drive` after the commit does it at once. Queuing an id twice violates the primary key: the caller's ids are unique.
 */
export async function queueTransaction(tx: Tx, transaction: NewChainTransaction): Promise<void> {
  const { policyVersion, approvedBy } = transaction.permission ?? NO_PERMISSION
  await tx
    .insertInto('chain_transactions')
    .values({
      company_id: transaction.companyId,
      id: transaction.id,
      chain: transaction.chain,
      purpose: transaction.purpose,
      from_address: transaction.from.address,
      key_path: transaction.from.keyPath,
      intent: jsonb(transaction.intent),
      policy_version: policyVersion === null ? null : BigInt(policyVersion),
      approved_by: [...approvedBy],
      state: 'QUEUED',
      next_at: new Date(),
      created_at: transaction.createdAt,
      trace_id: currentTraceId(),
    })
    .execute()
}
