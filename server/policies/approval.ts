import { type Selectable, sql } from 'kysely'
import { jsonb, type Tx } from '../kernel/database.ts'
import { isId, newId } from '../kernel/ids.ts'
import type { Schema } from '../migrations/schema.ts'
import type { NewPayment } from '../payments/payment.ts'
import type { PlannedTransaction } from './planned-transaction.ts'

export const APPROVAL_STATUSES = ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED'] as const
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number]

/** The operation of an approval that no payment waits for: a draft of policies. */
export const POLICIES = 'policies'

/** What a payment's approval keeps: the transaction is queued as it stands here, if it is known yet where it goes. */
type StoredTransaction = Omit<PlannedTransaction, 'createdAt'>

export interface Approval extends Omit<Selectable<Schema['approvals']>, 'transaction'> {
  readonly status: ApprovalStatus
  readonly transaction: StoredTransaction | null
}

/** Then nobody has decided, and it is over. */
const LIFE_MS = 72 * 3_600_000

/** The payment is recorded and its money taken; its transaction waits here until people have decided. */
export async function insertPaymentApproval(
  tx: Tx,
  waiting: {
    readonly payment: NewPayment
    readonly transaction: PlannedTransaction
    readonly needed: number
  },
): Promise<void> {
  const { payment, transaction, needed } = waiting
  const { createdAt: _, ...stored } = transaction
  await tx
    .insertInto('approvals')
    .values({
      ...life(payment.at),
      company_id: payment.companyId,
      product: payment.product,
      operation: payment.operation,
      wallet_id: payment.walletId,
      chain: payment.token.chain,
      to_address: payment.toAddress,
      token_address: payment.token.address,
      amount: payment.units,
      needed,
      requested_by: payment.requestedBy,
      payment_id: payment.id,
      transaction: jsonb(stored satisfies StoredTransaction),
    })
    .execute()
}

/** @returns the approval's id. One other person is enough. */
export async function insertPoliciesApproval(
  tx: Tx,
  draft: { readonly companyId: string; readonly requestedBy: string; readonly at: Date },
): Promise<string> {
  const values = life(draft.at)
  await tx
    .insertInto('approvals')
    .values({
      ...values,
      company_id: draft.companyId,
      operation: POLICIES,
      needed: 1,
      requested_by: draft.requestedBy,
    })
    .execute()
  return values.id
}

function life(at: Date) {
  return {
    id: newId(),
    status: 'PENDING' as const,
    created_at: at,
    expires_at: new Date(at.getTime() + LIFE_MS),
  }
}

/** Locked until the end of the transaction: what is decided about it is decided once. */
export async function lockApproval(tx: Tx, companyId: string, id: string): Promise<Approval | null> {
  if (!isId(id)) return null
  const row = await selectApprovals(tx)
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

export async function lockApprovalOfPayment(
  tx: Tx,
  companyId: string,
  paymentId: string,
): Promise<Approval | null> {
  const row = await selectApprovals(tx)
    .where('company_id', '=', companyId)
    .where('payment_id', '=', paymentId)
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

function selectApprovals(tx: Tx) {
  return tx
    .selectFrom('approvals')
    .selectAll()
    .$narrowType<{ status: ApprovalStatus; transaction: StoredTransaction | null }>()
}

export async function writeStatus(
  tx: Tx,
  approval: Pick<Approval, 'company_id' | 'id'>,
  status: Exclude<ApprovalStatus, 'PENDING'>,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('approvals')
    .set({ status, closed_at: at, xid: sql`pg_current_xact_id()` })
    .where('company_id', '=', approval.company_id)
    .where('id', '=', approval.id)
    .execute()
}
