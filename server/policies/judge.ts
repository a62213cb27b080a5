import { unitsToText } from '../kernel/money.ts'
import { type PayingProduct, type Policy, USD_DECIMALS } from './policy.ts'

export interface JudgedPayment {
  readonly product: PayingProduct
  readonly walletId: string
  /** Worth, rounded up. */
  readonly usdMicro: bigint
  /** Null: at a price that is believed. Else nobody has had a day to look at it, and it counts from then: until then no amount is small. */
  readonly pricedFrom: Date | null
  /** NONE: it goes to no address, so only the amount is judged. */
  readonly destination: 'LISTED' | 'UNLISTED' | 'NONE'
}

export type Judgement =
  | { readonly kind: 'ALLOWED' }
  /** `needed` people must approve: `names` are the policies that ask for it. */
  | { readonly kind: 'APPROVAL'; readonly needed: number; readonly names: readonly string[] }
  | { readonly kind: 'REFUSED'; readonly name: string; readonly reason: string }

/** What one policy has against a payment; `room`: how much it would still let pass. */
interface Objection {
  readonly name: string
  readonly reason: string
  readonly room: bigint
}

/** The policies that say something about payments of this wallet. */
export function fitting(
  policies: readonly Policy[],
  { product, walletId }: Pick<JudgedPayment, 'product' | 'walletId'>,
): Policy[] {
  return policies.filter(
    (policy) =>
      policy.products.includes(product) && (policy.walletId === null || policy.walletId === walletId),
  )
}

/**
 * All policies that fit apply, and the strictest wins: one objection refuses, and the one that leaves least room is told. A
 * product without policies is free; with policies of which none fits it pays nothing. `spent`: what counts already in the 24
 * hours of a policy. Pure.
 */
export function judge(
  policies: readonly Policy[],
  payment: JudgedPayment,
  spent: (policy: Policy) => bigint,
): Judgement {
  if (!policies.some(({ products }) => products.includes(payment.product))) return { kind: 'ALLOWED' }
  const fit = fitting(policies, payment)
  if (fit.length === 0) return { kind: 'REFUSED', name: 'none', reason: 'no policy fits' }
  const objections = fit.flatMap((policy) => objectionsOf(policy, payment, spent))
  const [first, ...others] = objections
  if (first !== undefined) {
    const { name, reason } = others.reduce((least, one) => (one.room < least.room ? one : least), first)
    return { kind: 'REFUSED', name, reason }
  }
  const { usdMicro, pricedFrom } = payment
  const asking = fit.filter(
    ({ approvalAbove }) => approvalAbove !== null && (pricedFrom !== null || usdMicro > approvalAbove),
  )
  if (asking.length === 0) return { kind: 'ALLOWED' }
  return {
    kind: 'APPROVAL',
    needed: Math.max(...asking.map(({ approvals }) => approvals)),
    names: asking.map(({ name }) => name),
  }
}

function objectionsOf(
  policy: Policy,
  { usdMicro, pricedFrom, destination }: JudgedPayment,
  spent: (policy: Policy) => bigint,
): Objection[] {
  const { name, maxPerPayment, maxPerDay } = policy
  const objections: Objection[] = []
  // No amount would do: it leaves less room than any maximum.
  if (policy.destinations === 'ALLOWED' && destination === 'UNLISTED')
    objections.push({ name, reason: 'the destination is not an allowed address', room: -1n })
  if (pricedFrom !== null && (maxPerPayment !== null || maxPerDay !== null))
    objections.push({
      name,
      reason: `the token's price is new, and counts from ${pricedFrom.toISOString()}`,
      room: -1n,
    })
  if (maxPerPayment !== null && usdMicro > maxPerPayment)
    objections.push({
      name,
      reason: `${dollars(usdMicro)} is above the maximum of ${dollars(maxPerPayment)} per payment`,
      room: maxPerPayment,
    })
  if (maxPerDay !== null) {
    const before = spent(policy)
    if (before + usdMicro > maxPerDay)
      objections.push({
        name,
        reason: `with ${dollars(before)} in the last 24 hours it is above the maximum of ${dollars(maxPerDay)} per day`,
        room: before > maxPerDay ? 0n : maxPerDay - before,
      })
  }
  return objections
}

function dollars(usdMicro: bigint): string {
  return `${unitsToText(usdMicro, USD_DECIMALS)} USD`
}
