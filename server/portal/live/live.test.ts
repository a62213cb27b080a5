import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { newPerson, type Person } from '../../../tests/harness/people.ts'
import { listenOn, type Page, type PageEvents, signedInPage } from '../../../tests/harness/portal-page.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { metrics } from '../../kernel/metrics.ts'
import type { NewEvent } from '../../webhooks/types.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import { readMark, readTopics } from './read-topics.ts'
import { createStreams } from './streams.ts'

let api: CompanyApi
let company: TestCompany
let person: Person
let page: Page
const open: PageEvents[] = []

beforeAll(async () => {
  api = await startCompanyApi({ poolSizeMax: 2 })
})
beforeEach(async () => {
  for (const stream of open.splice(0)) stream.close()
  company = await api.company()
  person = await newPerson(api, company, 'ADMIN')
  page = await signedInPage(api, person)
})
afterAll(async () => {
  for (const stream of open.splice(0)) stream.close()
  await api.stop()
})

async function listen(on: Page = page, query = ''): Promise<PageEvents> {
  const events = await listenOn(on, query)
  open.push(events)
  expect(events.status).toBe(200)
  expect(await events.next()).toMatchObject({ event: 'ready' })
  return events
}

function deposit(walletId: string, companyId = company.id): NewEvent {
  return {
    companyId,
    product: 'virtual_wallets',
    eventType: 'deposit',
    operationId: newId(),
    status: 'success',
    orderKey: walletId,
    data: { wallet_id: walletId, amount: '12' },
    topLevel: { client_id: 'a client' },
    at: new Date(),
  }
}

const write = (...events: NewEvent[]) => inTransaction(api.db, (tx) => writeEvents(tx, events))
/** The next that are no sign-in of somebody: those stand in the audit log as well. */
async function topicsOf(events: PageEvents) {
  for (;;) {
    const topics: { product: string; event_type: string; wallet_id: string }[] =
      (await events.next())?.data.topics ?? []
    const others = topics.filter(({ event_type }) => !event_type.startsWith('user.'))
    if (topics.length === 0 || others.length > 0) return others
  }
}

