import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { generatedFiles } from '../../sdk/generate/files.ts'
import type { Document } from '../../sdk/generate/generate-types.ts'
import * as holdfast from '../../sdk/src/index.ts'
import { type RunningSandbox, startRunningSandbox } from '../harness/running-sandbox.ts'
import { type SunkRequest, startWebhookSink } from '../harness/webhook-sink.ts'

const { cards, company, createClient, receiveWebhook, sandbox, verifyWebhook, wallets, webhooks } = holdfast

const SOON_MS = 40_000
/** The whole sandbox starts. */
const START_MS = 240_000

let world: RunningSandbox
let client: holdfast.Client
beforeAll(async () => {
  world = await startRunningSandbox()
  const { api_url: baseUrl, company } = world.sandbox
  client = createClient({ baseUrl, apiKey: company.api_key })
}, START_MS)
afterAll(() => world.stop())

test('the functions and types of the SDK, and the types of the portal, are those of the platform’s calls', async () => {
  const response = await fetch(`${world.sandbox.api_url}/openapi.json`)
  const stale = generatedFiles((await response.json()) as Document).filter(
    ({ file, text }) => readFileSync(file, 'utf8') !== text,
  )
  expect(
    stale.map(({ file }) => file.pathname),
    'run npm run types',
  ).toEqual([])
})

test('every group that is generated is exported', async () => {
  const response = await fetch(`${world.sandbox.api_url}/openapi.json`)
  const groups = generatedFiles((await response.json()) as Document)
    .filter(({ file, text }) => file.pathname.includes('/sdk/') && text.includes('client: Client'))
    .map(({ file }) => file.pathname.replace(/^.*\/(.*)\.ts$/, '$1'))
  const camel = groups.map((name) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()))
  expect(camel.length).toBeGreaterThan(10)
  expect(Object.keys(holdfast)).toEqual(expect.arrayContaining(camel))
})

test('eighteen decimals come through untouched: sent as text, booked, and read as text', async () => {
  const amount = '11.123456789012345678'
  const wallet = await wallets.create(client, { alias: 'exact', blockchain: 'BSC' })
  await sandbox.faucet(client, { blockchain: 'BSC', to_address: wallet.wallet_address, amount })
  const balance = async () => (await wallets.balance(client, { walletId: wallet.id }))[0]?.balance
  expect(await becomes(async () => (await balance()) !== '0', SOON_MS)).toBe(true)
  expect(await balance()).toBe(amount)
})

test('the same key again has its effect once and the same answer; with another request it is refused', async () => {
  const options = { idempotencyKey: 'sdk-test-1' }
  const first = await wallets.create(client, { alias: 'once', blockchain: 'POLYGON' }, options)
  expect(await wallets.create(client, { alias: 'once', blockchain: 'POLYGON' }, options)).toEqual(first)
  await expect(
    wallets.create(client, { alias: 'other', blockchain: 'POLYGON' }, options),
  ).rejects.toMatchObject({
    name: 'HoldfastError',
    code: 'VAL',
    status: 412,
    nextStep: 'Use a new key for a new request.',
  })
  const second = await wallets.create(client, { alias: 'once', blockchain: 'POLYGON' })
  expect(second.id).not.toBe(first.id)
})

test('iterators give every element of a list of several pages once, in both forms of lists', async () => {
  const wallet = await wallets.create(client, { alias: 'pages', blockchain: 'POLYGON' })
  const token_address = (await wallets.balance(client, { walletId: wallet.id }))[0]?.token_address ?? ''
  for (const virtual_balance of ['1', '2', '3', '4', '5'])
    await wallets.setBalance(client, { walletId: wallet.id, virtual_balance, token_address })
  const movements = await Array.fromAsync(wallets.allMovements(client, { walletId: wallet.id, size: 2 }))
  expect(new Set(movements.map(({ id }) => id)).size).toBe(5)
  expect(movements).toEqual((await wallets.movements(client, { walletId: wallet.id, size: 100 })).movements)

  const input = { object_id: wallet.id, size: 2 }
  const entries = await Array.fromAsync(company.allAuditLog(client, input))
  const { total_elements, total_pages } = await company.auditLog(client, input)
  expect(Number(total_pages)).toBeGreaterThan(2)
  expect(String(new Set(entries.map(({ id }) => id)).size)).toBe(total_elements)
})

