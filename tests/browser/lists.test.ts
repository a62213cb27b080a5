import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCsv } from '../harness/read-csv.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const TEST_MS = 120_000
const CUSTOMERS = 23
const ALLOWED = 'allowed_address.added'

let world: BrowserWorld
beforeAll(async () => {
  world = await startBrowserWorld()
  const make = (alias: string, blockchain: string) =>
    world.api('POST', '/virtual-wallets/create', { alias, blockchain })
  for (let number = 1; number <= CUSTOMERS; number++)
    await make(`Customer ${String(number).padStart(2, '0')}`, 'POLYGON')
  await make('Customer 20, too', 'BSC')
  await make('Depot', 'POLYGON')
  for (let number = 1; number <= CUSTOMERS; number++)
    await world.api('POST', '/management/allowed-addresses', {
      address: `0x${String(number).padStart(40, '0')}`,
      blockchain: 'POLYGON',
    })
}, TEST_MS)
afterAll(() => world.stop())

/** The rows of the file that the button gives, by the names of its columns. */
async function downloadRows(page: Page): Promise<Record<string, string>[]> {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  const text = await readFile(await (await coming).path(), 'utf8')
  const [header = [], ...rows] = readCsv(text.replace(/^\ufeff/, ''))
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])))
}

const namesOn = (page: Page) => page.locator('tbody tr td:first-child').allTextContents()
const customers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `Customer ${String(from + index).padStart(2, '0')}`)

test('a list is filtered, sorted and paged by the server, what it shows is in its address, and its file holds exactly the filtered rows in their order', async () => {
  const { page, context, complaints } = await world.signedIn()
  await page.goto(world.url('/wallets'))
  await page.getByText(`${CUSTOMERS + 2} in all`).waitFor()
  await page.getByPlaceholder('Name, address or id').fill('customer')
  await page.getByText(`${CUSTOMERS + 1} in all`).waitFor()
  await page.getByRole('combobox', { name: 'Chain' }).click()
  await page.getByRole('option', { name: 'POLYGON' }).click()
  await page.getByText(`${CUSTOMERS} in all`).waitFor()

  await page.getByRole('button', { name: /^Name.*sort$/ }).click()
  await page.getByRole('row', { name: /Customer 01/ }).waitFor()
  expect(await namesOn(page)).toEqual(customers(1, 20))
  await page.getByRole('button', { name: '2', exact: true }).click()
  await page.getByRole('row', { name: /Customer 21/ }).waitFor()
  expect(await namesOn(page)).toEqual(customers(21, CUSTOMERS))
  expect((await downloadRows(page)).map(({ alias }) => alias)).toEqual(customers(1, CUSTOMERS))

  await page.reload()
  await page.getByRole('row', { name: /Customer 21/ }).waitFor()
  expect(await namesOn(page)).toEqual(customers(21, CUSTOMERS))

  await page.getByPlaceholder('Name, address or id').fill('customer 2')
  await page.getByText('4 in all').waitFor()
  await page.getByRole('button', { name: /^Name.*sorted up$/ }).click()
  await page.waitForFunction(() => document.querySelector('tbody tr')?.textContent?.includes('Customer 23'))
  const wanted = customers(20, CUSTOMERS).toReversed()
  expect(await namesOn(page)).toEqual(wanted)
  const rows = await downloadRows(page)
  expect(rows.map(({ alias, blockchain }) => [alias, blockchain])).toEqual(
    wanted.map((alias) => [alias, 'POLYGON']),
  )

  await page.getByPlaceholder('Name, address or id').fill('nobody')
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await page.getByText(`${CUSTOMERS + 2} in all`).waitFor()
  expect(await page.getByPlaceholder('Name, address or id').inputValue()).toBe('')
  expect(complaints).toEqual([])
  await context.close()
})

test('a log comes as a file with the same filter, over more than one of its pages', async () => {
  const { page, context } = await world.signedIn()
  await page.goto(world.url('/settings/audit'))
  await page.getByPlaceholder('What, such as card.frozen').fill(ALLOWED)
  await page.getByText(`${CUSTOMERS} in all`).waitFor()
  const rows = await downloadRows(page)
  expect(rows.map(({ action }) => action)).toEqual(Array(CUSTOMERS).fill(ALLOWED))
  expect(new Set(rows.map(({ object_id }) => object_id)).size).toBe(CUSTOMERS)
  await context.close()
})
