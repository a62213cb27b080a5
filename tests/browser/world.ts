import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core'
import type { SandboxFile } from '../../sandbox/sandbox-file.ts'
import { openDatabase } from '../../server/kernel/database.ts'
import type { Role } from '../../server/kernel/http/role.ts'
import { readBase32, stepAt, totpCode } from '../../server/people/totp.ts'
import type { TestDatabase } from '../harness/database.ts'
import { call, type Reply } from '../harness/wire.ts'
import { readSandboxEmail } from './read-email.ts'

const PORTAL = fileURLToPath(new URL('../../portal/', import.meta.url))

/** A company of its own in the sandbox, with an ADMIN. */
export interface Tenant extends Pick<TestDatabase, 'db'> {
  readonly sandbox: SandboxFile
  readonly admin: Login
  /** `/wallets` of the portal, as an address. */
  url(path: string): string
  /** As a program of the company calls, with its key. */
  api(method: string, path: string, body?: unknown): Promise<Reply>
  /** Somebody new, without a look at the pages. */
  newPerson(role: Role): Promise<Login>
  /** A browser of somebody else: no cookie is shared with an earlier one. */
  browse(options?: BrowseOptions): Promise<Visit>
  /** Somebody who has signed in, at a page. */
  signedIn(options?: SignedInOptions): Promise<Visit>
}

export interface BrowserWorld extends Tenant {
  /** Another company. */
  newTenant(): Promise<Tenant>
  stop(): Promise<void>
}

export interface BrowseOptions {
  readonly width?: 'desktop' | 'phone'
  readonly scheme?: 'light' | 'dark'
}

export interface SignedInOptions extends BrowseOptions {
  /** The first page. */
  readonly at?: string
  /** The ADMIN, when nobody is named. */
  readonly as?: Login
}

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** What the browser has complained of: mistakes of scripts, and what the page's policy has stopped. */
  readonly complaints: readonly string[]
}

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }
/** On a machine that many tests share, a step may take long. */
const STEP_MS_MAX = 60_000
const PASSWORD = 'correct horse battery staple'

/** The sandbox that all files of a run share, in it a company of this file's own, and a real browser. */
export async function startBrowserWorld(): Promise<BrowserWorld> {
  assertBuilt()
  const sandbox = await findSandbox()
  const db = openDatabase({
    url: sandbox.database_url,
    poolSizeMax: 2,
    statementTimeoutMs: 60_000,
    onError: () => {},
  })
  const browser = await launch()
  const newTenant = () => openTenant({ db, sandbox, browser })
  return {
    ...(await newTenant()),
    newTenant,
    async stop() {
      await browser.close()
      await db.destroy()
      await fetch(sandboxAddress(), { method: 'DELETE' })
    },
  }
}

async function findSandbox(): Promise<SandboxFile> {
  const response = await fetch(sandboxAddress(), { method: 'POST' })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return JSON.parse(text)
}

function sandboxAddress(): string {
  const address = process.env.HOLDFAST_TEST_SANDBOX
  if (address === undefined) throw new Error('global-setup.ts has not run: start the tests with npx vitest')
  return address
}

interface Shared extends Pick<TestDatabase, 'db'> {
  readonly sandbox: SandboxFile
  readonly browser: Browser
}

async function openTenant({ db, sandbox, browser }: Shared): Promise<Tenant> {
  const { api_url: apiUrl, operator_key: operatorKey } = sandbox
  const { body: company } = await call(apiUrl, operatorKey, 'POST', '/management/companies', {
    name: 'Orchid Payments',
  })
  const url = (path: string) => `${sandbox.portal.url}${path}`
  const api: Tenant['api'] = (method, path, body) => call(apiUrl, company.api_key, method, path, body)
  const open = async (path: string, body: object): Promise<Reply['body']> => {
    const reply = await call(apiUrl, '', 'POST', `/portal/api/${path}`, body)
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
    return reply.body
  }
  const newPerson = async (role: Role): Promise<Login> => {
    const email = `${role.toLowerCase()}-${randomUUID().slice(0, 8)}@example.org`
    await api('POST', '/management/users', { email, role })
    const token = await readSandboxEmail({ api }, email)
    const { totp_secret } = await open('invitations/accept', { token, password: PASSWORD })
    const login = { email, password: PASSWORD, totp_secret }
    await open('invitations/confirm', { token, password: PASSWORD, code: codeOf(login) })
    return login
  }
  const admin = await newPerson('ADMIN')
  const browse = (options?: BrowseOptions) => visit(browser, options)
  return {
    db,
    sandbox,
    admin,
    url,
    api,
    newPerson,
    browse,
    async signedIn({ at = '/', as = admin, ...options } = {}) {
      const opened = await browse(options)
      await forgetCodes({ db }, as.email)
      const { email, password } = as
      const answer = await opened.context.request.post(new URL('/portal/api/sign-in', url('/')).href, {
        headers: { 'x-holdfast-portal': '1' },
        data: { email, password, code: codeOf(as) },
      })
      if (!answer.ok()) throw new Error(await answer.text())
      await opened.page.goto(url(at))
      await opened.page.getByRole('heading', { level: 1 }).waitFor()
      return opened
    },
  }
}

async function launch(): Promise<Browser> {
  const executablePath = await chromium.executablePath()
  return playwright.launch({
    executablePath,
    args: ['--no-sandbox', '--font-render-hinting=none', '--disable-gpu'],
  })
}

async function visit(
  browser: Browser,
  { width = 'desktop', scheme = 'light' }: BrowseOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: SIZES[width],
    colorScheme: scheme,
    reducedMotion: 'reduce',
    // Without one, a browser on a machine that has no locale calls its language `en-US@posix`, which is none.
    locale: 'en-GB',
  })
  context.setDefaultTimeout(STEP_MS_MAX)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // A refused call is told by the page; the browser tells it as well.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  return { page, context, complaints }
}

export interface Login {
  readonly email: string
  readonly password: string
  readonly totp_secret: string
}

/** A code opens once, and a test cannot wait for the next one. */
export async function forgetCodes({ db }: Pick<TestDatabase, 'db'>, email: string): Promise<void> {
  await db.updateTable('users').set({ totp_step: null }).where('email', '=', email).execute()
}

/** Types what a person would. */
export async function signIn(page: Page, { db }: Pick<TestDatabase, 'db'>, login: Login): Promise<void> {
  await forgetCodes({ db }, login.email)
  await page.getByLabel('E-mail').fill(login.email)
  await page.getByLabel('Password', { exact: true }).fill(login.password)
  await page.getByLabel('Code').fill(codeOf(login))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

export function codeOf({ totp_secret }: Login): string {
  return totpCode(readBase32(totp_secret), stepAt(Date.now()))
}

/** A test of yesterday's build would say nothing of today's sources. */
export function assertBuilt(): void {
  const index = join(PORTAL, 'dist/index.html')
  const newest = Math.max(
    ...readdirSync(join(PORTAL, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  )
  if (!existsSync(index) || statSync(index).mtimeMs < newest)
    throw new Error('the built portal is older than its sources: npm run build:portal')
}
