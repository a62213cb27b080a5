import { Type } from 'typebox'
import type { Tokens } from '../chains/tokens.ts'
import { Instant, NullableText } from '../companies/schemas.ts'
import type { Reader } from '../kernel/database.ts'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import { APPROVAL_STATUSES, type Approval } from './approval.ts'

export const DecisionsShape = Type.Array(
  Type.Object({
    by: Type.String(),
    decision: Type.Enum(['APPROVE', 'REJECT']),
    comment: NullableText,
    at: Instant,
  }),
)

export const ApprovalShape = Type.Object({
  id: Type.String(),
  product: NullableText,
  operation: Type.String(),
  wallet_id: NullableText,
  to_address: NullableText,
  token_address: NullableText,
  amount: Type.Union([Type.Number(), Type.Null()]),
  requested_by: Type.String(),
  status: Type.Enum([...APPROVAL_STATUSES]),
  decisions: DecisionsShape,
  created_at: Instant,
  expires_at: Instant,
})

type ShownApproval = Omit<Approval, 'status' | 'transaction'> & { readonly status: string }

/** With what was decided, in its order. */
export async function showApprovals(
  reader: Reader,
  tokens: Pick<Tokens, 'findEver'>,
  companyId: string,
  approvals: readonly ShownApproval[],
): Promise<object[]> {
  const decisionsOf = await readDecisions(
    reader,
    companyId,
    approvals.map(({ id }) => id),
  )
  const shown: object[] = []
  for (const approval of approvals)
    shown.push({
      id: approval.id,
      product: approval.product,
      operation: approval.operation,
      wallet_id: approval.wallet_id,
      to_address: approval.to_address,
      token_address: approval.token_address,
      amount: await amountOf(reader, tokens, approval),
      requested_by: approval.requested_by,
      status: approval.status,
      decisions: decisionsOf(approval.id),
      created_at: approval.created_at.toISOString(),
      expires_at: approval.expires_at.toISOString(),
    })
  return shown
}

/** What people have said to each of these approvals, in its order. */
export async function readDecisions(
  reader: Reader,
  companyId: string,
  approvalIds: readonly string[],
): Promise<(approvalId: string) => object[]> {
  const decisions =
    approvalIds.length === 0
      ? []
      : await reader
          .selectFrom('approval_decisions')
          .selectAll()
          .where('company_id', '=', companyId)
          .where('approval_id', 'in', approvalIds)
          .orderBy('at')
          .orderBy('user_id')
          .execute()
  return (approvalId) =>
    decisions
      .filter(({ approval_id: id }) => id === approvalId)
      .map(({ user_id, decision, comment, at }) => ({
        by: `user:${user_id}`,
        decision,
        comment,
        at: at.toISOString(),
      }))
}

async function amountOf(reader: Reader, tokens: Pick<Tokens, 'findEver'>, approval: ShownApproval) {
  const { company_id: companyId, chain, token_address: address, amount } = approval
  if (chain === null || address === null || amount === null) return null
  const token = await tokens.findEver(reader, companyId, chain, address)
  if (token === null) throw new Error(`Approval ${approval.id} is of a token that the company never had`)
  return jsonNumber(unitsToText(amount, token.decimals))
}
