import { createServer, type Server } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { createAsker } from '../../server/cards/authorization/ask-company.ts'
import { wallClock } from '../../server/kernel/clock.ts'
import { createLogger } from '../../server/kernel/log.ts'
import { readCompanyWebhook } from '../../server/webhooks/company-webhook.ts'
import { eventRow, insertEvents } from '../../server/webhooks/write-events.ts'
import { anEvent, commitEvents, startWebhookBed, type WebhookBed } from '../harness/webhook-delivery.ts'

/** Ways to write an address that is not for companies: what each sender is given, past every check of a call. */
const HOSTS = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '0',
  'localhost',
  'api.localhost.',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '2852039166',
  '168.63.129.16',
  '100.64.0.1',
  '[fd00:ec2::254]',
  '[fe80::1]',
  'user:password@127.0.0.1',
]
const SOON_MS = 30_000

let bed: WebhookBed
let target: Server
let port: number
let connections = 0
beforeAll(async () => {
  bed = await startWebhookBed()
  target = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => target.listen(0, '::', resolve))
  const at = target.address()
  port = typeof at === 'object' && at !== null ? at.port : 0
})
afterAll(async () => {
  target.close()
  await bed.drop()
})

const companies = () => Promise.all(HOSTS.map((host) => bed.company({ url: `https://${host}:${port}/` })))

const attempts = (companyIds: readonly string[]) =>
  bed.db
    .selectFrom('webhook_attempts')
    .select(['url', 'status_code', 'error'])
    .where('company_id', 'in', [...companyIds])
    .execute()

async function expectRefused(companyIds: readonly string[]): Promise<void> {
  await becomes(async () => (await attempts(companyIds)).length === HOSTS.length, SOON_MS)
  const made = await attempts(companyIds)
  expect(made).toHaveLength(HOSTS.length)
  for (const { url, status_code, error } of made)
    expect([url, status_code, error]).toEqual([url, null, expect.stringContaining('not public')])
  expect(connections).toBe(0)
}

test('an event goes to no internal address, however its URL writes it and whoever put it there', async () => {
  const ids = (await companies()).map(({ id }) => id)
  await commitEvents(bed.db, ...ids.map((id) => anEvent(id)))
  const delivery = await bed.start({ profile: 'production' })
  try {
    await expectRefused(ids)
  } finally {
    await delivery.stop()
  }
})

test('the question about a purchase goes to no internal address', async () => {
  const ids = (await companies()).map(({ id }) => id)
  const { db, sealer } = bed
  const deps = { db, sealer, clock: wallClock, log: createLogger('silent') }
  const asker = createAsker({ ...deps, config: { profile: 'production' } })
  try {
    for (const id of ids) {
      const row = eventRow({ ...anEvent(id, { product: 'cards' }), sentByWriter: true })
      await sql`WITH ${insertEvents([row], sql`true`)} SELECT`.execute(db)
      await asker.ask(row, await readCompanyWebhook(db, id), {})
    }
    await expectRefused(ids)
  } finally {
    await asker.stop()
  }
})
