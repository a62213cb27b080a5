import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { confirm } from './steps.ts'
import { type BrowserWorld, startBrowserWorld, type Visit } from './world.ts'

const TEST_MS = 240_000

let world: BrowserWorld
beforeAll(async () => {
  world = await startBrowserWorld()
}, TEST_MS)
afterAll(() => world.stop())

/** What the page with the number shows, which opens once in a tab of its own. */
async function lookAtNumber({ page, context }: Visit): Promise<{ number: string; tab: Page }> {
  const opening = context.waitForEvent('page')
  await page.getByRole('button', { name: 'Show the number' }).click()
  const tab = await opening
  const shown = tab.getByText(/^\d{4} ?\d{4} ?\d{4} ?\d{4}$/)
  await shown.waitFor()
  return { number: ((await shown.textContent()) ?? '').replaceAll(' ', ''), tab }
}

test(
  'limits of a card are changed, it is frozen and unfrozen, its number is shown once, it is reissued under another, gets another deposit address, and is deleted',
  async () => {
    const { body: card } = await world.api('POST', '/cards/virtual-cards/create', {
      card_holder_name: 'ANA RUIZ',
      approval_method: 'TOP_UP',
      phone_country_code: 34,
      phone: '600000000',
    })
    const visit = await world.signedIn({ at: `/cards/${card.id}` })
    const { page, context, complaints } = visit
    const limits = page.getByRole('region', { name: 'Limits' })
    await limits.getByRole('button', { name: 'Change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Per day').fill('a lot')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('Per day').fill('120.50')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await limits.getByText(/0(\.00)? of 120\.50 USD/).waitFor()

    const balance = page.getByRole('region', { name: 'Balance' })
    await balance.getByRole('button', { name: 'Change' }).click()
    await dialog.getByLabel('Amount').fill('75.25')
    await dialog.getByRole('button', { name: 'Change' }).click()
    await balance.getByText('75.25 USD').waitFor()
    await dialog.waitFor({ state: 'hidden' })

    await confirm(page, 'Freeze')
    await page.getByText('Frozen', { exact: true }).waitFor()
    await confirm(page, 'Unfreeze')
    await page.getByText('Active', { exact: true }).waitFor()

    const before = await lookAtNumber(visit)
    expect(before.number.slice(-4)).toBe(card.last4)
    await before.tab.reload()
    await before.tab.getByText(before.number.slice(0, 4)).waitFor({ state: 'hidden' })
    await before.tab.close()

    await confirm(page, 'Reissue')
    const after = await lookAtNumber(visit)
    await after.tab.close()
    expect(after.number).not.toBe(before.number)
    await page.getByText(`•••• ${after.number.slice(-4)}`).waitFor()

    const address = () => balance.locator('code').textContent()
    const old = (await address()) ?? ''
    await confirm(page, 'New deposit address')
    await balance.getByText(old).waitFor({ state: 'hidden' })
    expect(await address()).toMatch(/^0x/)

    await confirm(page, 'Arm the fuse')
    await page.getByText(/^Fuse armed/).waitFor()
    await confirm(page, 'Disarm')
    await page.getByRole('button', { name: 'Arm the fuse' }).waitFor()

    await page.getByRole('button', { name: 'Change phone, e-mail or 3-D Secure' }).click()
    await dialog.getByLabel('Phone', { exact: true }).fill('611111111')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('+34 611111111').waitFor()
    await dialog.waitFor({ state: 'hidden' })

    await confirm(page, 'Delete')
    await page.getByText('No cards yet').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)
