import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendMessage } from '../sandbox/network/client.ts'
import { connectEvmChain } from '../server/chains/evm/client.ts'
import { allChecks } from '../server/checks.ts'
import { verifyBooks } from '../server/ledger/verify.ts'
import { DOLLAR, NETWORK_KEY } from './harness/card-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from './harness/wallet-world.ts'
import { type SunkRequest, startWebhookSink, type WebhookSink } from './harness/webhook-sink.ts'

const NETWORK_ADDRESS = `0x${'5'.repeat(40)}`
const OUTSIDE = '0x000000000000000000000000000000000000bEEF'

let world: WalletWorld
let sink: WebhookSink
let company: WalletCompany
let card: string
let holding: string
let secret: string
/** The number, the expiry and the CVV2 as the page shows them. */
let shown: { readonly pan: string; readonly expiry: string; readonly cvv2: string }

beforeAll(async () => {
  ;[world, sink] = await Promise.all([startWalletWorld(), startWebhookSink()])
  company = await world.company()
})
afterAll(async () => {
  await world.stop()
  await sink.close()
})

let sent = 0
/** As the card network: signed, and the answer's signature checked. */
async function network(type: string, cents: number, fields: object) {
  sent += 1
  const money = { value: cents, currency: 'USD' }
  const { pan, expiry } = shown
  const message = { type, network_id: `n-${sent}`, card: { pan, expiry }, amount: money, billing: money }
  const connection = { url: `${world.url}/network/v1/messages`, key: NETWORK_KEY }
  const { status, body } = await sendMessage(connection, { ...message, ...fields })
  expect([status, body.response_code]).toEqual([200, '00'])
  return body
}

const get = async (path: string) => (await company.call('GET', path)).body
const credit = async () => (await get(`/cards/virtual-cards/${card}/virtual-balances`)).available_credit
const warranty = async () => (await get('/cards/holding/balance')).warranty_balance
const onChain = async (address: string) => (await world.chain().tokenBalance('USDC', address)) / DOLLAR
const settlements = () => `/management/companies/${company.id}/settlements`
const settle = (body: object) => world.operator('POST', settlements(), body)

/** A company's own check, after docs/webhook-handling.md. */
function isGenuine({ headers, body }: SunkRequest): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

test('a card is issued, and its number is shown once', async () => {
  const subscription = { url: sink.url, webhook_key: 'a-key-of-the-company-0123456789-abc' }
  expect((await company.call('POST', '/management/companies/webhook/subscribe', subscription)).status).toBe(
    200,
  )
  secret = (await get('/management/webhooks/settings')).signing_secret
  const created = await company.call('POST', '/cards/virtual-cards/create', {
    card_holder_name: 'ANA RUIZ',
    approval_method: 'TOP_UP',
    phone_country_code: '34',
    phone: '600000000',
    daily_limit: 300,
  })
  expect(created).toMatchObject({ status: 200, body: { status: 'ACTIVE', approval_method: 'TOP_UP' } })
  card = created.body.id
  holding = (await get('/cards/holding/balance')).deposit_address
  const { url } = await get(`/cards/virtual-cards/${card}/pan-html`)
  const page = await (await fetch(url)).text()
  const field = (id: string) =>
    (new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(page)?.[1] ?? '').replaceAll(/\D/g, '')
  shown = { pan: field('pan-value'), expiry: field('expiry-value'), cvv2: field('cvv-value') }
  expect(shown.pan.slice(-4)).toBe(created.body.last4)
  expect((await fetch(url)).status).toBe(404)
})

test('a deposit on chain to its address raises card and holding, and is swept', async () => {
  const [{ address }] = await get(`/cards/virtual-cards/${card}/top-up`)
  await world.chain().sendToken('USDC', address, 100n * DOLLAR)
  await world.mineUntil(async () => (await onChain(holding)) === 100n && (await credit()) === 100)
  expect(await warranty()).toBe(100)
})

test('a purchase by number and CVV2 is approved, cleared in part and returned in part', async () => {
  const approved = await network('authorization', 1840, {
    transaction_ref: 'ref-1',
    channel: 'ECOMMERCE',
    cvv2: shown.cvv2,
    merchant: { name: 'Kiosk 12', mcc: '5994', country: 'FRA' },
  })
  expect(approved).toMatchObject({ approved: true, cvv_result: 'M', company_response: null })
  expect([await credit(), await warranty()]).toEqual([81.6, 81.6])
  await network('clearing', 1840, { transaction_ref: 'ref-1', clearing_id: 'c-1' })
  await network('refund', 340, { transaction_ref: 'ref-1' })
  expect([await credit(), await warranty()]).toEqual([85, 85])
})

test('the network is paid on chain what it is owed, and pays what it owes', async () => {
  const paid = await settle({ amount: 15, to_address: NETWORK_ADDRESS })
  expect(paid).toMatchObject({ status: 201, body: { direction: 'paid', status: 'PENDING' } })
  await world.mineUntil(async () => {
    const { items } = (await world.operator('GET', settlements())).body
    return items[0].status === 'SUCCESS'
  })
  expect(await onChain(NETWORK_ADDRESS)).toBe(15n)
  await network('visa_direct', 2000, { channel: 'VISA_DIRECT' })
  expect([await credit(), await warranty()]).toEqual([105, 105])
  await world.chain().sendToken('USDC', holding, 20n * DOLLAR)
  await world.mineUntil(async () => (await warranty()) === 125)
  const { items } = await get('/management/deposits?product=cards')
  const deposit = items.find(({ address }: { address: string }) => address === holding)
  expect(await settle({ direction: 'received', deposit_id: deposit.id })).toMatchObject({
    status: 201,
    body: { direction: 'received', amount: 20, status: 'SUCCESS' },
  })
  expect(await warranty()).toBe(105)
})

test('what is above the floor leaves holding', async () => {
  const tooMuch = { to_wallet_address: OUTSIDE, amount: 95.5 }
  expect((await company.call('POST', '/cards/holding/withdraw', tooMuch)).status).toBe(412)
  const reply = await company.call('POST', '/cards/holding/withdraw', { ...tooMuch, amount: 40 })
  expect(reply).toMatchObject({ status: 200, body: { status: 'PENDING' } })
  await world.mineUntil(async () => (await onChain(OUTSIDE)) === 40n)
  expect([await warranty(), await onChain(holding)]).toEqual([65, 65n])
})

test('every event came once, in order for the card, and signed', async () => {
  const told = () => sink.requests.map(({ json }) => json.event_type)
  await world.mineUntil(async () => told().includes('warranty_withdraw'))
  expect(told().filter((type) => type !== 'warranty_withdraw')).toEqual([
    'deposit',
    'authorized',
    'cleared',
    'refund',
    'visa_direct_deposit',
  ])
  expect(sink.requests.map(isGenuine)).toEqual(Array(6).fill(true))
})

test('the books are right after all of it', async () => {
  const chain = connectEvmChain(world.chain().config)
  const checks = allChecks([chain], world.app.vault.sealer)
  expect((await verifyBooks({ db: world.db, checks })).findings).toEqual([])
})
