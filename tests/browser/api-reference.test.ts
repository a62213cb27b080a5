import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRoute } from '../../server/kernel/http/route.ts'
import { startTestServer, type TestServer } from '../harness/http-server.ts'

const TEST_MS = 60_000
const whoAsks = readRoute({
  method: 'GET',
  path: '/management/who',
  access: { level: 1 },
  summary: 'Who asks',
  tag: 'People',
  answer: Type.Object({ name: Type.String() }),
  read: async (_db, { caller }) => ({ name: caller.name }),
})

let server: TestServer
let browser: Browser
beforeAll(async () => {
  server = await startTestServer({ routes: [whoAsks] })
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-gpu'],
  })
}, TEST_MS)
afterAll(async () => {
  await browser.close()
  await server.close()
})

test(
  'the API reference shows every call and makes one, and its policy, which lets it make no script, stops nothing of that',
  async () => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text())
    })
    await page.goto(`${server.url}/docs/api/`)
    await page.getByText('Who asks').first().waitFor()
    await page
      .getByRole('button', { name: /Test Request/i })
      .first()
      .click()
    const answer = page.waitForResponse(`${server.url}/management/who`)
    await page.getByRole('button', { name: /^Send/i }).first().click()
    expect((await answer).status()).toBe(401)
    await page.getByText('x-api-key is mandatory').first().waitFor()
    expect(complaints).toEqual([])
  },
  TEST_MS,
)
