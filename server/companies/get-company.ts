import { readRoute } from '../kernel/http/route.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { companyAnswer, findCompany } from './company.ts'
import { CompanyAnswer } from './write-company.ts'

export function getCompanyRoute({ sealer }: { readonly sealer: Sealer }) {
  return readRoute({
    method: 'GET',
    path: '/management/companies',
    access: { level: 3 },
    summary: "Get the key's company, with its webhook key",
    refusals: ['COMPANY_NOT_FOUND'],
    tag: 'Companies',
    answer: CompanyAnswer,
    async read(db, { companyId }) {
      const company = await findCompany(db, companyId)
      return company === null ? refuse('COMPANY_NOT_FOUND') : companyAnswer(sealer, company)
    },
  })
}
