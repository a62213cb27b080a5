import { describe, expect, test } from 'vitest'
import { referenceOn } from './fiat.ts'
import type { Ramp } from './ramp.ts'
import { transferRequest } from './transfer-request.ts'

const FACTS = { holdingAddress: '0xholding', tokenDecimals: 6 }
const common = {
  id: 'ramp-1',
  chain: 'POLYGON',
  fee_percent: '0.5',
  partner_customer_id: 'cust_1',
  redirect_url: null,
  reference: null,
}
const on = {
  ...common,
  type: 'RAMP_ON',
  rail: 'ACH',
  currency: 'USD',
  origin_amount: 100_050n,
  service_fee: 500n,
}
const off = {
  ...common,
  type: 'RAMP_OFF',
  rail: 'ACH',
  currency: 'USD',
  origin_amount: 12_345_678n,
  partner_account_id: 'ea_1',
}
const request = (row: object) => transferRequest(row as Ramp, FACTS)

test('in: a rail that takes what arrives is told no amount and the fee in percent, any other both in money', () => {
  expect(request(on)).toEqual({
    way: 'ON',
    on_behalf_of: 'cust_1',
    client_reference_id: 'ramp-1',
    developer_fee_percent: '0.5',
    source: { payment_rail: 'ach_push', currency: 'usd' },
    destination: { payment_rail: 'polygon', currency: 'usdc', to_address: '0xholding' },
  })
  expect(request({ ...on, rail: 'PIX', currency: 'BRL' })).toMatchObject({
    amount: '1000.5',
    developer_fee: '5',
  })
  const pse = {
    ...on,
    rail: 'CO_BANK_TRANSFER',
    currency: 'COP',
    redirect_url: 'https://shop.test',
    chain: 'TRON',
  }
  expect(request(pse)).toMatchObject({
    source: {
      payment_rail: 'co_bank_transfer',
      currency: 'cop',
      co_bank_transfer: { redirect_url: 'https://shop.test' },
    },
    destination: { payment_rail: 'tron', currency: 'usdt' },
  })
})

test('out: the amount is that of the tokens to the last unit, and tokens come back to holding', () => {
  expect(request(off)).toEqual({
    way: 'OFF',
    on_behalf_of: 'cust_1',
    client_reference_id: 'ramp-1',
    amount: '12.345678',
    developer_fee: '0.061728',
    source: { payment_rail: 'polygon', currency: 'usdc', from_address: '0xholding' },
    destination: { payment_rail: 'ach', currency: 'usd', external_account_id: 'ea_1' },
    return_address: '0xholding',
  })
})

test('without a fee there is none, and not one of nothing', () => {
  for (const row of [on, off, { ...on, rail: 'PIX' }]) {
    const free = request({ ...row, fee_percent: '0.0', service_fee: 0n })
    expect(Object.keys(free).filter((name) => name.startsWith('developer_fee'))).toEqual([])
  }
})

describe('a reference carries on each rail what the rail takes', () => {
  test.each([
    ['ACH', 'Invoice-77/A of May', 'Invoice 77'],
    ['ACH', '---', null],
    ['SEPA', 'Rent', null],
    ['SEPA', 'Rent & heat: 05/26', 'Rent & heat 05/26'],
    ['SPEI', 'Pago  #12', 'Pago 12'],
    ['PIX', 'Olá\n😀', 'Olá 😀'],
    ['FASTER_PAYMENTS', 'A reference of more than it', 'A reference of mor'],
    ['CO_BANK_TRANSFER', 'Factura 9', 'Factura 9'],
    ['BRE_B', null, null],
  ] as const)('%s: %s', (rail, text, expected) => {
    expect(referenceOn(rail, text)).toBe(expected)
  })
})
