import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinCompany } from './join-company.ts'
import { type BrowserWorld, codeOf, forgetCodes, signIn, startBrowserWorld, type Visit } from './world.ts'

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
  await page.getByRole('textbox', { name: 'Code' }).fill('123456')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  const alert = page.getByRole('alert')
  await alert.getByText('E-mail, password or code is wrong').waitFor()
  expect(await alert.textContent()).toMatch(/Try again with the newest code.*Trace id[0-9a-f]{32}/)
  await context.close()
})

test('who was sent to sign in comes back to the page that was asked for; the session is out of reach of scripts', async () => {
  const { page, context } = await world.browse()
  await page.goto(world.url('/wallets/deposits?status=FINALIZED'))
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
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

/** A device with a reader for a finger, that always recognises its owner. */
async function addAuthenticator({ context, page }: Visit): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

test('a passkey is added with a code, opens the account without password and code, and opens nothing once it is removed', async () => {
  const visit = await world.signedIn()
  const { page, context, complaints } = visit
  const { portal } = world.sandbox
  await addAuthenticator(visit)
  await page.goto(world.url('/account'))
  await page.getByText('No passkeys yet').waitFor()
  const dialog = page.getByRole('dialog')

  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await dialog.getByLabel('Name').fill('Work laptop')
  await forgetCodes(world, portal.email)
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(portal) === '000000' ? '000001' : '000000')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(portal))
  await dialog.getByRole('button', { name: 'Go on' }).click()
  const row = page.getByRole('row', { name: /Work laptop/ })
  await row.getByText('Never').waitFor()

  await signOut(page)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await row.waitFor()
  expect(await row.getByText('Never').count()).toBe(0)

  await row.getByRole('button', { name: 'Remove' }).click()
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No passkeys yet').waitFor()
  await signOut(page)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('main').getByRole('alert').waitFor()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in')
  expect(complaints).toEqual([])
  await context.close()
})

test('an invited person takes the invitation, changes the password with a code, and signs in with the new one', async () => {
  const { page, context, login } = await joinCompany(world, 'reader@example.org', 'READ_ONLY')
  await page.goto(world.url('/account'))
  await page.getByRole('button', { name: 'Change the password' }).click()
  const dialog = page.getByRole('dialog')
  const password = 'another horse, another staple'
  await dialog.getByLabel('Present password').fill(login.password)
  await dialog.getByLabel('New password').fill(password)
  await forgetCodes(world, login.email)
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(login))
  await dialog.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByText('The password is changed').waitFor()
  await signOut(page)
  await signIn(page, world, { ...login, password })
  await page.getByRole('button', { name: 'Change the password' }).waitFor()
  await context.close()
})
