import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateTypes } from '../../portal/types/generate-types.ts'
import { addressesOf, type Stage, setStage } from './addresses.ts'
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
  await page.evaluate(AXE)
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

/** Nothing is on its way any more. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
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
        await page.goto(world.url(address))
        await settle(page)
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

test('the types of the portal are those of the platform’s calls', async () => {
  const { body } = await world.api('GET', '/openapi.json')
  const written = readFileSync(new URL('../../portal/src/shared/api/schema.d.ts', import.meta.url), 'utf8')
  expect(generateTypes(body) === written, 'run npm run portal:types').toBe(true)
})
