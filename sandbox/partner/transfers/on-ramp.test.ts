import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestPartner } from '../../../tests/harness/partner.ts'
import { isClabe, isIban, isRoutingNumber } from '../accounts/bank-numbers.ts'
import { activeCustomer, must } from '../partner.fixture.ts'
import {
  crcByTable,
  PSE,
  readEmv,
  startTransferWorld,
  TO,
  TO_POLYGON,
  TRON_TO,
  type TransferWorld,
} from './transfers.fixture.ts'

let world: TransferWorld
let partner: TestPartner
let on: TransferWorld['on']

beforeAll(async () => {
  world = await startTransferWorld()
  ;({ partner, on } = world)
})
afterAll(() => world.stop())

describe('an on-ramp says how to pay it', () => {
  const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, expect.any(String)]))
  const message = { deposit_message: expect.stringMatching(/^BRG[A-Z0-9]{17}$/) }

  test.each([
    [
      'ach_push',
      'usd',
      {
        ...message,
        ...texts(
          'bank_name',
          'bank_address',
          'bank_account_number',
          'bank_beneficiary_name',
          'bank_beneficiary_address',
        ),
      },
    ],
    ['wire', 'usd', { ...message, ...texts('bank_name', 'bank_routing_number') }],
    [
      'sepa',
      'eur',
      { ...message, ...texts('iban', 'bic', 'account_holder_name', 'bank_name', 'bank_address') },
    ],
    ['spei', 'mxn', { ...message, ...texts('clabe', 'account_holder_name', 'bank_name') }],
    ['pix', 'brl', { ...message, ...texts('pix_key', 'account_holder_name', 'expires_at', 'br_code') }],
    [
      'faster_payments',
      'gbp',
      {
        ...message,
        account_number: expect.stringMatching(/^\d{8}$/),
        sort_code: expect.stringMatching(/^\d{6}$/),
      },
    ],
    [
      'bre_b',
      'cop',
      { ...message, bre_b_key: expect.stringMatching(/^\d{10}$/), ...texts('account_holder_name') },
    ],
    [
      'co_bank_transfer',
      'cop',
      {
        start_url: expect.stringContaining('/pages/pse/'),
        redirect_url: PSE.co_bank_transfer.redirect_url,
        ...texts('expires_at', 'account_holder_name'),
      },
    ],
  ])('%s', async (rail, currency, instructions) => {
    const made = must(await on(rail, currency), 201)
    expect(made).toMatchObject({
      state: 'awaiting_funds',
      on_behalf_of: world.customer,
      client_reference_id: 'ramp-1',
      amount: '5000.0',
      currency,
      source_deposit_instructions: { payment_rail: rail, currency, amount: '5000.0', ...instructions },
      receipt: { url: expect.stringContaining('/pages/receipt/') },
      return_details: null,
    })
    const { bank_routing_number: aba, iban, clabe } = made.source_deposit_instructions
    for (const [number, check] of [
      [aba, isRoutingNumber],
      [iban, isIban],
      [clabe, isClabe],
    ] as const)
      if (number !== undefined) expect(check(number)).toBe(true)
    expect(must(await partner.call('GET', `/transfers/${made.id}`), 200)).toEqual(made)
  })

  test('by Pix with a code that an independent reader finds right: key, amount, reference, checksum', async () => {
    const { source_deposit_instructions: asked } = must(await on('pix', 'brl', { amount: '1234.5' }), 201)
    const fields = readEmv(asked.br_code)
    expect(fields).toMatchObject({ '00': '01', '52': '0000', '53': '986', '54': '1234.50', '58': 'BR' })
    expect(readEmv(fields['26'] ?? '')).toEqual({ '00': 'br.gov.bcb.pix', '01': asked.pix_key })
    expect(readEmv(fields['62'] ?? '')).toEqual({ '05': asked.deposit_message })
    expect(fields['63']).toBe(crcByTable(asked.br_code.slice(0, -4)))
  })

  test("masks the payer's data of PSE", async () => {
    const sender_data = {
      full_name: 'Ana Paz',
      document_type: 'cc',
      document_number: '521237890',
      email: 'ana@example.org',
      phone_number: '+573001234567',
    }
    const co_bank_transfer = { ...PSE.co_bank_transfer, sender_data }
    const { source } = must(await on('co_bank_transfer', 'cop', { source: { co_bank_transfer } }), 201)
    expect(source.co_bank_transfer.sender_data).toMatchObject({
      document_number: '***7890',
      phone_number: '***4567',
    })
  })

  test('a flexible one has no amount and takes what arrives, with a fee in percent cut to cents', async () => {
    const flexible = { amount: undefined, features: { flexible_amount: true }, developer_fee_percent: '0.5' }
    const made = must(await on('spei', 'mxn', flexible), 201)
    expect(made.amount).toBeNull()
    expect(made.source_deposit_instructions).not.toHaveProperty('amount')
    const { deposit_message } = made.source_deposit_instructions
    expect((await partner.sim('POST', '/deposits', { deposit_message })).status).toBe(400)
    const paid = must(
      await partner.sim('POST', '/deposits', { deposit_message, amount: '999.99', sender_name: 'Luz' }),
      200,
    )
    // 999.99 - 4.99 (of 4.99995) = 995.00; 995.00 x 0.05 x 0.995
    expect(paid).toMatchObject({
      state: 'funds_received',
      amount: '999.99',
      source: { sender_name: 'Luz' },
      receipt: {
        initial_amount: '999.99',
        developer_fee: '4.99',
        exchange_fee: '0.0',
        pre_conversion_subtotal_amount: '995.0',
        exchange_rate: '0.04975',
        mid_market_rate: '0.05',
        converted_amount: '49.50125',
        subtotal_amount: '49.50125',
      },
    })
    expect(paid.receipt).not.toHaveProperty('final_amount')
    expect((await partner.sim('POST', '/deposits', { deposit_message, amount: '1' })).status).toBe(400)
  })
})

