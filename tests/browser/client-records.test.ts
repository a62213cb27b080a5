import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JPG, person, png } from '../../server/clients/people.fixture.ts'
import { choose } from './steps.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const TEST_MS = 240_000

let world: BrowserWorld
beforeAll(async () => {
  world = await startBrowserWorld()
}, TEST_MS)
afterAll(() => world.stop())

async function newClient(fields: object = {}): Promise<string> {
  return (await world.api('POST', '/management/clients', person(fields))).body.id
}

const PHOTOGRAPH = { name: 'front.png', mimeType: 'image/png', buffer: png(2_000) }
const BACK = { name: 'back.jpg', mimeType: 'image/jpeg', buffer: JPG }

test(
  'a business is entered with two people, each told what is missing at its field; they stand on its page',
  async () => {
    const { page, context, complaints } = await world.signedIn({ at: '/clients' })
    await page.getByRole('link', { name: 'New business' }).first().click()
    await page.getByLabel('Legal name').fill('Paz y Cia SA')
    await page.getByRole('button', { name: 'Create client' }).click()
    await page.getByText('This is needed').first().waitFor()
    await choose(page, 'Form', 'Corporation')
    await page.getByRole('combobox', { name: 'Industries' }).fill('541511')
    await page.getByRole('option', { name: /541511/ }).click()
    await page.getByLabel('E-mail').first().fill('board@example.org')
    await page.getByLabel('Website').fill('https://example.org')
    await page.getByLabel('What it does').fill('Makes software')
    const fillAddress = async (within: Locator) => {
      await within.getByRole('combobox', { name: 'Country' }).first().click()
      await page.getByRole('option', { name: 'United States of America' }).click()
      await within.getByLabel('Street and number').first().fill('123 Main Street')
      await within.getByLabel('City').first().fill('San Francisco')
    }
    await fillAddress(page.getByRole('main'))
    await page.getByRole('combobox', { name: 'Kind of number' }).click()
    await page.getByRole('option').first().click()
    await page.getByLabel('Its number').first().fill('12-3456789')

    const fillPerson = async (row: number, first: string) => {
      const fields = page.getByRole('group', { name: `Person ${row}` })
      await fields.getByLabel('First name').fill(first)
      await fields.getByLabel('Last name').fill('Smith')
      await fields.getByLabel('E-mail').fill(`${first.toLowerCase()}@example.org`)
      await fields.getByLabel('Birth date').fill('1985-02-20')
      await fillAddress(fields)
      return fields
    }
    const jane = await fillPerson(1, 'Jane')
    await page.getByRole('button', { name: 'Add a person' }).click()
    await page.getByRole('button', { name: 'Create client' }).click()
    const john = page.getByRole('group', { name: 'Person 2' })
    await john.getByText('This is needed').first().waitFor()
    expect(await jane.getByText('This is needed').count()).toBe(0)
    await fillPerson(2, 'John')
    await john.getByLabel('Signs for it').uncheck()
    await john.getByLabel('Controls it').uncheck()
    await john.getByLabel('Owns a part').check()
    await page.getByRole('button', { name: 'Create client' }).click()

    await page.getByRole('heading', { name: 'Paz y Cia SA' }).waitFor()
    const people = page.getByRole('region', { name: 'People' })
    await people.getByRole('row', { name: /Jane Smith controls, signs jane@example.org/ }).waitFor()
    await people.getByRole('row', { name: /John Smith owns john@example.org/ }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)

test(
  'photographs of a paper are given and the paper stands on the page; what is no photograph is refused before it is sent',
  async () => {
    const id = await newClient()
    const { page, context, complaints } = await world.signedIn({ at: `/clients/${id}` })
    const documents = page.getByRole('region', { name: 'Documents' })
    await documents.getByRole('button', { name: 'Give documents' }).click()
    const dialog = page.getByRole('dialog', { name: 'Give documents' })
    await choose(dialog, 'Kind', /national id/i)
    await dialog.getByLabel('Number').fill('30111222')
    await choose(dialog, 'Issued by', 'Argentina')
    const [front, back] = [dialog.getByLabel('Front'), dialog.getByLabel('Back')]
    const pick = async (field: Locator, file: typeof PHOTOGRAPH) => {
      const chooser = page.waitForEvent('filechooser')
      await field.click()
      await (await chooser).setFiles(file)
      await dialog.getByText(file.name).waitFor()
    }
    await pick(front, {
      name: 'letter.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
    })
    await dialog.getByRole('button', { name: 'Give', exact: true }).click()
    await dialog.getByText('JPG or PNG', { exact: true }).waitFor()
    await dialog.getByText('A photograph is needed').waitFor()
    await pick(front, PHOTOGRAPH)
    await pick(back, BACK)
    await dialog.getByRole('button', { name: 'Give', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await documents.getByRole('row', { name: /30111222 ARG/ }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)

test(
  'cards are asked for a client, what is missing is told and given, and the verdict shows with its reason',
  async () => {
    const id = await newClient()
    const { page, context, complaints } = await world.signedIn({ at: `/clients/${id}` })
    const products = page.getByRole('region', { name: 'Products' })
    await products.getByText('No product was asked for').waitFor()
    await products.getByRole('button', { name: 'Ask for cards' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Ask for cards' }).click()
    await products.getByText('Still missing:').waitFor()
    const give = async (kind: RegExp, fill: (dialog: Locator) => Promise<void>) => {
      await products.getByRole('button', { name: 'Give a document' }).click()
      const dialog = page.getByRole('dialog', { name: 'Give a document' })
      await choose(dialog, 'Kind', kind)
      await fill(dialog)
      await dialog.getByRole('button', { name: 'Give', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
    await give(/passport/i, async (dialog) => {
      await dialog.getByLabel('Number').fill('AAA123456')
      await choose(dialog, 'Issued by', 'Argentina')
      await page.locator('input[type=file]').first().setInputFiles(PHOTOGRAPH)
    })
    await give(/selfie/i, () => page.locator('input[type=file]').first().setInputFiles(BACK))
    await products.getByRole('button', { name: 'Give a document' }).waitFor({ state: 'hidden' })
    const { body: requests } = await world.api('GET', `/management/clients/individuals/${id}/products`)
    const verdict = {
      status: 'rejected',
      rejection_code: 'BLURRED',
      rejection_description: 'The selfie could not be read',
    }
    await world.api('POST', `/sandbox/product-requests/${requests[0].id}/kyc`, verdict)
    await page.reload()
    await products.getByText('The selfie could not be read').waitFor()
    await products.getByRole('button', { name: 'Ask for cards' }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)

interface Rail {
  readonly where: RegExp
  /** By label; `wrong` is typed first. */
  readonly texts: Readonly<Record<string, string>>
  readonly wrong: readonly [label: string, text: string]
  readonly choices?: Readonly<Record<string, string>>
  readonly isOfBusiness?: true
  readonly told: RegExp
  readonly row: RegExp
}

/** Beside ACH, which clients.test.ts pays out to. Numbers are published examples. */
const RAILS: readonly Rail[] = [
  {
    where: /SEPA/,
    texts: { IBAN: 'DE89 3704 0044 0532 0130 00', BIC: 'COBADEFFXXX' },
    wrong: ['IBAN', 'DE89 3704 0044 0532 0130 01'],
    choices: { 'Country of the account': 'Germany' },
    told: /check digits do not fit/,
    row: /Ana Paz DE89370400440532013000 · COBADEFFXXX .*SEPA, EUR/,
  },
  {
    where: /Faster Payments/,
    texts: { 'Sort code': '20-00-00', 'Account number': '55779911' },
    wrong: ['Sort code', '20-00-0'],
    told: /Six digits/,
    row: /Ana Paz 55779911 · 20-?00-?00 .*FPS, GBP/,
  },
  {
    where: /SPEI/,
    texts: { CLABE: '002010077777777771' },
    wrong: ['CLABE', '002010077777777772'],
    told: /one of them is mistyped/,
    row: /Ana Paz 002010077777777771 .*SPEI, MXN/,
  },
  {
    where: /Pix/,
    texts: { 'Pix key': '+5511987654321', 'CPF or CNPJ of the holder': '529.982.247-25' },
    wrong: ['CPF or CNPJ of the holder', '529.982.247-26'],
    told: /check digits do not fit/,
    row: /Ana Paz \+5511987654321 .*PIX, BRL/,
  },
  {
    where: /bank transfer/,
    texts: {
      'Name of the business': 'Paz SAS',
      'Account number': '16340987654',
      'Its number': '890.903.938-8',
      Phone: '+57 300 123 4567',
    },
    wrong: ['Its number', '890.903.938-7'],
    choices: { Bank: 'Bancolombia', 'Kind of account': 'Savings', 'Document of the holder': 'NIT' },
    isOfBusiness: true,
    told: /has a check digit that must fit/,
    row: /Paz SAS 16340987654 .*COP/,
  },
  {
    where: /Bre-B/,
    texts: { 'Bre-B key': '9876543210' },
    wrong: ['Bre-B key', '!'],
    told: /@alias or merchant code/,
    row: /Ana Paz 9876543210 .*COP/,
  },
]

test(
  'a bank account of every rail is added, and a mistyped one is told at its field',
  async () => {
    const id = await newClient()
    await world.api('POST', `/sandbox/clients/${id}/kyc`, { status: 'active' })
    const { page, context, complaints } = await world.signedIn({ at: `/clients/${id}` })
    const accounts = page.getByRole('region', { name: 'Bank accounts' })
    for (const { where, texts, wrong, choices = {}, isOfBusiness, told, row } of RAILS) {
      await accounts.getByRole('button', { name: 'Add a bank account' }).click()
      const dialog = page.getByRole('dialog', { name: 'Add a bank account' })
      await choose(dialog, 'Where it is', where)
      if (isOfBusiness === true) await dialog.getByText('Of a business').click()
      for (const [label, option] of Object.entries(choices)) await choose(dialog, label, option)
      const type = (label: string, text: string) => dialog.getByLabel(label, { exact: true }).fill(text)
      for (const [label, text] of Object.entries(texts)) await type(label, text)
      await type(...wrong)
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      const field = dialog.getByLabel(wrong[0], { exact: true })
      await dialog.locator('[aria-invalid=true]').waitFor()
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      expect(
        await dialog.locator(`[id="${await field.getAttribute('aria-describedby')}"]`).textContent(),
      ).toMatch(told)
      await type(wrong[0], texts[wrong[0]] ?? '')
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await accounts.getByRole('row', { name: row }).waitFor()
      await dialog.waitFor({ state: 'hidden' })
    }
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)
