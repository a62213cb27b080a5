import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../tests/harness/company-api.ts'
import { accept, confirm } from '../../tests/harness/people.ts'
import { acknowledge, startWebhookSink, type WebhookSink } from '../../tests/harness/webhook-sink.ts'

let gateway: WebhookSink
let api: CompanyApi
let company: TestCompany

beforeAll(async () => {
  gateway = await startWebhookSink()
  api = await startCompanyApi({
    env: { HOLDFAST_MAIL_URL: gateway.url, HOLDFAST_MAIL_TOKEN: 'mail-token-of-the-test' },
  })
})
beforeEach(async () => {
  gateway.respond = acknowledge
  gateway.requests.length = 0
  company = await api.company()
})
afterAll(async () => {
  await api.stop()
  await gateway.close()
})

const invite = (email: string) => company.call('POST', '/management/users', { email, role: 'ADMIN' })
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 10 })
const rows = async () =>
  (
    await sql<{ id: string; sealed: Buffer | null; sent_at: Date | null; tries: number }>`
      SELECT id, sealed, sent_at, tries FROM email_messages WHERE company_id = ${company.id}`.execute(api.db)
  ).rows

it('an e-mail reaches the gateway with its token and id, opens the account, and is erased', async () => {
  await invite('ana@example.org')
  const request = await eventually(() => {
    const [first] = gateway.requests
    if (first === undefined) throw new Error('nothing came')
    return first
  })
  const [row] = await rows()
  expect(request.headers.authorization).toBe('Bearer mail-token-of-the-test')
  expect(request.headers['idempotency-key']).toBe(row?.id)
  expect(request.json).toEqual({
    to: 'ana@example.org',
    subject: expect.stringMatching(/ invites you to Holdfast$/),
    text: expect.stringContaining('as ADMIN'),
  })
  const token = /hfi_[\w-]+/.exec(request.json.text)?.[0] ?? ''
  expect((await confirm(api, token, await accept(api, token))).status).toBe(200)
  await eventually(async () => {
    const [sent] = await rows()
    expect(sent).toMatchObject({ sealed: null, sent_at: expect.any(Date) })
  })
})

it('an e-mail that the gateway does not take comes again, under the same id', async () => {
  gateway.respond = (_request, response) => {
    response.writeHead(gateway.requests.length < 3 ? 500 : 202).end()
  }
  await invite('ben@example.org')
  await eventually(async () => expect((await rows())[0]?.sent_at).toBeInstanceOf(Date))
  const ids = gateway.requests.map(({ headers }) => headers['idempotency-key'])
  expect(ids).toHaveLength(3)
  expect(new Set(ids).size).toBe(1)
})

it('an e-mail that helps nobody any more is erased unsent', async () => {
  gateway.respond = (_request, response) => {
    response.writeHead(503).end()
  }
  await invite('late@example.org')
  await eventually(() => expect(gateway.requests.length).toBeGreaterThan(0))
  await sql`UPDATE email_messages SET send_until = now() WHERE company_id = ${company.id}`.execute(api.db)
  await eventually(async () => expect((await rows())[0]?.sealed).toBeNull())
  expect((await rows())[0]?.sent_at).toBeNull()
})

it('an invitation that is refused sends nothing', async () => {
  await company.call('POST', '/management/users', { email: 'no e-mail', role: 'ADMIN' })
  expect(await rows()).toEqual([])
})
