import type { Locator, Page } from 'playwright-core'

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
