import type { Reader } from '../kernel/database.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import { isUsable } from './allowed-address.ts'
import type { Approval } from './approval.ts'
import { fitting } from './judge.ts'
import type { PayingProduct } from './policy.ts'
import { policiesOf, readPolicySet } from './policy-set.ts'

/**
 * At the approval the destination must still be listed where a policy asks for it: somebody may have taken it off the list while
 * the payment waited. The amounts are not judged again: the payment counts in the day's sum already.
 */
export async function refuseUnlisted(reader: Reader, approval: Approval, now: Date): Promise<Refusal | null> {
  const { company_id: companyId, product, wallet_id: walletId, chain, to_address: address } = approval
  if (product === null || walletId === null || chain === null || address === null) return null
  const policies = policiesOf(await readPolicySet(reader, companyId))
  const asking = fitting(policies, { product: product as PayingProduct, walletId }).find(
    ({ destinations }) => destinations === 'ALLOWED',
  )
  if (asking === undefined || (await isUsable(reader, { companyId, chain, address }, now))) return null
  return refuse('POLICY_REFUSED', {
    name: asking.name,
    reason: 'the destination is not an allowed address',
  })
}
