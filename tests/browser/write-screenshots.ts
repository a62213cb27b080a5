/**
 * `npm run screenshots`: every page, on phone and desktop, in both colours, into screenshots/. `npm run screenshots -- clients ramps`:
 * those alone whose address has one of these words.
 */
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { migrate } from '../../server/kernel/migrate.ts'
import { onServer } from '../harness/database.ts'
import { startTestPostgres } from '../harness/postgres.ts'
import { addressesOf, setStage } from './addresses.ts'
import { startBrowserWorld } from './world.ts'

const FOLDER = fileURLToPath(new URL('../../screenshots/', import.meta.url))
const TEMPLATE = 'screenshots'

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
  for (const width of ['desktop', 'phone'] as const)
    for (const scheme of ['light', 'dark'] as const) {
      const { page, context } = await world.signedIn({ width, scheme })
      for (const [index, address] of addressesOf(stage).entries()) {
        if (!isWanted(address)) continue
        await page.goto(world.url(address))
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
        const name =
          address
            .replace(/\/[0-9a-f-]{36}/g, '/one')
            .replace(/\W+/g, '-')
            .replace(/^-/, '') || 'overview'
        const number = String(index + 1).padStart(2, '0')
        await page.screenshot({ path: `${FOLDER}${number}-${name}-${width}-${scheme}.png`, fullPage: true })
      }
      await context.close()
    }
} finally {
  await world.stop()
  await postgres.stop()
}
