import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { settle } from './go-to.ts'
import { choose, holdReads } from './steps.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const PENDING_MS_MAX = 30_000
/** After which an endpoint counts as one that does not answer, and more. */
const SILENT_MS = 6 * 60_000

const TEST_MS = 240_000

let world: BrowserWorld
beforeAll(async () => {
  world = await startBrowserWorld()
}, TEST_MS)
afterAll(() => world.stop())

test(
  'without a connection the page stays and says so, what was typed is kept, a page that cannot be loaded is told; all goes on when it is back, and nothing is done twice',
  async () => {
    const { page, context } = await world.signedIn({ at: '/wallets' })
    await page.getByText('No wallets yet').waitFor()
    await page.getByRole('button', { name: 'New wallet' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Kept')
    await context.setOffline(true)
    await dialog.getByRole('button', { name: 'Create wallet' }).click()
    await dialog.getByRole('alert').getByText('The platform cannot be reached.').waitFor()
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Kept')
    await page.getByText('The connection is lost').waitFor()
    await context.setOffline(false)
    await page.getByText('The connection is lost').waitFor({ state: 'hidden' })
    await dialog.getByRole('button', { name: 'Create wallet' }).click()
    await page.getByRole('row', { name: /Kept/ }).waitFor()
    expect((await world.api('GET', '/virtual-wallets/list?blockchain=POLYGON')).body).toHaveLength(1)

    await context.setOffline(true)
    await page.getByRole('link', { name: 'Treasury' }).click()
    await page.getByText('This page could not be loaded.').waitFor()
    await page.getByRole('link', { name: 'Wallets' }).waitFor()
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Treasury', level: 1 }).waitFor()
    await context.close()
  },
  TEST_MS,
)

test(
  'a dialog that is opened again has forgotten what was refused before',
  async () => {
    const { body: wallet } = await world.api('POST', '/virtual-wallets/create', {
      alias: 'Poor',
      blockchain: 'POLYGON',
    })
    const { page, context } = await world.signedIn({ at: `/wallets/${wallet.id}` })
    const open = () => page.getByRole('button', { name: 'Withdraw' }).click()
    await open()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('To address').fill('0x000000000000000000000000000000000000dEaD')
    await choose(dialog, 'Token', 'USDC')
    await dialog.getByLabel('Amount').fill('1')
    await dialog.getByRole('button', { name: 'Withdraw' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await open()
    await dialog.getByLabel('To address').waitFor()
    expect(await dialog.getByRole('alert').count()).toBe(0)
    await context.close()
  },
  TEST_MS,
)

test(
  'an endpoint is set and tried; when it does not answer, the test says so at once and the overview after some minutes',
  async () => {
    const { url } = (await world.api('POST', '/sandbox/company-endpoint', { behaviour: 'reset' })).body
    const { page, context, complaints } = await world.signedIn({ at: '/settings/webhooks' })
    await page.getByLabel('Address').fill(url)
    await page.getByRole('button', { name: 'Save' }).first().click()
    await page.getByText('The endpoint is saved').waitFor()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByText('No answer').waitFor()
    const { body: card } = await world.api('POST', '/cards/virtual-cards/create', {
      card_holder_name: 'ANA RUIZ',
      approval_method: 'TOP_UP',
      phone_country_code: 34,
      phone: '600000000',
    })
    await world.api('POST', '/sandbox/cards/authorize', { card_id: card.id })
    const isPending = async () => {
      const { items } = (await world.api('GET', '/management/webhooks/deliveries')).body
      return items.some(({ status }: { status: string }) => status === 'PENDING')
    }
    expect(await becomes(isPending, PENDING_MS_MAX)).toBe(true)
    await page.clock.setSystemTime(Date.now() + SILENT_MS)
    await page.getByRole('link', { name: 'Overview' }).click()
    const health = page.getByRole('region', { name: 'Webhooks' })
    await health.getByText('Your endpoint does not answer').waitFor()
    await health.getByRole('link', { name: 'To the deliveries' }).click()
    await page
      .getByRole('row', { name: /Pending/ })
      .first()
      .waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)

/** What a page of a new company says, and the next step that it offers. */
const EMPTY: readonly (readonly [address: string, told: string, step?: string])[] = [
  ['/', 'No endpoint is set: nothing is sent'],
  ['/wallets', 'No wallets yet', 'New wallet'],
  ['/wallets/holding', 'No holding wallet yet'],
  ['/wallets/deposits', 'No deposits yet'],
  ['/wallets/rules', 'No rules yet'],
  ['/cards', 'No cards yet', 'Issue a card'],
  ['/cards/holding', 'No holding wallet yet'],
  ['/clients', 'No clients yet', 'New individual'],
  ['/ramps', 'No ramps yet'],
  ['/treasury', 'No wallets yet', 'To the accounts'],
  ['/treasury/accounts', 'No accounts yet', 'New account'],
  ['/treasury/movements', 'No wallets yet'],
  ['/settings/deliveries', 'No deliveries yet'],
  ['/settings/tokens', 'No tokens of your own'],
  ['/settings/policies', 'No policies yet', 'Add a policy'],
  ['/settings/addresses', 'No addresses yet'],
  ['/settings/approvals', 'Nothing waits'],
  ['/account', 'No passkeys yet', 'Add a passkey'],
]

test(
  'pages of a company that has nothing yet are drawn in place while they load, say nothing of emptiness before they know it, and then name the next step',
  async () => {
    const tenant = await world.newTenant()
    const { page, context, complaints } = await tenant.signedIn()
    await settle(page)
    const wrong: Record<string, string[]> = {}
    for (const [address, told, step] of EMPTY) {
      const held = await holdReads(page)
      await page.goto(world.url(address))
      const title = page.getByRole('heading', { level: 1 })
      await title.waitFor()
      await page.locator('[aria-busy=true]').first().waitFor()
      await held.some
      const before = await title.boundingBox()
      const found = (await page.getByText(told).count()) === 0 ? [] : ['empty before it is known']
      await held.release()
      await settle(page)
      await page.getByText(told).first().waitFor()
      if (step !== undefined) await page.getByText(step, { exact: true }).first().waitFor()
      const after = await title.boundingBox()
      if (JSON.stringify(before) !== JSON.stringify(after)) found.push('its title has moved')
      if (found.length > 0) wrong[address] = found
    }
    expect(wrong).toEqual({})
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)
