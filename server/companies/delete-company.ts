import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { type Company, companyAnswer, companyFacts, lockCompany, lockCompanyEvenDeleted } from './company.ts'
import { Empty } from './schemas.ts'
import { CompanyAnswer } from './write-company.ts'

/** Soft: keys and webhooks stop, nothing is erased, and what is under way (sweeps, sends) goes on. */
export const deleteCompanyRoute = writeRoute({
  method: 'DELETE',
  path: '/management/companies/{companyId}',
  access: { operator: true },
  summary: 'Delete a company: its keys and webhooks stop',
  refusals: ['COMPANY_NOT_FOUND'],
  tag: 'Companies',
  answer: Empty,
  async write(tx, call) {
    const company = await lockCompany(tx, call.params.companyId ?? '')
    if (company === null) return refuse('COMPANY_NOT_FOUND')
    await setDeleted(tx, call, company, call.now)
    return {}
  },
})

/** A company that is not deleted stays as it is. */
export function reEnableCompanyRoute({ sealer }: { readonly sealer: Sealer }) {
  return writeRoute({
    method: 'POST',
    path: '/management/companies/{companyId}/re-enable',
    access: { operator: true },
    summary: 'Undo the deletion of a company: its keys work again',
    refusals: ['COMPANY_NOT_FOUND'],
    tag: 'Companies',
    answer: CompanyAnswer,
    async write(tx, call) {
      const company = await lockCompanyEvenDeleted(tx, call.params.companyId ?? '')
      if (company === null) return refuse('COMPANY_NOT_FOUND')
      if (company.deleted_at !== null) await setDeleted(tx, call, company, null)
      return companyAnswer(sealer, company)
    },
  })
}

async function setDeleted(
  tx: Tx,
  { caller, traceId, now }: Call<unknown, unknown>,
  company: Company,
  deletedAt: Date | null,
): Promise<void> {
  await tx
    .updateTable('companies')
    .set({ deleted_at: deletedAt })
    .where('company_id', '=', company.company_id)
    .execute()
  await writeAudit(tx, {
    companyId: company.company_id,
    caller,
    action: deletedAt === null ? 'company.re_enabled' : 'company.deleted',
    objectType: 'company',
    objectId: company.company_id,
    before: companyFacts(company),
    after: companyFacts({ ...company, deleted_at: deletedAt }),
    traceId,
    at: now,
  })
}
