import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, type Party, type Ramped, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

const OFF = '/virtual-wallets/bank-ramps/ramp-off'
const UNIT = 1_000_000n

let world: RampWorld
beforeAll(async () => {
  world = await startRampWorld({ chains: ['POLYGON', 'TRON'] })
})
afterAll(() => world.stop())

type Bank = Parameters<Party['bank']>[0]

const STORIES = [
  {
    bank: 'us',
    rail: 'ACH',
    currency: 'USD',
    amount: 100,
    reference: 'Invoice-77 of May',
    sent: ['ach_reference', 'Invoice 77'],
  },
  {
    bank: 'sepa',
    rail: 'SEPA',
    currency: 'EUR',
    amount: 12.345678,
    reference: 'Rent',
    sent: ['sepa_reference', undefined],
  },
  {
    bank: 'spei',
    rail: 'SPEI',
    currency: 'MXN',
    amount: 33.3,
    reference: 'Pago #12',
    sent: ['spei_reference', 'Pago 12'],
  },
  { bank: 'pix', rail: 'PIX', currency: 'BRL', amount: 50, reference: 'Olá', sent: ['reference', 'Olá'] },
  {
    bank: 'fps',
    rail: 'FASTER_PAYMENTS',
    currency: 'GBP',
    amount: 20.01,
    reference: undefined,
    sent: ['reference', undefined],
  },
  {
    bank: 'co-bank-transfer',
    rail: 'CO_BANK_TRANSFER',
    currency: 'COP',
    amount: 75.5,
    reference: 'Factura 9',
    sent: ['reference', 'Factura 9'],
  },
  {
    bank: 'bre-b',
    rail: 'BRE_B',
    currency: 'COP',
    amount: 60,
    reference: 'Factura 10',
    sent: ['reference', 'Factura 10'],
  },
] as const satisfies readonly { bank: Bank; [field: string]: unknown }[]

async function funded(units: bigint, blockchain = 'POLYGON'): Promise<Party> {
  const party = await world.party({ blockchain })
  await party.company.owe(party.walletId, String(Number(units) / 1e6))
  await party.company.fundHolding(units, blockchain)
  return party
}

const transferOf = async (party: Party, id: string) =>
  must(await world.partner.call('GET', `/transfers/${await party.transferId(id)}`), 200)

const unitsOf = (amount: number) => BigInt(Math.round(amount * 1e6))

describe.each(STORIES)('out: $currency by $rail', ({ bank, rail, currency, amount, reference, sent }) => {
  test('the balance is taken at once, the tokens leave, the bank is paid, and all of it is told', async () => {
    const party = await funded(1000n * UNIT)
    const bank_account_id = await party.bank(bank)
    const asked = {
      wallet_id: party.walletId,
      bank_account_id,
      amount,
      ...(reference !== undefined && { reference }),
    }
    const started = must(await party.company.call('POST', OFF, asked), 200)
    expect(started).toEqual({
      id: expect.any(String),
      state: 'pending',
      source_payment_rail: 'POLYGON',
      source_currency: 'USDC',
      destination_payment_rail: rail,
      destination_currency: currency,
      amount,
      blockchain_memo: null,
    })
    const units = unitsOf(amount)
    expect(await party.books()).toMatchObject({ wallet: 1000n * UNIT - units, holding: 1000n * UNIT - units })
    expect(await party.ramp(started.id)).toMatchObject({
      type: 'RAMP_OFF',
      status: 'PROCESSING',
      origin_amount: amount,
      origin_currency: 'USDC',
      final_amount: null,
      bank_account_id,
      transaction_hash: expect.stringMatching(/^0x/),
    })
    const payment = must(await party.company.call('GET', `/management/payments/${started.id}`), 200)
    const { source_deposit_instructions: instructions, destination } = await transferOf(party, started.id)
    expect(payment).toMatchObject({
      operation: 'ramp_off',
      status: 'PENDING',
      to_address: instructions.to_address,
    })
    const [field, text] = sent
    expect(destination[field]).toBe(text)

    const ramp = await party.becomes(started.id, { status: 'COMPLETED' })
    await world.mineUntil(async () => (await party.books()).payable === 0n)
    const { receipt } = await transferOf(party, started.id)
    expect(ramp).toMatchObject({
      state: 'payment_processed',
      final_currency: currency,
      final_amount: Number(receipt.final_amount),
      exchange_rate: Number(receipt.exchange_rate ?? 1),
      reason: null,
    })
    // 0.5 % in the destination fiat at the transfer's rate, half-up to cents.
    expect(ramp.service_fee).toBeCloseTo(amount * ramp.exchange_rate * 0.005, 1)
    expect(await party.events(started.id)).toEqual([
      {
        type: 'ramp_off',
        status: 'success',
        reason: null,
        data: {
          ramp_id: started.id,
          wallet_id: party.walletId,
          wallet_address: party.walletAddress,
          blockchain: 'polygon',
          transaction_hash: receipt.source_tx_hash,
          amount: String(amount),
          exchange_rate: receipt.exchange_rate ?? '1',
          token: { address: world.chain().token('USDC').address, symbol: 'USDC' },
          bank_account_id,
          destination_amount: Number(receipt.final_amount).toFixed(2),
          destination_currency: currency,
          reference: reference ?? null,
          created_at: ramp.created_at,
        },
      },
    ])
    expect(await party.movement(started.id)).toMatchObject({
      operation: 'RAMP_OFF_TRANSFER',
      status: 'COMPLETED',
      amount,
      transaction_hash: receipt.source_tx_hash,
      data: {
        ramp_id: started.id,
        bank_account_id,
        destination_amount: ramp.final_amount,
        destination_currency: currency,
        reason: null,
        token: { symbol: 'USDC' },
      },
    })
    expect(await party.books()).toEqual({
      wallet: 1000n * UNIT - units,
      holding: 1000n * UNIT - units,
      transit: 0n,
      payable: 0n,
      equity: 0n,
      claim: 0n,
    })
    expect(await world.chain().tokenBalance('USDC', instructions.to_address)).toBe(units)
    expect(await party.findings()).toEqual([])
  })
})

