import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import type { Reader } from '../kernel/database.ts'
import { amountField, enumField, readAmount, readText } from '../kernel/http/fields.ts'
import { isId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { PRODUCTS } from './policy.ts'
import { dollarText, type StoredPolicy } from './policy-set.ts'

const PolicyInput = Type.Object({
  name: Type.String(),
  products: Type.Array(enumField(PRODUCTS)),
  wallet_id: Type.Optional(Type.String({ description: 'Absent or null: every wallet of these products' })),
  max_per_payment: Type.Optional(amountField()),
  max_per_day: Type.Optional(amountField()),
  destinations: Type.Optional(enumField(['ANY', 'ALLOWED'])),
  approval_above: Type.Optional(amountField()),
  approvals: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: 'Default 1' })),
})

export const PoliciesBody = Type.Object({ policies: Type.Array(PolicyInput) })

const POLICIES_MAX = 100

/** As they will be stored, or what is wrong, with its path. */
export async function checkPolicies(
  reader: Reader,
  companyId: string,
  inputs: Static<typeof PoliciesBody>['policies'],
): Promise<StoredPolicy[] | Refusal> {
  if (inputs.length > POLICIES_MAX) return wrong('policies', `must have at most ${POLICIES_MAX} elements`)
  const policies: StoredPolicy[] = []
  for (const [index, input] of inputs.entries()) {
    const path = `policies[${index}]`
    const policy = await checkPolicy(reader, companyId, path, input)
    if (isRefusal(policy)) return policy
    if (policies.some(({ name }) => name === policy.name)) return wrong(`${path}.name`, 'is there twice')
    policies.push(policy)
  }
  return policies
}

async function checkPolicy(
  reader: Reader,
  companyId: string,
  path: string,
  input: Static<typeof PolicyInput>,
): Promise<StoredPolicy | Refusal> {
  const name = readText(`${path}.name`, input.name)
  if (isRefusal(name)) return name
  if (input.products.length === 0) return wrong(`${path}.products`, 'must name a product')
  const products = PRODUCTS.filter((product) => input.products.includes(product))
  const walletId = input.wallet_id?.toLowerCase() ?? null
  if (walletId !== null && !(await hasWallet(reader, companyId, products, walletId)))
    return wrong(`${path}.wallet_id`, 'is not a wallet of these products')
  const limits = { max_per_payment: null, max_per_day: null, approval_above: null } as Record<
    'max_per_payment' | 'max_per_day' | 'approval_above',
    string | null
  >
  for (const limit of ['max_per_payment', 'max_per_day', 'approval_above'] as const) {
    if (input[limit] === undefined) continue
    const amount = readAmount(`${path}.${limit}`, input[limit], { zeroAllowed: true })
    if (isRefusal(amount)) return amount
    limits[limit] = dollarText(amount)
  }
  const { destinations = 'ANY', approvals = 1 } = input
  return { name, products, wallet_id: walletId, ...limits, destinations, approvals }
}

/** Any wallet that pays: a virtual one, a holding wallet, a wallet of Treasury. */
async function hasWallet(
  reader: Reader,
  companyId: string,
  products: StoredPolicy['products'],
  walletId: string,
): Promise<boolean> {
  if (!isId(walletId)) return false
  const { rows } = await sql<{ found: boolean }>`
    WITH wallets AS (
      SELECT 'virtual_wallets' AS product, company_id, id FROM virtual_wallets WHERE deleted_at IS NULL
      UNION ALL SELECT product, company_id, id FROM holding_wallets
      UNION ALL SELECT 'treasury', company_id, id FROM treasury_wallets WHERE deleted_at IS NULL)
    SELECT EXISTS (SELECT FROM wallets WHERE company_id = ${companyId} AND id = ${walletId}
                   AND product = ANY(${[...products]}::text[])) AS found`.execute(reader)
  return rows[0]?.found === true
}

function wrong(path: string, problem: string): Refusal {
  return refuse('POLICY_INVALID', { path, problem })
}
