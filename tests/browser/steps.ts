import type { Locator, Page } from 'playwright-core'
import type { Tenant } from './world.ts'

/** In a select box. */
export async function choose(within: Page | Locator, label: string, option: string | RegExp): Promise<void> {
  const page = 'keyboard' in within ? within : within.page()
  await within.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option }).first().click()
}

/** In the header, by which the world outside is moved. */
export async function openSandbox(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Sandbox' }).click()
  return page.getByRole('dialog', { name: 'Sandbox' })
}

/** A dialog or a drawer. */
export async function close(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** Clicks, and answers the question that comes with the same word. */
export async function confirm(within: Page | Locator, label: string): Promise<void> {
  const page = 'keyboard' in within ? within : within.page()
  await within.getByRole('button', { name: label, exact: true }).first().click()
  const question = page.getByRole('dialog')
  await question.getByRole('button', { name: label, exact: true }).click()
  await question.waitFor({ state: 'hidden' })
}

export interface Held {
  /** Something was asked. */
  readonly some: Promise<void>
  /** Lets all go on. */
  release(): Promise<void>
}

/** What the pages ask of the platform gets no answer until it is released; but who has signed in is known. */
export async function holdReads(page: Page): Promise<Held> {
  const gate = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const isHeld = ({ pathname }: URL) =>
    !pathname.startsWith('/portal') ||
    (pathname.startsWith('/portal/api/') && !/\/(session|about|events)$/.test(pathname))
  await page.route(isHeld, async (route) => {
    asked.resolve()
    await gate.promise
    await route.continue()
  })
  return {
    some: asked.promise,
    async release() {
      gate.resolve()
      await page.unrouteAll({ behavior: 'wait' })
    },
  }
}

const SHOWN_MS = 500
const TRIES_MAX = 120

/** A block comes each second, and ten make final: mines more at once, until `shown` is there. */
export async function mineUntil({ api }: Pick<Tenant, 'api'>, shown: Locator): Promise<void> {
  const isShown = () =>
    shown.waitFor({ timeout: SHOWN_MS }).then(
      () => true,
      () => false,
    )
  for (let tries = 0; !(await isShown()); tries++) {
    if (tries > TRIES_MAX) throw new Error(`never shown: ${shown}`)
    await api('POST', '/sandbox/chains/POLYGON/mine', { blocks: 10 })
  }
}