test('a page hears what was committed for its company, and no amount, address or name', async () => {
  const events = await listen()
  expect(events.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const walletId = newId()
  await write(deposit(walletId), deposit(walletId))
  expect(await topicsOf(events)).toEqual([
    { product: 'virtual_wallets', event_type: 'deposit', wallet_id: walletId, client_id: 'a client' },
  ])
})

test('a page hears nothing of another company', async () => {
  const other = await api.company()
  const theirs = await signedInPage(api, await newPerson(api, other, 'ADMIN'))
  const [events, theirEvents] = [await listen(), await listen(theirs)]
  const [own, foreign] = [newId(), newId()]
  await write(deposit(foreign, other.id))
  expect((await topicsOf(theirEvents))[0]?.wallet_id).toBe(foreign)
  await write(deposit(own))
  expect((await topicsOf(events)).map((topic) => topic.wallet_id)).toEqual([own])
})

test('what is committed late is told all the same, and nothing twice, whenever one looks', async () => {
  const [late, soon, last] = [newId(), newId(), newId()]
  let from = await readMark(api.db)
  const heard: (string | undefined)[] = []
  const look = async () => {
    const upTo = await readMark(api.db)
    const topics = await readTopics(api.db, [company.id], { from, upTo })
    const own = topics.get(company.id) ?? []
    if (own !== 'MANY') heard.push(...own.map((topic) => topic.wallet_id))
    from = upTo
  }
  await inTransaction(api.db, async (tx) => {
    await writeEvents(tx, [deposit(late)])
    await look()
    await write(deposit(soon))
    await look()
  })
  await look()
  await write(deposit(last))
  // Others write on the same database server, and what they have not committed holds news up.
  const isToldAll = async () => {
    await look()
    return heard.length >= 3
  }
  expect(await becomes(isToldAll, 50_000)).toBe(true)
  await look()
  expect(heard.sort()).toEqual([late, soon, last].sort())
})

test('what was missed between two streams is told first; from a mark of another database, or after too much, the page starts anew', async () => {
  const first = await listen()
  const seen = newId()
  await write(deposit(seen))
  let told = await first.next()
  while (told !== null && !JSON.stringify(told.data).includes(seen)) told = await first.next()
  const id = told?.id ?? ''
  first.close()
  const missed = newId()
  await write(deposit(missed))
  const second = await listen(page, `?after=${id}`)
  expect((await topicsOf(second)).map((topic) => topic.wallet_id)).toEqual([missed])
  second.close()

  await write(...Array.from({ length: 300 }, () => deposit(newId())))
  for (const after of [id, '9000000000000000000']) {
    const third = await listen(page, `?after=${after}`)
    let event = await third.next()
    while (event?.event === 'changed') event = await third.next()
    expect(event?.event).toBe('reset')
  }
  expect((await page.call('GET', '/portal/api/events?after=x')).status).toBe(400)
})

test('who may not read settings and the audit log hears nothing of them; an ADMIN does', async () => {
  const reader = await signedInPage(api, await newPerson(api, company, 'READ_ONLY'))
  const [admins, readers] = [await listen(), await listen(reader)]
  await company.call('POST', '/management/keys/create', { name: 'of a program' })
  expect(await topicsOf(admins)).toEqual([
    { product: 'management', event_type: 'key.created', object_id: expect.any(String) },
  ])
  const walletId = newId()
  await write(deposit(walletId))
  expect((await topicsOf(readers)).map((topic) => topic.product)).toEqual(['virtual_wallets'])
})

describe('a stream ends', () => {
  const END = { event: 'end', data: { reason: 'session' } }
  const last = async (events: PageEvents) => {
    let event = await events.next()
    while (event !== null && event.event !== 'end') event = await events.next()
    return event
  }

  test('with sign-out', async () => {
    const events = await listen()
    await page.call('POST', '/portal/api/sign-out')
    expect(await last(events)).toMatchObject(END)
    expect(await events.next()).toBeNull()
  })

  test('with another role, and when nobody has used the session for its time: listening is no use', async () => {
    const second = await newPerson(api, company, 'OPERATOR')
    const theirs = await listen(await signedInPage(api, second))
    await company.call('PUT', `/management/users/${second.id}`, { role: 'READ_ONLY' })
    expect(await last(theirs)).toMatchObject(END)

    const idle = await listen()
    await sql`UPDATE session_directory SET last_used_at = now() - interval '31 minutes'
      WHERE user_id = ${person.id}`.execute(api.db)
    expect(await last(idle)).toMatchObject(END)
    expect((await page.call('GET', '/portal/api/session')).status).toBe(401)
  })

  test('with the server, which does not wait for it', async () => {
    const server = await startCompanyApi()
    const events = await listenOn(
      await signedInPage(server, await newPerson(server, await server.company(), 'ADMIN')),
    )
    await events.next()
    await server.stop()
    expect(await last(events)).toMatchObject({ data: { reason: 'restart' } })
  })
})

test('thirty streams hold no connection to the database, and a session has six at most; one that was closed makes room', async () => {
  const pages = [page, ...(await Promise.all([1, 2, 3, 4].map(() => signedInPageOfAnother())))]
  for (const one of pages) for (let i = 0; i < 6; i += 1) await listen(one)
  // The server has two connections for all of them.
  expect((await page.call('GET', '/management/users')).status).toBe(200)
  const { status, body } = await page.call('GET', '/portal/api/events')
  expect([status, body.code]).toEqual([429, 'TOO_MANY_REQUESTS'])
  open[0]?.close()
  await expect.poll(openStreams).toBe(29)
  await listen()
})

async function signedInPageOfAnother(): Promise<Page> {
  return signedInPage(api, await newPerson(api, company, 'READ_ONLY'))
}

async function openStreams(): Promise<number> {
  return Number(/holdfast_portal_streams (\d+)/.exec(await metrics.metrics())?.[1])
}

test('a page that reads too slowly is let go, and takes no more memory than its bound', () => {
  const streams = createStreams()
  const owner = { companyId: newId(), session: Buffer.alloc(32), seesManagement: true }
  const stream = streams.open(owner)
  if (stream === null) throw new Error('there is room')
  for (let i = 0; i < 100; i += 1) streams.send(stream, 'x'.repeat(1_000))
  expect(stream.readable.destroyed).toBe(true)
  expect(stream.readable.readableLength).toBeLessThan(70_000)
})
