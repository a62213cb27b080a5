import jsqr from 'jsqr'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pdfTexts } from '../kernel/pdf/pdf-text.fixture.ts'
import { must, type Party, type Ramped, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

const RAMP_ON = '/virtual-wallets/bank-ramps/ramp-on'

let world: RampWorld
beforeAll(async () => {
  world = await startRampWorld({ chains: ['POLYGON', 'TRON'] })
})
afterAll(() => world.stop())

interface Story {
  readonly currency: string
  readonly rail: string
  readonly amount: number
  readonly body?: object
  /** Of the answer, the partner's own name for it. */
  readonly told: Readonly<Record<string, string>>
}

const BANK = { deposit_message: 'deposit_message' }
const STORIES: readonly Story[] = [
  {
    currency: 'USD',
    rail: 'ACH',
    amount: 1000,
    told: {
      ...BANK,
      bank_number: 'bank_account_number',
      bank_code: 'bank_routing_number',
      bank_name: 'bank_name',
      bank_address: 'bank_address',
      bank_beneficiary_name: 'bank_beneficiary_name',
      bank_beneficiary_address: 'bank_beneficiary_address',
    },
  },
  {
    currency: 'eur',
    rail: 'SEPA',
    amount: 250.5,
    told: {
      ...BANK,
      bank_number: 'iban',
      bank_code: 'bic',
      bank_name: 'bank_name',
      bank_address: 'bank_address',
      bank_beneficiary_name: 'account_holder_name',
    },
  },
  {
    currency: 'MXN',
    rail: 'SPEI',
    amount: 1999.99,
    told: {
      ...BANK,
      bank_number: 'clabe',
      bank_name: 'bank_name',
      bank_beneficiary_name: 'account_holder_name',
    },
  },
  {
    currency: 'BRL',
    rail: 'PIX',
    amount: 321.45,
    told: {
      ...BANK,
      bank_number: 'pix_key',
      br_code: 'br_code',
      bank_beneficiary_name: 'account_holder_name',
    },
  },
  {
    currency: 'GBP',
    rail: 'FASTER_PAYMENTS',
    amount: 77.77,
    told: {
      ...BANK,
      bank_number: 'account_number',
      bank_code: 'sort_code',
      bank_name: 'bank_name',
      bank_address: 'bank_address',
      bank_beneficiary_name: 'account_holder_name',
    },
  },
  {
    currency: 'COP',
    rail: 'CO_BANK_TRANSFER',
    amount: 250_000,
    body: { payment_rail: 'co_bank_transfer', redirect_url: 'https://shop.test/back?order=1' },
    told: { start_url: 'start_url', redirect_url: 'redirect_url' },
  },
  {
    currency: 'COP',
    rail: 'BRE_B',
    amount: 99_000.5,
    body: { payment_rail: 'BRE_B' },
    told: { bre_b_key: 'bre_b_key' },
  },
]
/** The fields of OnRamp: those of COP are others. */
const FIELDS = {
  bank: [
    'id',
    'state',
    'amount',
    'currency',
    'payment_rail',
    'deposit_message',
    'bank_number',
    'bank_code',
    'bank_name',
    'bank_address',
    'bank_beneficiary_name',
    'bank_beneficiary_address',
    'br_code',
    'qr_code',
  ],
  CO_BANK_TRANSFER: ['id', 'state', 'amount', 'currency', 'payment_rail', 'start_url', 'redirect_url'],
  BRE_B: ['id', 'state', 'amount', 'currency', 'payment_rail', 'bre_b_key'],
} as const

async function startRamp(
  party: Party,
  { currency, amount, body = {} }: Omit<Story, 'told' | 'rail'>,
): Promise<Ramped> {
  const asked = { wallet_id: party.walletId, amount, source_currency: currency, ...body }
  return must(await party.company.call('POST', RAMP_ON, asked), 200)
}

async function transferOf(party: Party, id: string) {
  return must(await world.partner.call('GET', `/transfers/${await party.transferId(id)}`), 200)
}

async function pay(party: Party, id: string, amount: number): Promise<void> {
  const transfer_id = await party.transferId(id)
  const sender_name = 'Eva Payer'
  must(
    await world.partner.sim('POST', '/deposits', { transfer_id, amount: String(amount), sender_name }),
    200,
  )
}

/** `text` as millionths; every figure here is decimal text of the partner or of ours. */
function millionths(text: string | number): bigint {
  const [whole = '', fraction = ''] = String(text).split('.')
  if (!/^\d*$/.test(whole + fraction) || fraction.length > 12) throw new Error(`${text} is no decimal`)
  return BigInt(whole + fraction.padEnd(12, '0')) / 10n ** 6n
}

describe.each(STORIES)('in: $currency by $rail', ({ rail, amount, told, ...story }) => {
  const currency = story.currency.toUpperCase()

  test('says where to pay as the partner wrote it, is credited for exactly what arrived, and has its receipt', async () => {
    const party = await world.party()
    const started = await startRamp(party, { amount, ...story })
    expect(started).toMatchObject({ state: 'pending', amount, currency, payment_rail: rail })
    expect(Object.keys(started)).toEqual(FIELDS[rail as keyof typeof FIELDS] ?? FIELDS.bank)
    const { source_deposit_instructions: instructions } = await transferOf(party, started.id)
    for (const [ours, theirs] of Object.entries(told)) {
      expect(instructions[theirs], theirs).toEqual(expect.any(String))
      expect(started[ours], ours).toBe(instructions[theirs])
    }
    for (const [field, value] of Object.entries(started))
      if (
        !(field in told) &&
        !['id', 'state', 'amount', 'currency', 'payment_rail', 'qr_code'].includes(field)
      )
        expect(value, field).toBeNull()

    const waiting = await party.ramp(started.id)
    expect(waiting).toMatchObject({
      type: 'RAMP_ON',
      status: 'PENDING',
      state: 'awaiting_funds',
      destination_wallet_id: party.walletId,
      client_id: party.clientId,
      origin_amount: amount,
      origin_currency: currency,
      origin_name: 'Ana Paz',
      exchange_rate: null,
      final_amount: null,
      final_currency: 'USDC',
      transaction_hash: null,
    })
    expect(await party.movement(started.id)).toMatchObject({
      operation: 'RAMP_ON_TRANSFER',
      status: 'PENDING',
    })
    const early = await party.company.call('GET', `/virtual-wallets/ramps/transfer/${started.id}/receipt/pdf`)
    expect(early).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: 'Could not get transfer receipt due to status awaiting_funds' },
    })

    await pay(party, started.id, amount)
    const ramp = await party.becomes(started.id, { status: 'COMPLETED' })
    const { receipt } = await transferOf(party, started.id)
    // What counts is what the chain shows, and it is what the contract's arithmetic gives at the partner's rate.
    const rate = receipt.exchange_rate ?? '1'
    const net = millionths(amount) - millionths(receipt.developer_fee)
    const [whole = '', fraction = ''] = String(rate).split('.')
    const exact = (net * BigInt(whole + fraction)) / 10n ** BigInt(fraction.length)
    expect(await party.company.ledger('VIRTUAL_BALANCE', party.walletId)).toBe(exact)
    expect(millionths(receipt.final_amount)).toBe(exact)
    expect(ramp).toMatchObject({
      state: 'payment_processed',
      origin_name: 'Eva Payer',
      transaction_hash: receipt.destination_tx_hash,
      reason: null,
    })
    expect(millionths(ramp.final_amount)).toBe(exact)
    expect(String(ramp.exchange_rate)).toBe(String(Number(rate)))

    const [event, ...others] = await party.events(started.id)
    expect(others).toEqual([])
    expect(event).toEqual({
      type: 'ramp_on',
      status: 'success',
      reason: null,
      data: {
        ramp_id: started.id,
        wallet_id: party.walletId,
        wallet_address: party.walletAddress,
        blockchain: 'polygon',
        transaction_hash: receipt.destination_tx_hash,
        amount: String(ramp.final_amount),
        exchange_rate: rate,
        token: { address: world.chain().token('USDC').address, symbol: 'USDC' },
        source_amount: amount.toFixed(2),
        source_currency: currency,
        source_from: 'Eva Payer',
        created_at: ramp.created_at,
      },
    })
    expect(await party.movement(started.id)).toMatchObject({
      operation: 'RAMP_ON_TRANSFER',
      status: 'COMPLETED',
      amount: ramp.final_amount,
      transaction_hash: receipt.destination_tx_hash,
      data: {
        ramp_id: started.id,
        source_amount: amount,
        source_currency: currency,
        exchange_rate: ramp.exchange_rate,
        token: { symbol: 'USDC' },
      },
    })
    const { wallet, equity, claim } = await party.books()
    expect({ wallet, equity, claim }).toEqual({ wallet: exact, equity: 0n, claim: 0n })
    expect(await party.findings()).toEqual([])

    const texts = await receiptTexts(party, started.id)
    for (const text of [
      started.id,
      'Company',
      'Eva Payer',
      rail,
      party.walletAddress,
      receipt.destination_tx_hash,
    ])
      expect(texts).toContain(text)
  })
})

