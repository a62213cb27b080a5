import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestPartner } from '../../../tests/harness/partner.ts'
import { must } from '../partner.fixture.ts'
import { startTransferWorld, type Target, TO, TRON_TO, type TransferWorld } from './transfers.fixture.ts'

let world: TransferWorld
let partner: TestPartner
let off: TransferWorld['off']

beforeAll(async () => {
  world = await startTransferWorld()
  ;({ partner, off } = world)
})
afterAll(() => world.stop())

describe('an off-ramp', () => {
  test('has an address of its own, which no other has', async () => {
    const [one, other] = [must(await off('ach'), 201), must(await off('ach'), 201)]
    expect(one.source_deposit_instructions).toMatchObject({
      payment_rail: 'polygon',
      amount: '100.5',
      currency: 'usdc',
      from_address: TO,
      to_address: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/),
    })
    expect(one.source_deposit_instructions.to_address).not.toBe(other.source_deposit_instructions.to_address)
  })

  test('on Tron has a memo as well', async () => {
    const source = { payment_rail: 'tron', currency: 'usdt', from_address: TRON_TO }
    const made = must(
      await off('bre_b', { source, return_instructions: { address: TRON_TO } }, { reference: 'R' }),
      201,
    )
    expect(made.source_deposit_instructions).toMatchObject({
      to_address: expect.stringMatching(/^T/),
      blockchain_memo: expect.stringMatching(/^\d{10}$/),
    })
  })

  test.each<[Target, string, string, string]>([
    ['ach', 'ach_reference', 'rent may 1', 'rent may 11!'],
    ['sepa', 'sepa_reference', 'Rent & more', 'Rent'],
    ['spei', 'spei_reference', 'renta', 'renta_1'],
    ['pix', 'reference', 'aluguel: maio', 'x'.repeat(101)],
    ['faster_payments', 'reference', 'rent-may/eighteen!', 'x'.repeat(19)],
    ['bre_b', 'reference', 'arriendo', 'x'.repeat(19)],
  ])('by %s passes %s on, by its rules', async (rail, field, good, bad) => {
    expect(must(await off(rail, {}, { [field]: good }), 201).destination[field]).toBe(good)
    const { status, body } = await off(rail, {}, { [field]: bad })
    expect(status).toBe(400)
    expect(Object.keys(body.source.key)).toEqual([`destination.${field}`])
  })

  test.each<[string, Target, Record<string, unknown>, object, string]>([
    ['below the minimum of its target', 'bre_b', { amount: '1.0' }, {}, 'amount'],
    ['with seven decimals', 'ach', { amount: '1.0000001' }, {}, 'amount'],
    [
      'to an account of another rail',
      'spei',
      {},
      { payment_rail: 'ach', currency: 'usd' },
      'destination.external_account_id',
    ],
    ['to an unknown account', 'ach', {}, { external_account_id: 'x' }, 'destination.external_account_id'],
    [
      'with a return address of another chain',
      'ach',
      { return_instructions: { address: TRON_TO } },
      {},
      'return_instructions.address',
    ],
    ['from BSC', 'ach', { source: { payment_rail: 'bsc', currency: 'usdc' } }, {}, 'source.payment_rail'],
    [
      'flexible',
      'ach',
      { amount: undefined, features: { flexible_amount: true } },
      {},
      'features.flexible_amount',
    ],
  ])('is refused %s', async (_what, rail, change, target, field) => {
    const { status, body } = await off(rail, change, target)
    expect(status).toBe(400)
    expect(Object.keys(body.source.key)).toContain(field)
  })

  test('to an inactive account is refused', async () => {
    const { destination } = must(await off('spei'), 201)
    const path = `/customers/${world.customer}/external_accounts/${destination.external_account_id}`
    must(await partner.call('POST', `${path}/deactivate`), 200)
    const target = { external_account_id: destination.external_account_id }
    expect((await off('spei', {}, target)).body.source.key).toHaveProperty([
      'destination.external_account_id',
    ])
  })
})

test.each([
  ['spei', 'mxn', 'clabe', 'clabe', 'clabe.account_number'],
  ['pix', 'brl', 'pix_key', 'pix', 'pix_key.pix_key'],
  ['bre_b', 'cop', 'bre_b_key', 'bre_b', 'account.bre_b_key'],
])('an account of the partner itself is no target: %s', async (rail, currency, name, account_type, field) => {
  const { source_deposit_instructions: asked } = must(await world.on(rail, currency), 201)
  const [object = '', number = ''] = field.split('.')
  const body = { currency, account_type, account_owner_name: 'Ana Paz', [object]: { [number]: asked[name] } }
  const refused = await partner.call('POST', `/customers/${world.customer}/external_accounts`, body)
  expect(refused.body.source.key).toEqual({ [field]: 'is a virtual account' })
})
