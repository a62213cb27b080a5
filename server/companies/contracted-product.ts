import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import { readRoute, writeRoute } from '../kernel/http/route.ts'
import { refuse } from '../kernel/refusal.ts'
import { findCompany, lockCompany } from './company.ts'
import { ContractAnswer, contractOf, countUsed, POOLS, type PoolCounts } from './contract.ts'

const UsedAnswer = Type.Object({ total: Type.Integer(), used: Type.Integer() })
const COUNT_MAX = 2_147_483_647
const OptionalCount = Type.Optional(Type.Integer({ minimum: 0, maximum: COUNT_MAX }))

export const getContractRoute = readRoute({
  method: 'GET',
  path: '/management/contracted-product',
  access: { level: 3 },
  summary: 'How many of each product the company may have',
  refusals: ['COMPANY_NOT_FOUND'],
  tag: 'Contract',
  answer: ContractAnswer,
  async read(db, { companyId }) {
    const company = await findCompany(db, companyId)
    return company === null ? refuse('COMPANY_NOT_FOUND') : contractOf(company)
  },
})

export function getContractUsedRoute({ pools }: { readonly pools: PoolCounts }) {
  return readRoute({
    method: 'GET',
    path: '/management/contracted-product/used',
    access: { level: 3 },
    summary: 'How many of each product the company may have, and has',
    refusals: ['COMPANY_NOT_FOUND'],
    tag: 'Contract',
    answer: Type.Object({
      treasury_wallets: UsedAnswer,
      virtual_wallets: UsedAnswer,
      virtual_cards: UsedAnswer,
    }),
    async read(db, { companyId }) {
      const company = await findCompany(db, companyId)
      if (company === null) return refuse('COMPANY_NOT_FOUND')
      const total = contractOf(company)
      const used = await countUsed(db, companyId, pools)
      return Object.fromEntries(POOLS.map((pool) => [pool, { total: total[pool], used: used[pool] }]))
    },
  })
}

/** What is omitted is kept. The company's lock keeps what is used from growing meanwhile. */
export function changeContractRoute({ pools }: { readonly pools: PoolCounts }) {
  return writeRoute({
    method: 'PUT',
    path: '/management/companies/{companyId}/contracted-product',
    access: { operator: true },
    summary: 'Change what a company has contracted',
    refusals: ['COMPANY_NOT_FOUND', 'CONTRACT_BELOW_USED'],
    tag: 'Contract',
    body: Type.Object({
      treasury_wallets: OptionalCount,
      virtual_wallets: OptionalCount,
      virtual_cards: OptionalCount,
    }),
    answer: ContractAnswer,
    async write(tx, { caller, params, body, traceId, now }) {
      const company = await lockCompany(tx, params.companyId ?? '')
      if (company === null) return refuse('COMPANY_NOT_FOUND')
      const companyId = company.company_id
      const before = contractOf(company)
      const after = { ...before, ...body }
      const used = await countUsed(tx, companyId, pools)
      const broken = POOLS.find((pool) => after[pool] < before[pool] && after[pool] < used[pool])
      if (broken !== undefined)
        return refuse('CONTRACT_BELOW_USED', { pool: broken, used: String(used[broken]) })
      await tx.updateTable('companies').set(after).where('company_id', '=', companyId).execute()
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'contract.changed',
        objectType: 'company',
        objectId: companyId,
        before,
        after,
        traceId,
        at: now,
      })
      return after
    },
  })
}
