/**
 * `npm run screenshots`: every page, on phone and desktop, in both colours, into screenshots/. `npm run screenshots -- clients ramps`:
 * those alone whose address has one of these words.
 */
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { becomes } from '../../sandbox/processes.ts'
import { migrate } from '../../server/kernel/migrate.ts'
import { onServer } from '../harness/database.ts'
import { startTestPostgres } from '../harness/postgres.ts'
import { addressesOf, type Stage, setStage } from './addresses.ts'
import { goTo, settle } from './go-to.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const FOLDER = fileURLToPath(new URL('../../screenshots/', import.meta.url))
const TEMPLATE = 'screenshots'
const DEPOSIT_MS_MAX = 60_000

const postgres = await startTestPostgres()
await onServer(postgres.url, `CREATE DATABASE ${TEMPLATE}`)
const template = new URL(postgres.url)
template.pathname = `/${TEMPLATE}`
await migrate(template.href)
process.env.HOLDFAST_TEST_POSTGRES = postgres.url
process.env.HOLDFAST_TEST_TEMPLATE = TEMPLATE

const words = process.argv.slice(2)
const isWanted = (address: string) => words.length === 0 || words.some((word) => address.includes(word))

await rm(FOLDER, { recursive: true, force: true })
await mkdir(FOLDER, { recursive: true })
const world = await startBrowserWorld()
try {
  const stage = await setStage(world)
  await play(world, stage)
  const shots: readonly Shot[] = [
    ...addressesOf(stage).map((address) => ({ address, name: nameOf(address) })),
    { address: `/cards/${stage.cardId}`, name: 'purchase', open: openPurchase },
    { address: '/wallets?q=nobody', name: 'nothing-found' },
  ]
  for (const width of ['desktop', 'phone'] as const)
    for (const scheme of ['light', 'dark'] as const) {
      const path = (name: string) => `${FOLDER}${name}-${width}-${scheme}.png`
      const stranger = await world.browse({ width, scheme })
      await stranger.page.goto(world.url('/'))
      await stranger.page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await stranger.page.screenshot({ path: path('00-sign-in') })
      await stranger.context.close()
      const { page, context } = await world.signedIn({ width, scheme })
      for (const [index, { address, name, open }] of shots.entries()) {
        if (!isWanted(address)) continue
        await goTo(page, world.url(address))
        await open?.(page)
        await settle(page)
        const number = String(index + 1).padStart(2, '0')
        await page.screenshot({ path: path(`${number}-${name}`), fullPage: open === undefined })
      }
      await context.close()
    }
} finally {
  await world.stop()
  await postgres.stop()
}

interface Shot {
  readonly address: string
  readonly name: string
  /** What is clicked first. */
  readonly open?: (page: Page) => Promise<void>
}

function nameOf(address: string): string {
  return (
    address
      .replace(/\/[0-9a-fx-]{36,}/g, '/one')
      .replace(/\W+/g, '-')
      .replace(/^-/, '') || 'overview'
  )
}

async function openPurchase(page: Page): Promise<void> {
  await page
    .getByRole('row', { name: /Refunded/ })
    .getByRole('button')
    .click()
  await page.getByRole('list', { name: 'How long each step took' }).waitFor()
}

/** A deposit, a purchase with all that may follow, and a declined one. */
async function play({ api }: BrowserWorld, { cardId }: Stage): Promise<void> {
  const [{ address }] = (await api('GET', `/cards/virtual-cards/${cardId}/top-up`)).body
  await api('POST', '/sandbox/faucet', { blockchain: 'POLYGON', to_address: address, amount: '200' })
  await becomes(async () => {
    const { body } = await api('GET', `/cards/virtual-cards/${cardId}/virtual-balances`)
    return body.available_credit > 0
  }, DEPOSIT_MS_MAX)
  const amount = { value: 4_250, currency: 'USD' }
  const tell = (call: string) =>
    api('POST', `/sandbox/cards/${call}`, { card_id: cardId, amount, billing: amount })
  for (const call of ['authorize', 'clearing', 'refund']) await tell(call)
}
