import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { person } from '../../server/clients/people.fixture.ts'
import { choose, close, confirm } from './steps.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const TEST_MS = 240_000

let world: BrowserWorld
beforeAll(async () => {
  world = await startBrowserWorld()
}, TEST_MS)
afterAll(() => world.stop())

const SUPPLIER = '0x000000000000000000000000000000000000dEaD'

/** In the panel of that name, and waits until it is said to be done. */
async function save(page: Page, panel: string, done: string, button = 'Save'): Promise<void> {
  await page.getByRole('region', { name: panel }).getByRole('button', { name: button, exact: true }).click()
  await page.getByText(done).waitFor()
}

const body = async (path: string) => (await world.api('GET', path)).body

test(
  'settings of a company are changed on their pages: its name, who belongs to it, where money may go; each change stands in the audit log',
  async () => {
    const { page, context, complaints } = await world.signedIn({ at: '/settings' })
    const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click()
    const dialog = page.getByRole('dialog')
    await page.getByLabel('Name', { exact: true }).fill('Orchid and Sons')
    await save(page, 'Company', 'The company is saved')
    await page.getByRole('banner').getByText('Orchid and Sons').waitFor()

    await tab('Users')
    await page.getByRole('button', { name: 'Invite' }).click()
    await dialog.getByLabel('E-mail').fill('helper@example.org')
    await choose(dialog, 'Role', 'Read-only')
    await dialog.getByRole('button', { name: 'Invite' }).click()
    const row = page.getByRole('row', { name: /helper@example.org/ })
    await row.waitFor()
    await row.getByRole('button', { name: /^Change the role/ }).click()
    await choose(dialog, 'Role', 'Operator: products, no settings')
    await dialog.getByRole('button', { name: 'Change' }).click()
    await row.getByText('Operator').waitFor()
    await dialog.waitFor({ state: 'hidden' })
    await confirm(row, 'Remove')
    await row.waitFor({ state: 'hidden' })

    await tab('Addresses')
    await page.getByRole('button', { name: 'Allow an address' }).first().click()
    await dialog.getByLabel('Address').fill('0x1234')
    await dialog.getByRole('button', { name: 'Allow' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByRole('textbox', { name: 'Address' }).fill(SUPPLIER)
    await dialog.getByLabel('Name').fill('Supplier')
    await dialog.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('row', { name: /Supplier POLYGON/ }).waitFor()
    await dialog.waitFor({ state: 'hidden' })

    await tab('Audit log')
    await page
      .getByRole('row', { name: /Allowed address added/ })
      .getByRole('button')
      .first()
      .click()
    await dialog.getByText(world.admin.email).waitFor()
    await close(dialog)
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)

test(
  'rules of cards are changed on their pages: fees and velocity; every code of a declined purchase is explained',
  async () => {
    const { page, context, complaints } = await world.signedIn({ at: '/cards/settings' })
    await page.getByLabel('Foreign currency').fill('2.5')
    await save(page, 'Fees', 'The fees are saved')
    await page.getByRole('tab', { name: 'Controls' }).click()
    const velocity = page.getByRole('region', { name: 'Velocity rules' })
    await velocity.getByRole('button', { name: 'Add a rule' }).click()
    await velocity.getByLabel('At most').fill('5')
    await velocity.getByLabel('Within').fill('3600')
    await save(page, 'Velocity rules', 'The velocity rules are saved')
    await page.getByRole('tab', { name: 'Decline codes' }).click()
    await page.getByRole('row', { name: /M102/ }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)

test(
  'an alert of wallets is set, and the record of a client is corrected',
  async () => {
    await world.api('POST', '/virtual-wallets/create', { alias: 'Customer', blockchain: 'POLYGON' })
    const { id } = (await world.api('POST', '/management/clients', person())).body
    const { page, context, complaints } = await world.signedIn({ at: '/wallets/rules' })
    await page.getByRole('button', { name: 'Add an alert' }).first().click()
    await choose(page, 'Token', 'USDC')
    await page.getByLabel('Threshold').fill('500')
    await page.getByRole('button', { name: 'Save' }).first().click()
    await page.getByText('The rules of POLYGON are saved').waitFor()
    await page.goto(world.url(`/clients/${id}`))
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByLabel('First name').fill('Anna')
    await save(page, 'Who it is', 'The client is changed')
    await page.getByRole('heading', { name: 'Anna Paz' }).waitFor()
    expect((await body(`/management/clients/${id}`)).first_name).toBe('Anna')
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)
