import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressesOf, type Stage, setStage } from './addresses.ts'
import { goTo } from './go-to.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TEST_MS = 240_000

let world: BrowserWorld
let stage: Stage
beforeAll(async () => {
  world = await startBrowserWorld()
  stage = await setStage(world)
}, TEST_MS)
afterAll(() => world.stop())

/** What hinders people, as one line each. */
async function findings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  const { violations } = await page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as { axe: typeof axe }
    // Of what passes nothing more is worked out than that it does.
    return tool.run({ resultTypes: ['violations'] })
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    )
}

describe.each([
  { width: 'desktop', scheme: 'light' },
  { width: 'phone', scheme: 'dark' },
] as const)('on $width in $scheme colours', ({ width, scheme }) => {
  test(
    'no page has anything serious that hinders people, complains in the browser, is wider than the screen, or shows a refusal',
    async () => {
      const { page, complaints, context } = await world.signedIn({ width, scheme })
      const seen: Record<string, string[]> = {}
      for (const address of addressesOf(stage)) {
        await goTo(page, world.url(address))
        const alerts = await page.getByRole('alert').allTextContents()
        const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        const all = [...(await findings(page)), ...alerts, ...(isTooWide ? ['wider than the screen'] : [])]
        if (all.length > 0) seen[address] = all
      }
      await context.close()
      expect(seen).toEqual({})
      expect(complaints).toEqual([])
    },
    TEST_MS,
  )
})

test('the page before signing in hinders nobody either', async () => {
  const { page, context } = await world.browse()
  await page.goto(world.url('/'))
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  expect(await findings(page)).toEqual([])
  await context.close()
})

test.each([
  { width: 'desktop', scheme: 'light' },
  { width: 'phone', scheme: 'dark' },
] as const)('pages of the docs hinder nobody on $width in $scheme colours', async ({ width, scheme }) => {
  const { page, complaints, context } = await world.browse({ width, scheme })
  const seen: Record<string, string[]> = {}
  for (const name of ['', '/quick-start']) {
    await page.goto(world.sandbox.docs_url + name)
    const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    const all = [...(await findings(page)), ...(isTooWide ? ['wider than the screen'] : [])]
    if (all.length > 0) seen[name] = all
  }
  await context.close()
  expect(seen).toEqual({})
  expect(complaints).toEqual([])
})
