import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressesOf, type Stage, setStage } from './addresses.ts'
import { findings, isTooWide } from './axe.ts'
import { goTo } from './go-to.ts'
import { close, openSandbox } from './steps.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const TEST_MS = 240_000

let world: BrowserWorld
let stage: Stage
beforeAll(async () => {
  world = await startBrowserWorld()
  stage = await setStage(world)
}, TEST_MS)
afterAll(() => world.stop())

/** Opens in turn all that a button of the page opens. @returns what hinders people there, by the button. */
async function findingsInDialogs(page: Page): Promise<string[]> {
  const openers = page.getByRole('main').locator('[aria-haspopup=dialog]:enabled')
  const names = await openers.allTextContents()
  // Rows of a table have the same ones, but for a number or a time.
  const kinds = await openers.evaluateAll((all) =>
    all.map((one, index) => (one.closest('tbody') === null ? index : one.textContent.replace(/\d+/g, ''))),
  )
  const found: string[] = []
  for (const [index, name] of names.entries()) {
    if (kinds.indexOf(kinds[index] ?? index) !== index) continue
    await openers.nth(index).click()
    found.push(...(await findingsInDialog(page)).map((one) => `${name}: ${one}`))
  }
  return found
}

async function findingsInDialog(page: Page): Promise<string[]> {
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await page.waitForFunction(() => document.querySelector('[role=dialog] [aria-busy=true]') === null)
  const alerts = await dialog.getByRole('alert').allTextContents()
  const all = [...(await findings(page, '[role=dialog]')), ...alerts]
  if (await isTooWide(page)) all.push('wider than the screen')
  await close(dialog)
  return all
}

describe.each([
  { width: 'desktop', scheme: 'light' },
  { width: 'phone', scheme: 'dark' },
] as const)('on $width in $scheme colours', ({ width, scheme }) => {
  test(
    'no page, and nothing that opens on it, has anything serious that hinders people, complains in the browser, is wider than the screen, or shows a refusal',
    async () => {
      const { page, complaints, context } = await world.signedIn({ width, scheme })
      const seen: Record<string, string[]> = {}
      for (const address of addressesOf(stage)) {
        await goTo(page, world.url(address))
        const alerts = await page.getByRole('alert').allTextContents()
        const all = [...(await findings(page)), ...alerts]
        if (await isTooWide(page)) all.push('wider than the screen')
        all.push(...(await findingsInDialogs(page)))
        if (all.length > 0) seen[address] = all
      }
      await openSandbox(page)
      seen.sandbox = await findingsInDialog(page)
      await page.getByRole('button', { name: 'Your account' }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
      seen.menu = await findings(page)
      await context.close()
      expect(seen).toEqual({ sandbox: [], menu: [] })
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
    const all = await findings(page)
    if (await isTooWide(page)) all.push('wider than the screen')
    if (all.length > 0) seen[name] = all
  }
  await context.close()
  expect(seen).toEqual({})
  expect(complaints).toEqual([])
})
