import type { Role } from '../../server/kernel/http/role.ts'
import { readSandboxEmail } from './read-email.ts'
import { type BrowserWorld, codeOf, type Login, type Visit } from './world.ts'

export interface Joined extends Visit {
  readonly login: Login
}

/** Somebody new, who has taken the invitation as a person would and sees the first page. */
export async function joinCompany(world: BrowserWorld, email: string, role: Role): Promise<Joined> {
  await world.api('POST', '/management/users', { email, role })
  const token = await readSandboxEmail(world, email)
  const visit = await world.browse()
  const { page } = visit
  const password = 'correct horse battery staple'
  await page.goto(world.url('/invitation'))
  await page.getByLabel('Invitation').fill(token)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Go on' }).click()
  const secret = await page.getByText('Or type it in').locator('code').textContent()
  const login = { email, password, totp_secret: secret ?? '' }
  await page.getByLabel('Code').fill(codeOf(login))
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  return { ...visit, login }
}
