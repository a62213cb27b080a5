import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activeCustomer, must, newCustomer, until } from '../partner.fixture.ts'
import { PSE, startTransferWorld, TO_POLYGON, type TransferWorld } from '../transfers/transfers.fixture.ts'

let world: TransferWorld

beforeAll(async () => {
  world = await startTransferWorld()
})
afterAll(() => world.stop())

interface Shown {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

async function open(url: string): Promise<Shown> {
  return shown(await fetch(url, { redirect: 'manual' }))
}

/** As a browser sends a form. */
async function submit(url: string, fields: Readonly<Record<string, string>>): Promise<Shown> {
  return shown(await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' }))
}

async function shown(response: Response): Promise<Shown> {
  return { status: response.status, text: await response.text(), headers: response.headers }
}

const transfer = async (id: string) => must(await world.partner.call('GET', `/transfers/${id}`), 200)
const originOf = () => new URL(world.partner.url).origin

test('every page is by itself: no script but its own, nothing from elsewhere, no frame, no cache', async () => {
  const { source_deposit_instructions: asked, receipt } = must(await world.on('co_bank_transfer', 'cop'), 201)
  const { body: terms } = await world.partner.call('POST', '/customers/tos_links')
  for (const url of [asked.start_url, receipt.url, terms.url, `${originOf()}/pages/bre-b`]) {
    const { status, text, headers } = await open(url)
    expect(status).toBe(200)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("base-uri 'none'")
    expect(policy).not.toMatch(/unsafe|https?:(?!\/\/shop\.example)/)
    expect(policy).toContain(url === terms.url ? 'frame-ancestors *' : "frame-ancestors 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text).not.toMatch(/<(img|link|iframe)\b|\bstyle="|\bon\w+="|src=/)
    expect(text).toContain('name="viewport"')
    expect(text).toContain('color-scheme: light dark')
    expect(text).toContain('<html lang="en">')
  }
})

test('what people and callers have written cannot become markup', async () => {
  const evil = '"><script>alert(1)</script>'
  const sender_data = {
    full_name: evil,
    document_type: 'cc',
    document_number: evil,
    email: 'a@b.co',
    phone_number: '1',
  }
  const co_bank_transfer = { ...PSE.co_bank_transfer, sender_data }
  const pse = must(await world.on('co_bank_transfer', 'cop', { source: { co_bank_transfer } }), 201)
  const { id } = await newCustomer(world.partner, { first_name: evil, identifying_information: [] })
  const { url } = must(await world.partner.call('GET', `/customers/${id}/kyc_link`), 200)
  const pages = [
    pse.source_deposit_instructions.start_url,
    url,
    `${originOf()}/pages/bre-b?key=${encodeURIComponent(evil)}`,
  ]
  for (const page of pages) {
    const { text } = await open(page)
    expect(text).toContain('&lt;script&gt;')
    expect(text).not.toContain('<script>alert')
  }
})

test('a wrong address is a page too, and says so with its status', async () => {
  for (const path of ['pse/x', 'terms/x', 'kyc/x', 'checkout/x', 'receipt/x'])
    expect(await open(`${originOf()}/pages/${path}`)).toMatchObject({
      status: 404,
      text: expect.stringContaining('There is no such page'),
    })
})

describe('the terms', () => {
  test('give their number in the address that was asked for, and as a message to the opener', async () => {
    const { body } = await world.partner.call('POST', '/customers/tos_links')
    const back = 'https://shop.example/kyc?step=2'
    const page = await open(`${body.url}?redirect_uri=${encodeURIComponent(back)}`)
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://shop.example")
    const sent = await submit(body.url, { redirect_uri: back })
    expect(sent.status).toBe(303)
    const target = new URL(sent.headers.get('location') ?? '')
    expect(target.searchParams.get('step')).toBe('2')
    const signed_agreement_id = target.searchParams.get('signed_agreement_id')
    await newCustomer(world.partner, { signed_agreement_id })
    const { text } = await submit(body.url, {})
    expect(text).toMatch(/postMessage\(\{ signedAgreementId \}/)
    const script = await submit(body.url, { redirect_uri: 'javascript:alert(1)' })
    expect(script.headers.get('location')).toBeNull()
  })

  test('that are newer count for their customer at once', async () => {
    const { body } = await world.partner.call('POST', '/customers', { type: 'individual', first_name: 'Ana' })
    const { url } = must(await world.partner.call('GET', `/customers/${body.id}/tos_acceptance_link`), 200)
    await submit(url, {})
    const now = must(await world.partner.call('GET', `/customers/${body.id}`), 200)
    expect(now.has_accepted_terms_of_service).toBe(true)
  })
})

test('the identity check names what is missing, and who sends it is reviewed', async () => {
  const { body } = await world.partner.call('POST', '/customers', { type: 'individual', first_name: 'Ana' })
  const path = `/customers/${body.id}/kyc_link?redirect_uri=${encodeURIComponent('https://shop.example/done')}`
  const { url } = must(await world.partner.call('GET', path), 200)
  const page = await open(url)
  for (const missing of ['terms of service', 'date of birth', 'address of residence'])
    expect(page.text).toContain(missing)
  const sent = await submit(url, { terms: 'yes' })
  expect([sent.status, sent.headers.get('location')]).toEqual([303, 'https://shop.example/done'])
  expect(must(await world.partner.call('GET', `/customers/${body.id}`), 200).status).toBe('under_review')
})

describe('the bank page of PSE', () => {
  const start = async () => {
    const sender_data = {
      full_name: 'Luz Mora',
      document_type: 'ce',
      document_number: '521237890',
      email: 'luz@example.org',
      phone_number: '+573001234567',
    }
    const co_bank_transfer = { ...PSE.co_bank_transfer, sender_data }
    const { id, source_deposit_instructions: asked } = must(
      await world.on('co_bank_transfer', 'cop', { amount: '250000', source: { co_bank_transfer } }),
      201,
    )
    return { id, url: asked.start_url }
  }

  test('shows the amount and the form filled in', async () => {
    const { url } = await start()
    const { text } = await open(url)
    expect(text).toContain('250,000.00 COP')
    for (const value of ['value="Luz Mora"', 'value="521237890"', 'value="ce" selected'])
      expect(text).toContain(value)
  })

  test.each([
    ['pay', 'funds_received'],
    ['refuse', 'canceled'],
    ['expire', 'canceled'],
  ])('%s: the payer goes back to the shop, and it is %s', async (action, state) => {
    const { id, url } = await start()
    const sent = await submit(url, { action, full_name: 'Luz Mora' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, PSE.co_bank_transfer.redirect_url])
    const now = await transfer(id)
    expect(now.state).toBe(state)
    if (action === 'pay') expect(now.source.sender_name).toBe('Luz Mora')
    // a second click changes nothing
    const again = await submit(url, { action: 'pay' })
    expect(again.text).toContain(
      action === 'pay'
        ? 'It has been paid.'
        : action === 'refuse'
          ? 'The payer refused'
          : 'It was not paid in time',
    )
    expect((await transfer(id)).receipt).toEqual(now.receipt)
  })
})

describe('the page of Bre-B', () => {
  test('finds whom a key belongs to, and pays what is typed, once', async () => {
    const { id, source_deposit_instructions: asked } = must(
      await world.on('bre_b', 'cop', { amount: '8000' }),
      201,
    )
    const url = `${originOf()}/pages/bre-b`
    expect((await open(`${url}?key=${asked.bre_b_key}`)).text).toContain('value="8000"')
    for (const amount of ['', '0', '-5', '1,5', '1.234', 'x'])
      expect((await submit(url, { key: asked.bre_b_key, amount })).status).toBe(400)
    expect((await transfer(id)).state).toBe('awaiting_funds')
    const paid = await submit(url, { key: asked.bre_b_key, amount: '7500.5', full_name: 'Luz' })
    expect(paid.status).toBe(303)
    expect(await transfer(id)).toMatchObject({
      state: 'funds_received',
      receipt: { initial_amount: '7500.5' },
    })
    const again = await submit(url, { key: asked.bre_b_key, amount: '1' })
    expect(again.text).toContain('7,500.50 COP have been paid.')
    expect((await transfer(id)).receipt.initial_amount).toBe('7500.5')
  })

  test('knows no other key', async () => {
    expect(await open(`${originOf()}/pages/bre-b?key=123`)).toMatchObject({
      status: 404,
      text: expect.stringContaining('No account has this key'),
    })
  })
})

describe('the card checkout', () => {
  const CARD = { action: 'pay', number: '4242 4242 4242 4242', expiry: '12/40', cvc: '123', name: 'Luz Mora' }
  const session = async (change: object = {}) => {
    const body = {
      on_behalf_of: world.customer,
      client_reference_id: 'ramp-9',
      currency: 'usd',
      developer_fee_percent: '1.0',
      destination: TO_POLYGON,
      ...change,
    }
    return must(await world.partner.call('POST', '/card_sessions', body), 201)
  }

  test('charges an amount that the payer chooses, and the transfer goes on by rail `card`', async () => {
    const made = await session()
    expect(Object.keys(made)).toEqual(['id', 'url', 'bootstrap_token', 'transfer_id'])
    expect(await transfer(made.transfer_id)).toMatchObject({
      state: 'awaiting_funds',
      amount: null,
      client_reference_id: 'ramp-9',
      source: { payment_rail: 'card', currency: 'usd' },
    })
    expect((await open(made.url)).text).toContain('name="amount"')
    expect((await submit(made.url, { ...CARD, amount: '40.5' })).status).toBe(303)
    expect((await open(made.url)).text).toContain('The card was charged')
    const done = await until(
      async () => {
        world.clock.advance(1_000)
        world.partner.wake()
        return transfer(made.transfer_id)
      },
      ({ state }) => state === 'payment_processed',
    )
    expect(done).toMatchObject({
      amount: '40.5',
      source: { sender_name: 'Luz Mora' },
      receipt: { developer_fee: '0.4', final_amount: '40.1', destination_tx_hash: expect.any(String) },
    })
  })

  test('of a fixed amount does not ask for one', async () => {
    const made = await session({ amount: '12.00' })
    expect((await open(made.url)).text).not.toContain('name="amount"')
    await submit(made.url, { ...CARD, amount: '99' })
    expect((await transfer(made.transfer_id)).receipt.initial_amount).toBe('12.0')
  })

  test.each([
    ['a refused card', { number: '4000000000000002' }, 'refused the card'],
    ["somebody's real card", { number: '5555555555554444' }, 'Only the test cards'],
    ['an old card', { expiry: '01/20' }, 'has expired'],
    ['a wrong month', { expiry: '13/40' }, 'has expired'],
    ['no code', { cvc: '' }, 'three digits'],
    ['less than the least', { amount: '0.99' }, 'At least 1.00 USD'],
    ['no amount', { amount: 'much' }, 'Type an amount'],
  ])('with %s says so, charges nothing, and may be tried again', async (_what, change, said) => {
    const made = await session()
    const tried = await submit(made.url, { ...CARD, amount: '5', ...change })
    expect(tried.status).toBe(400)
    expect(tried.text).toContain(said)
    expect((await transfer(made.transfer_id)).state).toBe('awaiting_funds')
    expect((await submit(made.url, { ...CARD, amount: '5' })).status).toBe(303)
    expect((await transfer(made.transfer_id)).state).toBe('funds_received')
  })

  test('may be left unpaid', async () => {
    const made = await session()
    await submit(made.url, { action: 'cancel' })
    expect((await transfer(made.transfer_id)).state).toBe('canceled')
    await submit(made.url, { ...CARD, amount: '5' })
    expect((await transfer(made.transfer_id)).state).toBe('canceled')
  })

  test('opens with its token only', async () => {
    const { url } = await session()
    expect((await open(url.replace(/token=.*/, 'token=x'))).status).toBe(404)
  })

  test.each([
    ['no such customer', { on_behalf_of: 'x' }, 400],
    ['an unknown currency', { currency: 'jpy' }, 400],
    ['BSC', { destination: { ...TO_POLYGON, payment_rail: 'bsc' } }, 400],
    ['less than the least', { amount: '0.5' }, 400],
  ])('is not made for %s', async (_what, change, status) => {
    const body = { on_behalf_of: world.customer, currency: 'usd', destination: TO_POLYGON, ...change }
    expect((await world.partner.call('POST', '/card_sessions', body)).status).toBe(status)
  })

  test('is not made for a customer who is not active', async () => {
    const poor = await activeCustomer(world.partner)
    must(await world.partner.sim('POST', `/customers/${poor}/status`, { status: 'paused' }), 200)
    const body = { on_behalf_of: poor, currency: 'usd', destination: TO_POLYGON }
    expect((await world.partner.call('POST', '/card_sessions', body)).status).toBe(403)
  })
})

test('the receipt leads to the bank page while it waits, and tells what became of it', async () => {
  const { id, receipt } = must(await world.on('bre_b', 'cop'), 201)
  const waiting = await open(receipt.url)
  const link = /href="([^"]+bre-b[^"]+)"/.exec(waiting.text)?.[1]
  expect((await open(`${originOf()}${link}`)).status).toBe(200)
  must(await world.partner.sim('POST', `/transfers/${id}/state`, { state: 'payment_processed' }), 200)
  const { destination_tx_hash: hash } = (await transfer(id)).receipt
  expect((await open(receipt.url)).text).toContain(hash)
})
