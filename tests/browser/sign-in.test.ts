import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSandboxEmail } from './read-email.ts'
import { type BrowserWorld, codeOf, signIn, startBrowserWorld } from './world.ts'

const TEST_MS = 120_000

let world: BrowserWorld
beforeAll(async () => {
  world = await startBrowserWorld()
}, TEST_MS)
afterAll(() => world.stop())

test('a wrong password is told in a sentence, with the next step and the trace id', async () => {
  const { page, context } = await world.browse()
  await page.goto(world.url('/wallets'))
  await page.getByLabel('E-mail').fill(world.sandbox.portal.email)
  await page.getByLabel('Password', { exact: true }).fill('not the password at all')
  await page.getByLabel('Code').fill('123456')
  await page.getByRole('button', { name: 'Sign in' }).click()
  const alert = page.getByRole('alert')
  await alert.getByText('E-mail, password or code is wrong').waitFor()
  expect(await alert.textContent()).toMatch(/Try again with the newest code.*Trace id[0-9a-f]{32}/)
  await context.close()
})

test('who was sent to sign in comes back to the page that was asked for; the session is out of reach of scripts', async () => {
  const { page, context } = await world.browse()
  await page.goto(world.url('/wallets/deposits?status=FINALIZED'))
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await signIn(page, world, world.sandbox.portal)
  await page.getByRole('tab', { name: 'Deposits', selected: true }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/portal/wallets/deposits')
  expect(await page.evaluate(() => document.cookie)).toBe('')
  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  await context.close()
})

test('a session that was ended elsewhere leads to signing in by itself, and shows nothing of the company any more', async () => {
  const first = await world.signedIn()
  const second = await world.signedIn()
  await second.page.goto(world.url('/account'))
  await second.page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await second.page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await second.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await first.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await first.page.getByText('Sandbox Company').count()).toBe(0)
  await first.context.close()
  await second.context.close()
})

test('an invited person takes the invitation in the portal, and of role Read-only sees no settings and no button that writes', async () => {
  const email = 'reader@example.org'
  await world.api('POST', '/management/users', { email, role: 'READ_ONLY' })
  const token = await readSandboxEmail(world, email)
  const { page, context } = await world.browse()
  await page.goto(world.url('/invitation'))
  await page.getByLabel('Invitation').fill(token)
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Go on' }).click()
  const secret = (await page.getByText('Or type it in').locator('code').textContent()) ?? ''
  await page.getByLabel('Code').fill(codeOf({ email, password: '', totp_secret: secret }))
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Wallets' }).click()
  await page.getByText('No wallets on POLYGON yet').waitFor()
  expect(await page.getByRole('button', { name: 'New wallet' }).count()).toBe(0)
  // The server decides, whatever the page shows.
  const status = await page.evaluate(async () => {
    const headers = { 'x-holdfast-portal': '1' }
    const body = JSON.stringify({ alias: 'Mine', blockchain: 'POLYGON' })
    return (await fetch('/virtual-wallets/create', { method: 'POST', headers, body })).status
  })
  expect(status).toBe(401)
  await context.close()
})
