import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const TEST_MS = 180_000

let world: BrowserWorld
beforeAll(async () => {
  world = await startBrowserWorld()
}, TEST_MS)
afterAll(() => world.stop())

/** In a select box of the page. */
async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page
    .getByRole('combobox', { name: label })
    .or(page.getByLabel(label, { exact: true }))
    .first()
    .click()
  await page.getByRole('option', { name: option }).click()
}

test(
  'a wallet is made, its deposit shows without a reload, and a part of it is withdrawn',
  async () => {
    const { page, context, complaints } = await world.signedIn()
    await page.getByRole('link', { name: 'Wallets' }).click()
    await page.getByRole('button', { name: 'New wallet' }).first().click()
    await page.getByLabel('Name', { exact: true }).fill('Orchid Ltd')
    await page.getByRole('button', { name: 'Create wallet' }).click()
    await page.getByRole('link', { name: 'Orchid Ltd' }).click()
    await page.getByText('Nothing has moved yet').waitFor()

    const address =
      (await page.getByRole('region', { name: 'Deposit address' }).locator('code').textContent()) ?? ''
    await page.getByRole('button', { name: 'QR code' }).click()
    await page.getByRole('img', { name: `Deposit address ${address}` }).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    await world.api('POST', '/sandbox/faucet', {
      blockchain: 'POLYGON',
      to_address: address,
      amount: '1250.123456',
    })
    await page
      .getByRole('row', { name: /Deposit \+1,250\.123456 USDC Completed/ })
      .waitFor({ timeout: 60_000 })
    await page.getByRole('region', { name: 'Balance' }).getByText('1,250.123456').waitFor()

    // The sandbox's chains have no block explorer: the portal shows what their node says.
    await page
      .getByRole('row', { name: /Deposit/ })
      .getByRole('link', { name: /^0x/ })
      .click()
    await page.getByRole('heading', { name: 'Transaction', level: 1 }).waitFor()
    await page.getByText('Confirmed', { exact: true }).waitFor()
    await page.getByLabel('Receipt').getByText('"blockHash"').waitFor()
    await page.goBack()

    // It must be in holding before it can leave.
    await page.getByRole('button', { name: 'Withdraw' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('To address').fill('0x000000000000000000000000000000000000dEaD')
    await choose(page, 'Token', 'USDC')
    await dialog.getByLabel('Amount').fill('9999')
    await dialog.getByRole('button', { name: 'Withdraw' }).click()
    await dialog.getByRole('alert').getByText('The wallet holds less than that').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)

test(
  'a card is issued and funded, a purchase is approved, settled and given back, each step seen live; frozen, it declines and says why',
  async () => {
    const { page, context, complaints } = await world.signedIn()
    await page.getByRole('link', { name: 'Cards' }).first().click()
    await page.getByRole('button', { name: 'Issue a card' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name of the holder').fill('LEO BYRON')
    await dialog.getByLabel('Phone code').fill('34')
    await dialog.getByLabel('Phone', { exact: true }).fill('600000001')
    await dialog.getByRole('button', { name: 'Issue' }).click()
    await page.getByRole('heading', { name: 'LEO BYRON' }).waitFor()
    await page.getByText('Nothing in these days').waitFor()
    const cardId = new URL(page.url()).pathname.split('/').at(-1) ?? ''

    const { address } = (await world.api('GET', `/cards/virtual-cards/${cardId}/top-up`)).body[0]
    await world.api('POST', '/sandbox/faucet', { blockchain: 'POLYGON', to_address: address, amount: 200 })
    await page.getByText('200.00 USD').first().waitFor({ timeout: 60_000 })

    const billing = { value: 4250, currency: 'USD' }
    const purchase = (call: string) =>
      world.api('POST', `/sandbox/cards/${call}`, { card_id: cardId, billing, amount: billing })
    await purchase('authorize')
    await page.getByText('157.50 USD').first().waitFor()
    await page.getByRole('row', { name: /42\.50 USD Approved/ }).waitFor()
    await purchase('clearing')
    await purchase('refund')
    await page.getByText('200.00 USD').first().waitFor()

    await page
      .getByRole('row', { name: /42\.50 USD Refunded 42\.50 USD/ })
      .getByRole('button')
      .click()
    const life = page.getByRole('dialog', { name: 'Purchase' })
    for (const step of ['Authorization', 'Approved', 'Cleared', 'Refund'])
      await life.getByText(step, { exact: true }).first().waitFor()
    await life.getByText(/Every check passed/).waitFor()
    const trace = life.getByRole('list', { name: 'How long each step took' })
    for (const step of ['Decided', 'Recorded', 'Network answered'])
      await trace.getByText(new RegExp(`^${step}$`)).waitFor()
    expect(await trace.getByText(/^[\d.]+ (µs|ms|s)$/).count()).toBe(
      await trace.getByRole('listitem').count(),
    )
    await life.getByRole('button', { name: 'Close' }).click()

    await page.getByRole('button', { name: 'Set the PIN' }).click()
    await dialog.getByLabel('PIN', { exact: true }).fill('2580')
    await dialog.getByLabel('PIN again').fill('2580')
    await dialog.getByRole('button', { name: 'Set the PIN' }).click()
    await page.getByText('The card has its new PIN').waitFor()

    await page.getByRole('button', { name: 'Freeze' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Freeze' }).click()
    await page.getByText('Frozen', { exact: true }).waitFor()
    await purchase('authorize')
    await page
      .getByRole('row', { name: /Declined Card is frozen/ })
      .getByRole('button')
      .click()
    await life.getByText('Unfreeze it.').waitFor()
    await life.getByText(/An earlier check declined it/).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)

test('an API key is shown once, works, and stops when it is revoked', async () => {
  const { page, context } = await world.signedIn()
  await page.goto(world.url('/settings/keys'))
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Billing')
  await choose(page, 'Wallets', '1 Read')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const key =
    (await page.getByText('Copy the key now').locator('..').locator('..').locator('code').textContent()) ?? ''
  const ask = async () =>
    (
      await fetch(`${world.sandbox.api_url}/virtual-wallets/list?blockchain=POLYGON`, {
        headers: { 'x-api-key': key },
      })
    ).status
  expect(await ask()).toBe(200)
  await page.getByRole('button', { name: 'I have it' }).click()
  await page
    .getByRole('row', { name: /Billing/ })
    .getByRole('button', { name: 'Revoke' })
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('row', { name: /Billing.*Revoked/ }).waitFor()
  expect(await ask()).toBe(401)
  await page.reload()
  await page.getByRole('row', { name: /Billing/ }).waitFor()
  expect(await page.getByText(key).count()).toBe(0)
  await context.close()
})

test('the purchase simulator behind the button Sandbox tells what the network was told', async () => {
  const { page, context } = await world.signedIn()
  await page.getByRole('button', { name: 'Sandbox' }).click()
  const drawer = page.getByRole('dialog', { name: 'Sandbox' })
  await choose(page, 'Card', /LEO BYRON/)
  await drawer.getByRole('button', { name: 'Send', exact: true }).click()
  await drawer.getByText(/The network was told: 62/).waitFor()
  await context.close()
})
