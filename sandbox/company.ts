import { readJson, writeJson } from './files.ts'
import type { Home } from './home.ts'
import type { PortalUser } from './portal-user.ts'

export interface SandboxCompany {
  readonly id: string
  readonly name: string
  /** Level 3 everywhere. */
  readonly api_key: string
  readonly webhook_key: string
}

/** What outlives a stop. */
export interface KeptCompany extends Omit<SandboxCompany, 'webhook_key'> {
  /** Of a home of an older release there is none. */
  readonly portal?: PortalUser
}

const NAME = 'Sandbox Company'

/** The company of earlier starts, or a new one when there is none or the database is another one; made as an operator would. */
export async function openCompany(home: Home, apiUrl: string, operatorKey: string): Promise<SandboxCompany> {
  const kept = readJson<KeptCompany>(home.companyFile)
  const webhookKey = kept === null ? null : await readWebhookKey(apiUrl, kept.api_key)
  if (kept !== null && webhookKey !== null) {
    const { portal: _, ...company } = kept
    return { ...company, webhook_key: webhookKey }
  }
  const made = await call(apiUrl, operatorKey, 'POST', { name: NAME })
  if (made.status !== 200) throw new Error(`The first company was refused: ${JSON.stringify(made.body)}`)
  const company = { id: text(made.body.id), name: NAME, api_key: text(made.body.api_key) }
  writeJson(home.companyFile, company)
  return { ...company, webhook_key: (await readWebhookKey(apiUrl, company.api_key)) ?? '' }
}

async function readWebhookKey(apiUrl: string, apiKey: string): Promise<string | null> {
  const { status, body } = await call(apiUrl, apiKey, 'GET')
  return status === 200 ? text(body.webhook_key) : null
}

async function call(apiUrl: string, key: string, method: 'GET' | 'POST', body?: object) {
  const response = await fetch(`${apiUrl}/management/companies`, {
    method,
    headers: { 'x-api-key': key },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer: Record<string, unknown> = JSON.parse(await response.text())
  return { status: response.status, body: answer }
}

/** @throws for what is none: the platform answered something else than it should. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('the platform answered without an expected text')
  return value
}
