import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Partner } from '../../partner/partner.ts'
import type { RampDeps } from '../deps.ts'
import { must, nodeDeps, type Party, type RampWorld, startRampWorld } from '../ramp-world.fixture.ts'
import { reconcile } from './reconcile.ts'

const ON = '/virtual-wallets/bank-ramps/ramp-on'
const OFF = '/virtual-wallets/bank-ramps/ramp-off'

let world: RampWorld
let deps: RampDeps & { partner: Partner }
beforeAll(async () => {
  world = await startRampWorld()
  deps = await nodeDeps(world, world.partner)
})
afterAll(() => world.stop())

const open = (transferId: string) =>
  world.db
    .selectFrom('partner_differences')
    .select(['kind', 'ours', 'theirs'])
    .where('transfer_id', '=', transferId)
    .where('gone_at', 'is', null)
    .execute()

async function alerts(party: Party) {
  const events = await party.company.events()
  return events.filter(({ event_type, data }) => event_type === 'alert' && data.type === 'PARTNER_DIFFERENCE')
}

async function credited(): Promise<{ party: Party; id: string; transferId: string }> {
  const party = await world.party()
  const asked = { wallet_id: party.walletId, amount: 100, source_currency: 'USD' }
  const { id } = must(await party.company.call('POST', ON, asked), 200)
  const transferId = await party.transferId(id)
  must(await world.partner.sim('POST', '/deposits', { transfer_id: transferId, amount: '100' }), 200)
  await party.becomes(id, { status: 'COMPLETED' })
  return { party, id, transferId }
}

const force = async (transferId: string, state: string) =>
  must(await world.partner.sim('POST', `/transfers/${transferId}/state`, { state }), 200)

test('what contradicts our books is told once, changes nothing, and is over when it is over', async () => {
  const { party, id, transferId } = await credited()
  const before = await party.books()
  await force(transferId, 'returned')
  await world.waitUntil(async () => (await open(transferId)).length > 0)
  expect(await open(transferId)).toEqual([
    { kind: 'STATE', ours: 'payment_processed', theirs: expect.any(String) },
  ])
  for (let times = 0; times < 3; times += 1) await reconcile(deps, deps.partner)
  const told = await alerts(party)
  expect(told).toHaveLength(1)
  expect(told[0]?.data).toMatchObject({
    blockchain: 'polygon',
    wallet_id: party.walletId,
    token_address: world.chain().token('USDC').address,
    value: '99.5',
    threshold: null,
    deposit_id: null,
    ramp_id: id,
    difference: { kind: 'STATE', ours: 'payment_processed' },
  })
  expect(await party.ramp(id)).toMatchObject({ status: 'COMPLETED', state: 'payment_processed' })
  expect(await party.books()).toEqual(before)
  await force(transferId, 'payment_processed')
  await world.waitUntil(async () => (await open(transferId)).length === 0)
  expect(await party.findings()).toEqual([])
})

test('a transfer under our key that belongs to no ramp is found', async () => {
  const party = await world.party()
  const { customer_id } = await world.db
    .selectFrom('client_providers')
    .select('customer_id')
    .where('client_id', '=', party.clientId)
    .executeTakeFirstOrThrow()
  const asked = { wallet_id: party.walletId, amount: 100, source_currency: 'USD' }
  const { id } = must(await party.company.call('POST', ON, asked), 200)
  const make = async (client_reference_id?: string) =>
    must(
      await world.partner.call('POST', '/transfers', {
        on_behalf_of: customer_id,
        amount: '5.0',
        source: { payment_rail: 'ach_push', currency: 'usd' },
        destination: { payment_rail: 'polygon', currency: 'usdc', to_address: party.walletAddress },
        ...(client_reference_id !== undefined && { client_reference_id }),
      }),
      201,
    ).id
  const [stranger, second] = [await make(), await make(id)]
  await reconcile(deps, deps.partner)
  for (const transferId of [stranger, second])
    expect(await open(transferId)).toEqual([
      { kind: 'UNKNOWN_TRANSFER', ours: null, theirs: 'awaiting_funds' },
    ])
  expect(await open(await party.transferId(id))).toEqual([])
})

test('a transfer that the partner has lost is found, and nothing is given back for it', async () => {
  const party = await world.party()
  await party.company.owe(party.walletId, '50')
  await party.company.fundHolding(50_000_000n)
  const body = { wallet_id: party.walletId, bank_account_id: await party.bank('us'), amount: 50 }
  const { id } = must(await party.company.call('POST', OFF, body), 200)
  await party.becomes(id, { status: 'COMPLETED' })
  await world.db
    .updateTable('ramps')
    .set({ partner_transfer_id: 'tr_lost', look_at: new Date() })
    .where('id', '=', id)
    .execute()
  await world.waitUntil(async () => (await open('tr_lost')).length > 0)
  expect(await open('tr_lost')).toMatchObject([{ kind: 'MISSING_TRANSFER' }])
  expect(await alerts(party)).toHaveLength(1)
  expect((await party.ramp(id)).status).toBe('COMPLETED')
  expect((await party.books()).wallet).toBe(0n)
})

test('a creation that reaches the partner long after it was given up is dropped there', async () => {
  const party = await world.party()
  const asked = { wallet_id: party.walletId, amount: 10, source_currency: 'USD' }
  const fault = { kind: 'error', times: 3, method: 'POST', path: '/transfers' }
  must(await world.partner.sim('POST', '/faults', { faults: [fault] }), 200)
  expect((await party.company.call('POST', ON, asked)).status).toBe(400)
  const undone = await world.db
    .updateTable('ramps')
    .set({ drop_transfer: false, look_at: null })
    .where('company_id', '=', party.company.id)
    .returning(['id', 'partner_customer_id', 'state'])
    .executeTakeFirstOrThrow()
  expect(undone.state).toBe('UNDONE')
  const late = must(
    await world.partner.call('POST', '/transfers', {
      on_behalf_of: undone.partner_customer_id,
      client_reference_id: undone.id,
      amount: '10.0',
      source: { payment_rail: 'ach_push', currency: 'usd' },
      destination: { payment_rail: 'polygon', currency: 'usdc', to_address: party.walletAddress },
    }),
    201,
  )
  await reconcile(deps, deps.partner)
  await world.waitUntil(async () => (await world.partner.call('GET', `/transfers/${late.id}`)).status === 404)
  expect(await open(late.id)).toEqual([])
  expect((await party.company.call('GET', '/virtual-wallets/ramps')).body.total_elements).toBe(0)
})

test('what nobody told us is heard by the comparison', async () => {
  const party = await world.party()
  const { id } = must(
    await party.company.call('POST', ON, { wallet_id: party.walletId, amount: 10, source_currency: 'USD' }),
    200,
  )
  must(
    await world.partner.sim('POST', '/faults', {
      faults: [{ kind: 'late_event', times: 100, seconds: 100_000, category: 'transfer' }],
    }),
    200,
  )
  await force(await party.transferId(id), 'canceled')
  await reconcile(deps, deps.partner)
  expect(await party.ramp(id)).toMatchObject({ status: 'CANCELLED' })
})
