import { Type } from 'typebox'
import { enumField } from '../../../server/kernel/http/fields.ts'
import { writeRoute } from '../../../server/kernel/http/route.ts'
import { BEHAVIOURS, type CompanyEndpoints } from '../../company-endpoint.ts'

const DELAY_MS = 1_500
const DELAY_MS_MAX = 60_000

export function scriptCompanyEndpoint({ companies }: { readonly companies: CompanyEndpoints }) {
  return writeRoute({
    method: 'POST',
    path: '/sandbox/company-endpoint',
    access: { level: 2, operation: 'cards' },
    sandboxOnly: true,
    status: 201,
    summary: 'Script a webhook endpoint of the company: point the webhook URL to what this answers',
    tag: 'Sandbox',
    body: Type.Object({
      behaviour: enumField(BEHAVIOURS),
      response_code: Type.Optional(Type.String({ maxLength: 20, description: 'Of `decline`; default 51' })),
      delay_ms: Type.Optional(
        Type.Integer({ minimum: 0, maximum: DELAY_MS_MAX, description: `Of \`slow\`; default ${DELAY_MS}` }),
      ),
    }),
    answer: Type.Object({ url: Type.String() }),
    async write(_tx, { body }) {
      return {
        behaviour: body.behaviour,
        responseCode: body.response_code ?? '51',
        delayMs: body.delay_ms ?? DELAY_MS,
      }
    },
    async finish(script, { companyId }) {
      return { url: companies.script(companyId, script) }
    },
  })
}
