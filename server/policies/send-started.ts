import { queueTransaction } from '../chains/sender/queue-transaction.ts'
import type { NewChainTransaction } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { readYes } from './read-yes.ts'

/**
 * Queues the transaction of a payment that was started without one, now that it is known where it goes. Its amount passed the
 * policies then, and must be the same now; where people had to decide, they have. Once: a payment that names an address has its transaction.
 * @throws when any of that is not so: the program is at fault.
 */
export async function sendStarted(
  tx: Tx,
  transaction: Omit<NewChainTransaction, 'permission'>,
): Promise<void> {
  const { companyId, id, chain, intent } = transaction
  if (intent.kind !== 'token_transfer') throw new Error(`Payment ${id} would be a ${intent.kind}`)
  const payment = await tx
    .updateTable('payments')
    .set({ to_address: intent.to, updated_at: transaction.createdAt })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('chain', '=', chain)
    .where('token_address', '=', intent.token)
    .where('amount', '=', BigInt(intent.amount))
    .where('status', '=', 'PENDING')
    .where('to_address', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('approvals')
            .select('id')
            .where('approvals.company_id', '=', companyId)
            .where('approvals.payment_id', '=', id)
            .where('approvals.status', '<>', 'APPROVED'),
        ),
      ),
    )
    .returning('policy_version')
    .executeTakeFirst()
  if (payment === undefined) throw new Error(`Payment ${id} may not be sent as it stands`)
  const approval = await tx
    .selectFrom('approvals')
    .select(['company_id', 'id'])
    .where('company_id', '=', companyId)
    .where('payment_id', '=', id)
    .executeTakeFirst()
  const permission = {
    policyVersion: payment.policy_version === null ? null : String(payment.policy_version),
    approvedBy: approval === undefined ? [] : await readYes(tx, approval),
  }
  await queueTransaction(tx, { ...transaction, permission })
}
