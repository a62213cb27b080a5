import type { Token } from '../chains/types.ts'
import { worthMicroUsdAtMost } from '../deposits/minimum.ts'
import type { Tx } from '../kernel/database.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { NewPayment } from '../payments/payment.ts'
import { isUsable } from './allowed-address.ts'
import { fitting, type JudgedPayment, judge } from './judge.ts'
import type { Policy } from './policy.ts'
import { lockPolicySet, type PolicySet, policiesOf, readPolicySet, versionOf } from './policy-set.ts'
import { spentInDay } from './spent.ts'

/** What is about to leave a wallet of the company for somebody else. */
export interface OutgoingIntent {
  readonly companyId: string
  readonly product: NewPayment['product']
  /** The payment's. */
  readonly operation: string
  readonly walletId: string
  readonly token: Token
  /** Smallest units. */
  readonly units: bigint
  /** As emitted. Null: only the amount can be judged. */
  readonly toAddress: string | null
  readonly requestedBy: string
  readonly at: Date
}

export type Verdict = Judged &
  (
    | { readonly kind: 'ALLOWED' }
    | {
        readonly kind: 'APPROVAL'
        /** So many people must approve. */
        readonly needed: number
        /** The policies that say so. */
        readonly names: readonly string[]
      }
  )

interface Judged {
  /** What it counts as in the company's sums. */
  readonly usdMicro: bigint
  /** Of the policies that judged it; null: the company has none. */
  readonly policyVersion: string | null
}

/**
 * What the company's policies say to a payment; POLICY_REFUSED (W12) is told before the balances are looked at. Where a day's sum
 * is judged the policy set is locked until the caller's commit: two payments never share the last dollar of a day.
 */
export async function checkOutgoing(tx: Tx, intent: OutgoingIntent): Promise<Verdict | Refusal> {
  const usdMicro = worthMicroUsdAtMost(asJudged(intent), intent.units)
  const set = await setToJudgeBy(tx, intent)
  const policies = policiesOf(set)
  const fit = fitting(policies, intent)
  const spent = new Map<Policy, bigint>()
  for (const policy of fit)
    if (policy.maxPerDay !== null)
      spent.set(policy, await spentInDay(tx, intent.companyId, policy, intent.at))
  const destination = await destinationOf(tx, fit, intent)
  const judgement = judge(policies, { ...intent, usdMicro, destination }, (policy) => spent.get(policy) ?? 0n)
  const judged = { usdMicro, policyVersion: versionOf(set) }
  switch (judgement.kind) {
    case 'REFUSED':
      return refuse('POLICY_REFUSED', { name: judgement.name, reason: judgement.reason })
    case 'ALLOWED':
      return { kind: 'ALLOWED', ...judged }
    case 'APPROVAL':
      return { ...judgement, ...judged }
  }
}

/** A price that was lowered counts a day later: whoever may set prices does not open the policies with it. */
function asJudged({ token, at }: OutgoingIntent): Token {
  const { heldPrice } = token
  return heldPrice !== undefined && heldPrice.until > at ? { ...token, usdPrice: heldPrice.usdPrice } : token
}

/** What is in force. Read again under the lock, where it is taken: it may have changed while it was waited for. */
async function setToJudgeBy(tx: Tx, intent: OutgoingIntent): Promise<PolicySet | null> {
  const set = await readPolicySet(tx, intent.companyId)
  if (!fitting(policiesOf(set), intent).some(({ maxPerDay }) => maxPerDay !== null)) return set
  return lockPolicySet(tx, intent.companyId)
}

async function destinationOf(
  tx: Tx,
  fit: readonly Policy[],
  { companyId, token, toAddress, at }: OutgoingIntent,
): Promise<JudgedPayment['destination']> {
  if (toAddress === null) return 'NONE'
  if (fit.every(({ destinations }) => destinations === 'ANY')) return 'UNLISTED'
  const usable = await isUsable(tx, { companyId, chain: token.chain, address: toAddress }, at)
  return usable ? 'LISTED' : 'UNLISTED'
}
