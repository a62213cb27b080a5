import { afterAll, beforeAll, expect, test } from 'vitest'
import { choose, mineUntil } from './steps.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const TEST_MS = 240_000
const SUPPLIER = '0x000000000000000000000000000000000000dEaD'

let world: BrowserWorld
beforeAll(async () => {
  world = await startBrowserWorld()
})
afterAll(() => world.stop())

test(
  'a policy and a transfer above its maximum wait for a second Admin, who sees what is judged and decides; nobody decides on what they asked for; the transfer then leaves, seen live',
  async () => {
    const first = await world.signedIn({ at: '/treasury/accounts' })
    const colleague = await world.newPerson('ADMIN')
    const second = await world.signedIn({ as: colleague, at: '/settings/approvals' })
    const { page } = first
    const judge = second.page
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'New account' }).first().click()
    await dialog.getByLabel('Name').fill('Operating')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page
      .getByRole('row', { name: /Operating/ })
      .getByRole('button', { name: 'New wallet' })
      .click()
    await dialog.getByLabel('Name').fill('Main')
    await page.getByRole('button', { name: 'Create wallet' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('tab', { name: 'Wallets' }).click()
    await page.getByRole('link', { name: 'Main' }).click()
    await page.getByRole('button', { name: 'Transfer' }).waitFor()
    const walletAddress = (await page.getByRole('main').locator('code').first().textContent()) ?? ''
    const given = { blockchain: 'POLYGON', to_address: walletAddress, amount: '900' }
    await world.api('POST', '/sandbox/faucet', given)
    await mineUntil(world, page.getByRole('row', { name: /900/ }))

    await page.goto(world.url('/settings/policies'))
    await page.getByRole('button', { name: 'Add a policy' }).click()
    await page.getByLabel('Name').fill('Large payments')
    await page.getByRole('combobox', { name: 'Products' }).press('ArrowDown')
    await page.getByRole('option', { name: 'Treasury' }).click()
    await page.keyboard.press('Escape')
    await page.getByLabel('Approval above').fill('100')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('A change waits').waitFor()
    await page.getByRole('tab', { name: 'Approvals' }).click()
    await page.getByText('Waits for another Admin').waitFor()
    expect(await page.getByRole('button', { name: 'Decide' }).count()).toBe(0)

    const question = judge.getByRole('dialog')
    const decide = async (decision: string, comment: string) => {
      await question.getByRole('button', { name: 'Decide' }).click()
      await question.getByText('Approve or reject').waitFor()
      await question.getByLabel(decision).check()
      await question.getByLabel('Comment').fill(comment)
      await question.getByRole('button', { name: 'Decide' }).click()
      await question.waitFor({ state: 'hidden' })
      await judge.getByText(`by ${colleague.email}: ${comment}`).waitFor()
    }
    await judge.getByRole('button', { name: 'Decide' }).click()
    await question.getByText('As they would be').waitFor()
    await question.getByText(/Large payments.*Treasury.*above 100.00 USD one person approves/).waitFor()
    await question.getByText('None: everything may leave.').waitFor()
    await decide('Approve', 'As we agreed')

    await page.getByRole('link', { name: 'Treasury' }).click()
    await page.getByRole('link', { name: 'Main' }).click()
    const transfer = async (amount: string) => {
      await page.getByRole('button', { name: 'Transfer' }).click()
      await dialog.getByLabel('To address').fill(SUPPLIER)
      await choose(dialog, 'What', /^USDC/)
      await dialog.getByLabel('Amount').fill(amount)
      await dialog.getByRole('button', { name: 'Transfer' }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
    await transfer('250.5')
    await judge.getByRole('button', { name: 'Decide' }).click()
    await question.getByText('250.5').waitFor()
    await question.getByText(SUPPLIER).waitFor()
    await question.getByText(world.admin.email).waitFor()
    await decide('Reject', 'Not this month')
    await page.getByRole('row', { name: /250\.50.*Failed/ }).waitFor()
    await transfer('120')
    await judge.getByRole('button', { name: 'Decide' }).click()
    await decide('Approve', 'Fine')
    await mineUntil(world, page.getByRole('row', { name: /120\.00.*Success.*0x/ }))
    expect([...first.complaints, ...second.complaints]).toEqual([])
    await first.context.close()
    await second.context.close()
  },
  TEST_MS,
)