describe('an on-ramp is refused', () => {
  test.each<[string, string, string, Record<string, unknown>, string]>([
    ['below the minimum', 'bre_b', 'cop', { amount: '99.99' }, 'amount'],
    ['with three decimals', 'pix', 'brl', { amount: '10.001' }, 'amount'],
    ['with a number that is no text', 'pix', 'brl', { amount: 10 }, 'amount'],
    ['without amount', 'pix', 'brl', { amount: undefined }, 'amount'],
    [
      'flexible on a fixed rail',
      'pix',
      'brl',
      { amount: undefined, features: { flexible_amount: true } },
      'features.flexible_amount',
    ],
    ['flexible with an amount', 'wire', 'usd', { features: { flexible_amount: true } }, 'amount'],
    [
      'flexible with a fixed fee',
      'wire',
      'usd',
      { amount: undefined, developer_fee: '1', features: { flexible_amount: true } },
      'developer_fee',
    ],
    ['when the fee leaves nothing', 'wire', 'usd', { amount: '5', developer_fee: '5.0' }, 'developer_fee'],
    ['above 100 percent', 'wire', 'usd', { developer_fee_percent: '100.1' }, 'developer_fee_percent'],
    ['in another currency', 'spei', 'usd', {}, 'source.currency'],
    [
      'on BSC, which has no rail',
      'wire',
      'usd',
      { destination: { payment_rail: 'bsc', currency: 'usdc', to_address: TO } },
      'destination.payment_rail',
    ],
    [
      'for a token that the chain lacks',
      'wire',
      'usd',
      { destination: { ...TO_POLYGON, currency: 'eurc' } },
      'destination.currency',
    ],
    [
      'in euros for USDT',
      'sepa',
      'eur',
      { destination: { payment_rail: 'tron', currency: 'usdt', to_address: TRON_TO } },
      'destination.currency',
    ],
    [
      'to an address of another chain',
      'wire',
      'usd',
      { destination: { ...TO_POLYGON, to_address: TRON_TO } },
      'destination.to_address',
    ],
    [
      'without redirect_url',
      'co_bank_transfer',
      'cop',
      { source: { co_bank_transfer: {} } },
      'source.co_bank_transfer.redirect_url',
    ],
    [
      'with a redirect that is a script',
      'co_bank_transfer',
      'cop',
      { source: { co_bank_transfer: { redirect_url: 'javascript:alert(1)' } } },
      'source.co_bank_transfer.redirect_url',
    ],
    [
      'with return instructions',
      'wire',
      'usd',
      { return_instructions: { address: TO } },
      'return_instructions',
    ],
    ['for nobody', 'wire', 'usd', { on_behalf_of: 'nobody' }, 'on_behalf_of'],
    ['with a long reference', 'wire', 'usd', { client_reference_id: 'x'.repeat(257) }, 'client_reference_id'],
  ])('%s', async (_what, rail, currency, change, field) => {
    const { status, body } = await on(rail, currency, change)
    expect(status).toBe(400)
    expect(body.code).toBe('invalid_parameters')
    expect(Object.keys(body.source.key)).toEqual([field])
  })

  test('403 when the customer is not active, or lacks the endorsement', async () => {
    const poor = await activeCustomer(partner, { endorsements: ['base'] })
    for (const [rail, currency, status] of [
      ['bre_b', 'cop', 403],
      ['wire', 'usd', 201],
    ] as const)
      expect((await on(rail, currency, { on_behalf_of: poor })).status).toBe(status)
    must(await partner.sim('POST', `/customers/${poor}/status`, { status: 'paused' }), 200)
    expect(await on('wire', 'usd', { on_behalf_of: poor })).toMatchObject({
      status: 403,
      body: { code: 'not_allowed' },
    })
  })
})
