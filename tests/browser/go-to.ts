import type { Page } from 'playwright-core'

/**
 * To another page of somebody who has signed in, as a link of the portal goes there: without loading the application again. Returns
 * when nothing is on its way any more.
 */
export async function goTo(page: Page, url: string): Promise<void> {
  await page.evaluate((to) => {
    const isHere = location.href.replace(/\/$/, '') === to.replace(/\/$/, '')
    if (!isHere) document.querySelector('h1')?.setAttribute('data-left', '')
    history.pushState(null, '', to)
  }, url)
  await page.locator('h1:not([data-left])').waitFor()
  await settle(page)
}

/** Nothing is on its way any more. */
export async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
}
