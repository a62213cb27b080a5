import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { readBase32, stepAt, totpCode } from '../server/people/totp.ts'
import { type KeptCompany, type SandboxCompany, text } from './company.ts'
import { readJson, writeJson } from './files.ts'
import type { Home } from './home.ts'

/** Somebody who may do everything in the portal. */
export interface PortalUser {
  readonly email: string
  readonly password: string
  /** Base32, as an authenticator takes it: scripts compute codes of it. */
  readonly totp_secret: string
}

const EMAIL = 'admin@sandbox.example'
const MAIL_MS_MAX = 30_000
const MAIL_POLL_MS = 100

type Call = (method: 'GET' | 'POST', path: string, body?: object) => Promise<unknown>

/** The ADMIN of earlier starts; or a new one, who takes an invitation as anybody would. What a start that was cut short had begun, the next one begins anew. */
export async function openPortalUser(
  home: Home,
  apiUrl: string,
  { api_key: key }: SandboxCompany,
): Promise<PortalUser> {
  const call = caller(apiUrl, key)
  const kept = readJson<KeptCompany>(home.companyFile)
  if (kept === null) throw new Error('the company comes first')
  const users = (await call('GET', '/management/users')) as { email: string; status: string }[]
  const isActive = users.some(({ email, status }) => email === EMAIL && status === 'ACTIVE')
  if (isActive && kept.portal !== undefined) return kept.portal

  const password = randomBytes(12).toString('base64url')
  const token = await invite(call)
  const accepted = await call('POST', '/portal/api/invitations/accept', { token, password })
  const secret = text((accepted as Record<string, unknown>).totp_secret)
  const portal = { email: EMAIL, password, totp_secret: secret }
  // Before the last step: a start that ends right after it must not leave a user whose password nobody knows.
  writeJson(home.companyFile, { ...kept, portal })
  // A code opens once. That of the step before leaves the present one to whoever signs in first. Where a step ends on the way, that code is
  // too old when it is read: the second try has a newer one.
  const confirm = () => {
    const code = totpCode(readBase32(secret), stepAt(Date.now()) - 1n)
    return call('POST', '/portal/api/invitations/confirm', { token, password, code })
  }
  await confirm().catch(confirm)
  return portal
}

/** @returns the token of the e-mail. */
async function invite(call: Call): Promise<string> {
  const invitations = async () => {
    const { items } = (await call('GET', '/sandbox/emails?size=100')) as {
      items: { to: string; text: string }[]
    }
    return items.flatMap(({ to, text: mail }) => (to === EMAIL ? (/hfi_[\w-]+/.exec(mail) ?? []) : []))
  }
  const before = new Set(await invitations())
  await call('POST', '/management/users', { email: EMAIL, role: 'ADMIN' })
  const deadline = performance.now() + MAIL_MS_MAX
  for (;;) {
    const token = (await invitations()).find((one) => !before.has(one))
    if (token !== undefined) return token
    if (performance.now() > deadline) throw new Error('the invitation of the first user did not arrive')
    await delay(MAIL_POLL_MS)
  }
}

function caller(apiUrl: string, key: string): Call {
  return async (method, path, body) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { 'x-api-key': key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = await response.text()
    if (!response.ok) throw new Error(`The first user of the portal was refused: ${answer}`)
    return JSON.parse(answer)
  }
}