test('a refusal tells code, status, what to do, and the trace id of the answer', async () => {
  const error = await wallets.get(client, { walletId: 'nobody' }).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(holdfast.HoldfastError)
  expect(error).toMatchObject({ code: 'NOT_FOUND', status: 404, message: 'Wallet not found' })
  expect(error).toMatchObject({
    nextStep: expect.stringMatching(/\w/),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  const stranger = createClient({ baseUrl: world.sandbox.api_url, apiKey: 'nobody' })
  await expect(company.get(stranger)).rejects.toMatchObject({ code: 'DENIED', status: 401 })
})

test('files come as bytes, pages as text, and nothing as undefined', async () => {
  const card = await newCard('NONE')
  const pdf = await cards.statementPdf(client, {
    cardId: card.id,
    from_date: '2026-01-01',
    to_date: '2026-01-31',
  })
  expect(new TextDecoder('latin1').decode(pdf.slice(0, 5))).toBe('%PDF-')
  const { url } = await cards.panPage(client, { cardId: card.id })
  const token = new URL(url).pathname.split('/').at(-1) ?? ''
  expect(await cards.showPanPage(client, { token })).toContain('<html')
  expect(await sandbox.simulateAuthorize(client, { card_id: card.id })).toBeUndefined()
})

test('any call can be made by its name, aliases too', async () => {
  const card = await newCard('NONE')
  expect(await client.call('POST /api/cards/{cardId}/unblock', { cardId: card.id })).toEqual({
    blocked: false,
  })
})

test('a purchase is decided by the handler of the SDK; every event of it is verified; an old secret is none', async () => {
  const { signing_secret: signingSecret } = await webhooks.settings(client)
  const heard: string[] = []
  const sink = await startWebhookSink(async (request, response) => {
    const answer = await receiveWebhook(request, {
      signingSecret,
      webhookKey: 'a key of the test',
      authorize: ({ data }) => (data.bill_amount === '18.40' ? true : '61'),
      handle: ({ event_type }) => {
        heard.push(event_type)
      },
    })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  try {
    await webhooks.subscribe(client, { url: sink.url, webhook_key: 'a key of the test' })
    await fundCards()
    const card = await newCard('WEBHOOK')
    const buy = (value: bigint) =>
      sandbox.authorize(client, { card_id: card.id, billing: { value, currency: 'USD' } })
    expect(await buy(1_840n)).toMatchObject({ response_code: '00' })
    expect(await buy(6_000n)).toMatchObject({ response_code: '61', decline_code: 'M401' })
    expect(await becomes(() => heard.includes('authorized') && heard.includes('declined'), SOON_MS)).toBe(
      true,
    )

    const before = sink.requests.at(-1)
    await webhooks.changeSettings(client, { rotate_signing_secret: true })
    const { signing_secret: next } = await webhooks.settings(client)
    await webhooks.test(client, { product: 'cards', event_type: 'deposit' })
    const after = sink.requests.at(-1)
    expect(after).not.toBe(before)
    const verify = (request: SunkRequest | undefined, secret: string | readonly string[]) =>
      verifyWebhook(request as SunkRequest, { signingSecret: secret })
    await expect(verify(after, signingSecret)).rejects.toMatchObject({ code: 'SIGNATURE_WRONG' })
    await verify(after, next)
    await verify(before, [next, signingSecret])
  } finally {
    await sink.close()
  }
})

async function newCard(approval_method: 'NONE' | 'WEBHOOK' | 'TOP_UP') {
  return cards.create(client, {
    card_holder_name: 'ANA RUIZ',
    approval_method,
    phone_country_code: 34,
    phone: '600000000',
  })
}

/** Until the cards' holding wallet covers some purchases. */
async function fundCards(): Promise<void> {
  const { deposit_address: to_address, blockchain } = await holdfast.cardFunds.holdingBalance(client)
  await sandbox.faucet(client, { blockchain, to_address, amount: '1000' })
  const held = async () => (await holdfast.cardFunds.holdingBalance(client)).warranty_balance
  expect(await becomes(async () => (await held()) !== '0', SOON_MS)).toBe(true)
}