test('out: on TRON the memo travels with the tokens, or the partner would not know whose they are', async () => {
  const party = await funded(100n * UNIT, 'TRON')
  const bank_account_id = await party.bank('us')
  const started = must(
    await party.company.call('POST', OFF, { wallet_id: party.walletId, bank_account_id, amount: 40 }),
    200,
  )
  expect(started).toMatchObject({ source_payment_rail: 'TRON', source_currency: 'USDT' })
  const { source_deposit_instructions: instructions } = await transferOf(party, started.id)
  expect(started.blockchain_memo).toBe(instructions.blockchain_memo)
  const ramp: Ramped = await party.becomes(started.id, { status: 'COMPLETED' })
  const mined = world.tron().node.chain.find(ramp.transaction_hash)
  expect(Buffer.from(mined?.transaction.seen.data ?? []).toString()).toBe(instructions.blockchain_memo)
  await world.mineUntil(async () => (await party.books()).payable === 0n)
  expect(await party.books()).toMatchObject({ wallet: 60n * UNIT, holding: 60n * UNIT, claim: 0n })
  expect(await party.findings()).toEqual([])
})

test('out: repeated under its key it is one ramp, however often and at once', async () => {
  const party = await funded(100n * UNIT)
  const body = { wallet_id: party.walletId, bank_account_id: await party.bank('us'), amount: 10 }
  const key = { 'idempotency-key': `off ${party.walletId}` }
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => party.company.call('POST', OFF, body, key)),
  )
  const ids = new Set(answers.filter(({ status }) => status === 200).map((answer) => answer.body.id))
  expect(ids.size).toBe(1)
  for (const { status } of answers) expect([200, 302]).toContain(status)
  expect((await party.books()).wallet).toBe(90n * UNIT)
  const { body: listed } = await party.company.call('GET', '/virtual-wallets/ramps')
  expect(listed.total_elements).toBe(1)
})

test('out: many at once promise no more than wallet and holding have', async () => {
  const party = await funded(100n * UNIT)
  const body = { wallet_id: party.walletId, bank_account_id: await party.bank('us'), amount: 30 }
  const answers = await Promise.all(Array.from({ length: 6 }, () => party.company.call('POST', OFF, body)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 400, 400, 400])
  expect((await party.books()).wallet).toBe(10n * UNIT)
  for (const { status, body: answer } of answers)
    if (status === 200) await party.becomes(answer.id, { status: 'COMPLETED' })
  await world.mineUntil(async () => (await party.books()).payable === 0n)
  expect(await party.findings()).toEqual([])
})