async function receiptTexts(party: Party, id: string): Promise<string[]> {
  const { api_key: key } = must(
    await party.company.call('POST', '/management/keys/create', {
      name: `receipts ${id}`,
      levels: { virtual_wallets: 2 },
    }),
    200,
    201,
  )
  const path = `/virtual-wallets/ramps/transfer/${id}/receipt/pdf`
  const answer = await fetch(`${world.url}${path}`, { headers: { 'x-api-key': key } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  return pdfTexts(Buffer.from(await answer.arrayBuffer()))
}

test('in: a Pix code is right to its checksum, and its picture shows it to another reader', async () => {
  const party = await world.party()
  const {
    br_code: code,
    qr_code: picture,
    deposit_message: message,
    bank_number: key,
  } = await startRamp(party, {
    currency: 'BRL',
    amount: 1234.5,
  })
  const png = PNG.sync.read(Buffer.from(picture, 'base64'))
  const read = jsqr.default(new Uint8ClampedArray(png.data), png.width, png.height)
  expect(read?.data).toBe(code)
  expect(code.slice(-4)).toBe(crc16(code.slice(0, -4)))
  const fields = emv(code)
  expect(emv(fields.get('26') ?? '').get('01')).toBe(key)
  expect(fields.get('54')).toBe('1234.50')
  expect(fields.get('53')).toBe('986')
  expect(emv(fields.get('62') ?? '').get('05')).toBe(message)
})

/** CRC-16/CCITT-FALSE from a table, not bit by bit as the partner makes it. */
function crc16(text: string): string {
  const table = Array.from({ length: 256 }, (_, high) => {
    let value = high << 8
    for (let bit = 0; bit < 8; bit += 1) value = ((value << 1) ^ ((value >> 15) & 1 ? 0x1021 : 0)) & 0xffff
    return value
  })
  const crc = Buffer.from(text).reduce(
    (sum, byte) => ((sum << 8) ^ (table[(sum >> 8) ^ byte] ?? 0)) & 0xffff,
    0xffff,
  )
  return crc.toString(16).toUpperCase().padStart(4, '0')
}

function emv(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (let at = 0; at < text.length; ) {
    const length = Number(text.slice(at + 2, at + 4))
    fields.set(text.slice(at, at + 2), text.slice(at + 4, at + 4 + length))
    at += 4 + length
  }
  return fields
}

test('in: on TRON it is USDT, traded by way of the dollar', async () => {
  const party = await world.party({ blockchain: 'TRON' })
  const simulated = must(
    await party.company.call('POST', `${RAMP_ON}/simulate`, {
      wallet_id: party.walletId,
      origin_currency: 'MXN',
      amount: 2000,
    }),
    200,
  )
  expect(simulated).toMatchObject({
    original_amount: 2000,
    original_currency: 'MXN',
    final_currency: 'USDT',
    service_fee: 10,
  })
  const started = await startRamp(party, { currency: 'MXN', amount: 2000 })
  await pay(party, started.id, 2000)
  const ramp = await party.becomes(started.id, { status: 'COMPLETED' })
  expect(ramp).toMatchObject({ final_currency: 'USDT', blockchain: 'TRON' })
  expect(await party.company.ledger('VIRTUAL_BALANCE', party.walletId, 'TRON')).toBe(
    millionths(ramp.final_amount),
  )
  expect(ramp.transaction_hash).toMatch(/^[0-9a-f]{64}$/)
  expect(await party.findings()).toEqual([])
})

test('in: another amount than announced is credited for what arrived', async () => {
  const party = await world.party()
  const started = await startRamp(party, { currency: 'USD', amount: 100 })
  await pay(party, started.id, 42.42)
  const ramp = await party.becomes(started.id, { status: 'COMPLETED' })
  expect(ramp.origin_amount).toBe(42.42)
  expect(ramp.final_amount).toBe(await party.company.balance(party.walletId))
  const [event] = await party.events(started.id)
  expect(event?.data).toMatchObject({ source_amount: '42.42', amount: String(ramp.final_amount) })
})

test('in: a card pays on a page; its ramp is the session', async () => {
  const party = await world.party()
  const path = `/virtual-wallets/ramps/${party.walletId}/credit-card/on`
  const session = must(await party.company.call('POST', path, { amount: 60, asset: 'eur' }), 200)
  expect(session).toEqual({
    session_id: expect.any(String),
    session_url: expect.any(String),
    bootstrap_token: expect.any(String),
  })
  expect(await party.ramp(session.session_id)).toMatchObject({
    status: 'PENDING',
    origin_amount: 60,
    origin_currency: 'EUR',
  })
  const open = must(await party.company.call('POST', path, {}), 200)
  expect(await party.ramp(open.session_id)).toMatchObject({ origin_amount: null, origin_currency: 'USD' })
  await pay(party, open.session_id, 25)
  const ramp = await party.becomes(open.session_id, { status: 'COMPLETED' })
  expect(ramp.origin_amount).toBe(25)
  expect(ramp.final_amount).toBe(await party.company.balance(party.walletId))
  expect(await party.findings()).toEqual([])
})
