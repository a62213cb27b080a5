import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cvv2 } from './cvv.ts'
import { openCurrentNumber } from './find-number.ts'
import { type IssuingCompany, type IssuingWorld, startIssuing } from './issuing.fixture.ts'

let issuing: IssuingWorld
beforeAll(async () => {
  issuing = await startIssuing()
})
afterAll(() => issuing.stop())

const GONE = {
  status: 404,
  body: { code: 'NOT_FOUND', message: 'This page was opened already, or its link has lapsed' },
}

async function linkOf(company: IssuingCompany, cardId: string): Promise<string> {
  const { status, body } = await company.call('GET', `/cards/virtual-cards/${cardId}/pan-html`)
  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual(['url'])
  return body.url
}

const open = (url: string) => issuing.api.anonymous('GET', new URL(url).pathname)

describe('the page with the card number', () => {
  test('shows number, expiry and CVV to whoever opens it first, without a key, and to nobody else', async () => {
    const company = await issuing.company()
    const { id } = await company.create({ card_holder_name: "D'ARC" })
    const url = await linkOf(company, id)
    expect(url.startsWith(`${issuing.api.url}/cards/pan/`)).toBe(true)
    const replies = await Promise.all(Array.from({ length: 5 }, () => open(url)))
    const [page, ...others] = replies.sort((a, b) => a.status - b.status)
    for (const other of others) expect(other).toMatchObject(GONE)
    const { db, vault } = issuing.world
    const number = await openCurrentNumber(db, vault.sealer, company.id, id)
    if (number === null) throw new Error('no number')
    const shown = (element: string) =>
      new RegExp(`id="${element}-value">([^<]*)<`).exec(page?.text ?? '')?.[1]
    expect(shown('pan')).toBe(number.pan.reveal())
    expect(shown('expiry')).toBe('09/29')
    expect(shown('cvv')).toBe(cvv2(vault.sealer, number.pan, number.expiry).reveal())
    expect(page?.text).toContain('D&#39;ARC')
  })

  test('is kept nowhere, loads nothing and tells nobody where it was', async () => {
    const company = await issuing.company()
    const { id } = await company.create()
    const { headers, text } = await open(await linkOf(company, id))
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/frame-ancestors 'self'$/)
    const [, nonce = ''] = /script-src 'nonce-([^']+)'/.exec(policy) ?? []
    expect(text).toContain(`<script nonce="${nonce}">`)
    expect(text).not.toMatch(/https?:|src=|href=/)
  })

  test('may be embedded where the company says', async () => {
    const company = await issuing.company()
    const { id } = await company.create()
    const settings = JSON.stringify({ pan_page_ancestors: ['https://app.example.test'] })
    await issuing.world.db.insertInto('card_programs').values({ company_id: company.id, settings }).execute()
    const { headers } = await open(await linkOf(company, id))
    expect(headers.get('content-security-policy')).toMatch(
      /frame-ancestors 'self' https:\/\/app\.example\.test$/,
    )
  })

  test('lapses unopened after ten minutes by the wall clock, and its row is erased', async () => {
    const company = await issuing.company()
    const { id } = await company.create()
    const url = await linkOf(company, id)
    const { db } = issuing.world
    const { rows } = await sql<{ left: number }>`
      SELECT extract(epoch FROM max(expires_at) - now())::int AS left FROM card_pan_links`.execute(db)
    expect(rows[0]?.left).toBeGreaterThan(590)
    expect(rows[0]?.left).toBeLessThanOrEqual(600)
    await sql`UPDATE card_pan_links SET expires_at = now()`.execute(db)
    expect(await open(url)).toMatchObject(GONE)
    await linkOf(company, id)
    const left = await db.selectFrom('card_pan_links').select('card_id').execute()
    expect(left).toHaveLength(1)
  })

  test('does not open for a card that was deleted or reissued since', async () => {
    const company = await issuing.company()
    const [deleted, reissued] = [await company.create(), await company.create()]
    const urls = [await linkOf(company, deleted.id), await linkOf(company, reissued.id)]
    await company.call('DELETE', `/cards/virtual-cards/${deleted.id}`)
    await company.call('PUT', `/cards/virtual-cards/${reissued.id}/reissue`)
    for (const url of urls) expect(await open(url)).toMatchObject(GONE)
  })

  test.each(['x', '%00', 'a'.repeat(5_000), '..%2f..%2f'])('of token %j does not exist', async (token) => {
    expect(await issuing.api.anonymous('GET', `/cards/pan/${token}`)).toMatchObject(GONE)
  })
})

test('links go to the public URL where one is set', async () => {
  const other = await startIssuing({ publicUrl: 'https://pay.example.test' })
  try {
    const company = await other.company()
    const { id } = await company.create()
    const { body } = await company.call('GET', `/cards/virtual-cards/${id}/pan-html`)
    expect(body.url).toMatch(/^https:\/\/pay\.example\.test\/cards\/pan\/[\w-]{43}$/)
  } finally {
    await other.stop()
  }
})
