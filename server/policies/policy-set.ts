import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../kernel/database.ts'
import { type Decimal, decimalToUnits, readDecimal, unitsToText } from '../kernel/money.ts'
import type { Schema } from '../migrations/schema.ts'
import { type Policy, USD_DECIMALS } from './policy.ts'

/** As policy_sets keeps it: names are the contract's, amounts decimal text of dollars. */
export interface StoredPolicy {
  readonly name: string
  readonly products: Policy['products']
  readonly wallet_id: string | null
  readonly max_per_payment: string | null
  readonly max_per_day: string | null
  readonly destinations: Policy['destinations']
  readonly approval_above: string | null
  readonly approvals: number
}

export interface PolicySet extends Omit<Selectable<Schema['policy_sets']>, 'policies' | 'draft'> {
  readonly policies: readonly StoredPolicy[]
  readonly draft: readonly StoredPolicy[] | null
}

/** Null: the company never named any. */
export async function readPolicySet(reader: Reader, companyId: string): Promise<PolicySet | null> {
  const row = await selectSet(reader, companyId).executeTakeFirst()
  return row ?? null
}

/** Locked until the end of the transaction: the sums of payments and what is in force change one after the other. */
export async function lockPolicySet(tx: Tx, companyId: string): Promise<PolicySet | null> {
  const row = await selectSet(tx, companyId).forUpdate().executeTakeFirst()
  return row ?? null
}

function selectSet(reader: Reader, companyId: string) {
  return reader
    .selectFrom('policy_sets')
    .selectAll()
    .where('company_id', '=', companyId)
    .$narrowType<{ policies: readonly StoredPolicy[]; draft: readonly StoredPolicy[] | null }>()
}

/** In force now. */
export function policiesOf(set: PolicySet | null): Policy[] {
  return (set?.policies ?? []).map((policy) => ({
    name: policy.name,
    products: policy.products,
    walletId: policy.wallet_id,
    maxPerPayment: microOf(policy.max_per_payment),
    maxPerDay: microOf(policy.max_per_day),
    destinations: policy.destinations,
    approvalAbove: microOf(policy.approval_above),
    approvals: policy.approvals,
  }))
}

/** Null before any policies came into force. */
export function versionOf(set: PolicySet | null): string | null {
  return set === null || set.version === 0n ? null : String(set.version)
}

/** A number of a stored policy. It was checked when it was stored. */
function microOf(text: string | null): bigint | null {
  if (text === null) return null
  const read = readDecimal(text)
  const micro = read.kind === 'decimal' ? decimalToUnits(read.value, USD_DECIMALS) : null
  if (micro === null) throw new Error(`Stored amount is no number of dollars: ${text}`)
  return micro
}

export function dollarText({ digits, scale }: Decimal): string {
  return unitsToText(digits, scale)
}
