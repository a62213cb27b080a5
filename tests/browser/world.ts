import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core'
import type { SandboxFile } from '../../sandbox/sandbox-file.ts'
import { readBase32, stepAt, totpCode } from '../../server/people/totp.ts'
import type { TestDatabase } from '../harness/database.ts'
import { startRunningSandbox } from '../harness/running-sandbox.ts'
import { call, type Reply } from '../harness/wire.ts'

const PORTAL = fileURLToPath(new URL('../../portal/', import.meta.url))

export interface BrowserWorld extends Pick<TestDatabase, 'db'> {
  readonly sandbox: SandboxFile
  /** `/wallets` of the portal, as an address. */
  url(path: string): string
  /** As a program of the company calls, with its key. */
  api(method: string, path: string, body?: unknown): Promise<Reply>
  /** A browser of somebody else: no cookie is shared with an earlier one. */
  browse(options?: BrowseOptions): Promise<Visit>
  /** Somebody who has signed in as the sandbox's ADMIN. */
  signedIn(options?: BrowseOptions): Promise<Visit>
  stop(): Promise<void>
}

export interface BrowseOptions {
  readonly width?: 'desktop' | 'phone'
  readonly scheme?: 'light' | 'dark'
}

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** What the browser has complained of: mistakes of scripts, and what the page's policy has stopped. */
  readonly complaints: readonly string[]
}

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }

/** The whole sandbox in this process, on a database of its own, and a real browser in front of it. */
export async function startBrowserWorld(): Promise<BrowserWorld> {
  assertBuilt()
  const running = await startRunningSandbox({ HOLDFAST_SIGN_INS_PER_SECOND: '100' })
  const { sandbox, db } = running
  const browser = await launch()
  const url = (path: string) => `${sandbox.portal.url}${path}`
  const browse = (options?: BrowseOptions) => visit(browser, options)
  return {
    db,
    sandbox,
    url,
    api: (method, path, body) => call(sandbox.api_url, sandbox.company.api_key, method, path, body),
    browse,
    async signedIn(options) {
      const opened = await browse(options)
      await opened.page.goto(url('/'))
      await signIn(opened.page, { db }, sandbox.portal)
      await opened.page.getByRole('heading', { name: 'Overview' }).waitFor()
      return opened
    },
    async stop() {
      await browser.close()
      await running.stop()
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
