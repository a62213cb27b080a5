import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setClientStage } from './client-stage.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const TEST_MS = 300_000
/** Blocks and the partner's own steps take seconds. */
const LIVE_MS = 90_000

let world: BrowserWorld
beforeAll(async () => {
  world = await startBrowserWorld()
}, TEST_MS)
afterAll(() => world.stop())

/** In a select box. */
async function choose(within: Page | Locator, label: string, option: string | RegExp): Promise<void> {
  const page = 'keyboard' in within ? within : within.page()
  await within.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option }).first().click()
}

/** In the header, by which the world outside is moved. */
async function openSandbox(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Sandbox' }).click()
  return page.getByRole('dialog', { name: 'Sandbox' })
}

async function close(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'hidden' })
}

test(
  'a client is entered, accepts the terms and is approved live; its linked wallet is paid into and paid out of, each step seen live',
  async () => {
    const { page, context, complaints } = await world.signedIn()
    await page.getByRole('link', { name: 'Clients' }).click()
    await page.getByText('No clients yet').waitFor()
    await page.getByRole('link', { name: 'New individual' }).first().click()
    await page.getByLabel('First name').fill('Ana')
    await page.getByRole('button', { name: 'Create client' }).click()
    await page.getByText('This is needed').first().waitFor()
    await page.getByLabel('Last name').fill('Paz')
    await page.getByLabel('Birth date').fill('1990-01-31')
    await page.getByLabel('E-mail').fill('ana@example.org')
    await page.getByLabel('Phone code').fill('54')
    await page.getByLabel('Phone', { exact: true }).fill('1100000000')
    await choose(page, 'Country', 'Argentina')
    await choose(page, 'State or province', 'Buenos Aires')
    await page.getByLabel('Street and number').fill('Calle 1')
    await page.getByLabel('City').fill('La Plata')
    await page.getByLabel('Postal code').fill('1900')
    await choose(page, 'Kind of document', /DNI|national/i)
    await page.getByLabel('Its number').fill('30111222')
    await page.getByRole('button', { name: 'Create client' }).click()
    await page.getByRole('heading', { name: 'Ana Paz' }).waitFor()

    const verification = page.getByRole('region', { name: 'Verification' })
    expect(await verification.getByRole('listitem').allTextContents()).toEqual([
      'Acceptance of the partner’s terms',
    ])
    await verification.getByRole('button', { name: 'Terms' }).click()
    await page.getByRole('button', { name: 'Get the link' }).click()
    await page.getByRole('link', { name: 'Accept on this device' }).click()
    await page.getByRole('button', { name: 'Accept the terms' }).click()
    const terms = page.getByRole('dialog', { name: 'The partner’s terms' })
    expect(await terms.getByLabel('Number of the acceptance').inputValue()).not.toBe('')
    await terms.getByRole('button', { name: 'Save' }).click()
    await verification.getByText(/^Approved\./).waitFor({ timeout: LIVE_MS })

    await page.getByRole('link', { name: 'Wallets', exact: true }).click()
    await page.getByRole('button', { name: 'New wallet' }).first().click()
    await page.getByRole('dialog').getByLabel('Name').fill('Savings of Ana')
    await page.getByRole('button', { name: 'Create wallet' }).click()
    await page.getByRole('link', { name: 'Savings of Ana' }).click()
    await page.getByRole('button', { name: 'Link to a client' }).click()
    const link = page.getByRole('dialog', { name: /Link Savings/ })
    await choose(link, 'Client', /Ana Paz/)
    await link.getByRole('button', { name: 'Link', exact: true }).click()
    await page.getByRole('link', { name: 'Ana Paz' }).waitFor()

    await page.getByRole('link', { name: 'Ramps' }).click()
    await page.getByRole('button', { name: 'Fiat in' }).click()
    const paidIn = page.getByRole('dialog', { name: 'Fiat in' })
    await choose(paidIn, 'Wallet', /Savings of Ana/)
    await paidIn.getByLabel('Amount').fill('250')
    await paidIn.getByRole('button', { name: 'Show the quote' }).click()
    await paidIn.getByText('248.75').waitFor()
    await paidIn.getByRole('button', { name: 'Start' }).click()
    const payment = page.getByRole('region', { name: 'How it is paid' })
    await payment.getByText('Reference, to be named in the payment').waitFor()

    const sandbox = await openSandbox(page)
    await choose(sandbox, 'Ramp', /In: 250\.00 USD/)
    await sandbox.getByRole('button', { name: 'Go on' }).click()
    await sandbox.getByText('The partner goes on').waitFor()
    await close(sandbox)
    await page.getByText('Completed', { exact: true }).waitFor({ timeout: LIVE_MS })
    await page.getByRole('region', { name: 'Money' }).getByText('248.75').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Receipt' }).click()
    expect((await download).suggestedFilename()).toMatch(/^receipt-.+\.pdf$/)

    await page.getByRole('link', { name: 'Clients' }).click()
    await page.getByRole('link', { name: 'Ana Paz' }).click()
    await page.getByRole('region', { name: 'Wallets' }).getByText('248.75').waitFor()
    await page.getByRole('button', { name: 'Add a bank account' }).first().click()
    const account = page.getByRole('dialog', { name: 'Add a bank account' })
    await account.getByLabel('Account number').fill('123456789012')
    await account.getByLabel('Routing number').fill('021000022')
    await choose(account, 'Kind of account', 'Savings')
    await choose(account, 'Country', 'United States of America')
    await choose(account, 'State or province', 'Illinois')
    await account.getByLabel('Street and number').fill('1 Main Street')
    await account.getByLabel('City').fill('Springfield')
    await account.getByLabel('Postal code').fill('62701')
    await account.getByRole('button', { name: 'Add', exact: true }).click()
    await account.getByText(/one of them is mistyped/).waitFor()
    await account.getByLabel('Routing number').fill('021000021')
    await account.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('row', { name: /Ana Paz 123456789012/ }).waitFor()

    await page.getByRole('link', { name: 'Ramps' }).click()
    await page.getByRole('button', { name: 'Fiat out' }).click()
    const paidOut = page.getByRole('dialog', { name: 'Fiat out' })
    await choose(paidOut, 'Wallet', /Savings of Ana/)
    await choose(paidOut, 'Bank account', /9012/)
    await paidOut.getByLabel('Amount').fill('100')
    await paidOut.getByRole('button', { name: 'Show the quote' }).click()
    await paidOut.getByText('99.50').waitFor()
    await paidOut.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('heading', { name: 'Fiat out' }).waitFor()
    await page.getByText('Paid to the bank account').waitFor()
    await page.getByText('Completed', { exact: true }).waitFor({ timeout: LIVE_MS })
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)

test(
  'what the partner decides in the sandbox shows live with its reason; a ramp is cancelled; a client with an open ramp is not deleted',
  async () => {
    const { page, context, complaints } = await world.signedIn()
    const { body: leo } = await world.api('POST', '/management/clients', {
      first_name: 'Leo',
      last_name: 'Byron',
    })
    await page.goto(world.url(`/clients/${leo.id}`))
    await page.getByText('Still missing:').waitFor()
    const sandbox = await openSandbox(page)
    await choose(sandbox, 'Client', 'Leo Byron')
    await choose(sandbox, 'The partner', 'Rejects')
    await sandbox.getByLabel('Reason').fill('The document could not be read')
    await sandbox.getByRole('button', { name: 'Decide on the client' }).click()
    await sandbox.getByText('The partner has decided').waitFor()
    await close(sandbox)
    await page.getByText('The document could not be read').waitFor()

    const wallet = { alias: 'Savings of another Ana', blockchain: 'POLYGON' }
    const { id: walletId } = (await world.api('POST', '/virtual-wallets/create', wallet)).body
    const { clientId, rampId: id } = await setClientStage(world, walletId)
    await page.goto(world.url(`/ramps/${id}`))
    await page.getByRole('img', { name: 'Pix code' }).waitFor()
    await page.goto(world.url(`/clients/${clientId}`))
    await page.getByRole('button', { name: 'Delete' }).first().click()
    const question = page.getByRole('dialog', { name: 'Delete Ana Paz?' })
    await question.getByRole('button', { name: 'Delete' }).click()
    await question.getByText('Client has open ramps').waitFor()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await page.goto(world.url(`/ramps/${id}`))
    await page.getByRole('button', { name: 'Cancel the ramp' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the ramp' }).click()
    await page.getByText('Cancelled').first().waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)
