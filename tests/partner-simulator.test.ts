import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { FAUCET } from '../sandbox/chains/tokens.ts'
import { ANA, acceptTerms } from '../sandbox/partner/partner.fixture.ts'
import { freePort } from '../sandbox/processes.ts'
import type { Loop } from '../server/kernel/loop.ts'
import { Secret } from '../server/kernel/secret.ts'
import { createPartner, type PartnerRoom } from '../server/partner/create-partner.ts'
import {
  ENDORSEMENTS,
  type NewExternalAccount,
  type Partner,
  type PartnerTransfer,
} from '../server/partner/partner.ts'
import { startTestChain, type TestChain } from './harness/anvil.ts'
import { startTestServer, type TestServer } from './harness/http-server.ts'
import { fastClock, startTestPartner, type TestPartner } from './harness/partner.ts'

const PATH = '/virtual-wallets/webhook/bridge'
const HOLDING = '0x00000000000000000000000000000000000a11ce'

let chain: TestChain
let simulator: TestPartner
let server: TestServer
let api: TestServer
let room: PartnerRoom
let partner: Partner
let loops: Loop[]
/** Objects that the room was told of, by category. */
const told: Record<'customer' | 'transfer' | 'external_account', string[]> = {
  customer: [],
  transfer: [],
  external_account: [],
}

beforeAll(async () => {
  chain = await startTestChain({ mining: 'instant' })
  const clock = fastClock(20)
  simulator = await startTestPartner({ chain, clock })
  server = await startTestServer({ routes: [] })
  const port = await freePort()
  const config = {
    url: simulator.url,
    apiKey: new Secret(simulator.apiKey),
    webhookUrl: `http://127.0.0.1:${port}${PATH}`,
  }
  room = createPartner({ ...server.deps, clock, config: { partner: config } })
  api = await server.another(room.routes, { port })
  for (const category of ['customer', 'transfer', 'external_account'] as const)
    room.on(category, async (id) => void told[category].push(id))
  if (room.partner === null) throw new Error('there is no partner')
  partner = room.partner
  loops = room.start()
  await eventually(() => expect(room.status()).toBe('ok'))
})
beforeEach(() => simulator.sim('POST', '/faults', { faults: [] }))
afterAll(async () => {
  await Promise.all(loops.map((loop) => loop.stop()))
  await api.close()
  await simulator.stop()
  await server.close()
  await chain.stop()
})

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 30_000, interval: 20 })
const until = (id: string, state: PartnerTransfer['state']) =>
  eventually(async () => {
    const transfer = await partner.getTransfer(id)
    expect(transfer.state).toBe(state)
    return transfer
  })

async function activeCustomer(): Promise<string> {
  const signed_agreement_id = await acceptTerms(simulator)
  const { id } = await partner.createCustomer(
    { ...ANA, client_reference_id: randomUUID(), signed_agreement_id },
    randomUUID(),
  )
  await eventually(async () => expect((await partner.getCustomer(id)).status).toBe('active'))
  return id
}

const ACCOUNT: NewExternalAccount = {
  currency: 'usd',
  account_type: 'us',
  account_owner_name: 'Ana Paz',
  address: {
    street_line_1: '1 Main St',
    city: 'New York',
    state: 'NY',
    postal_code: '10001',
    country: 'USA',
  },
  rail: { name: 'account', fields: { account_number: '123456789', routing_number: '021000021' } },
}

const onRamp = (customerId: string, reference: string, key: string) =>
  partner.createTransfer(
    {
      way: 'ON',
      on_behalf_of: customerId,
      client_reference_id: reference,
      developer_fee_percent: '0.5',
      source: { payment_rail: 'ach_push', currency: 'usd' },
      destination: { payment_rail: 'polygon', currency: 'usdc', to_address: HOLDING },
    },
    key,
  )

test('a customer accepts the terms, is reviewed, becomes active with all endorsements, and is told of', async () => {
  expect(await partner.termsLink(null, randomUUID())).toMatch(/^http/)
  const id = await activeCustomer()
  const customer = await partner.getCustomer(id)
  expect(customer.endorsements.map(({ name, status }) => [name, status]).toSorted()).toEqual(
    ENDORSEMENTS.map((name) => [name, 'approved']).toSorted(),
  )
  const by = { clientReferenceId: customer.clientReferenceId ?? '', email: ANA.email }
  expect((await partner.findCustomer(by))?.id).toBe(id)
  await eventually(() => expect(told.customer).toContain(id))
})

test('what a customer lacks is named', async () => {
  const { id } = await partner.createCustomer({ type: 'individual', first_name: 'Ana' }, randomUUID())
  const { status, endorsements } = await partner.getCustomer(id)
  expect(status).toBe('incomplete')
  expect(endorsements.find(({ name }) => name === 'base')?.missing).toContain('terms_of_service_v1')
})

test('an on-ramp takes what arrives and pays it on chain; every change is told of', async () => {
  const customerId = await activeCustomer()
  const { id, state, amount, instructions } = await onRamp(customerId, randomUUID(), randomUUID())
  expect([state, amount]).toEqual(['awaiting_funds', null])
  expect(instructions).toMatchObject({ bank_account_number: expect.any(String) })
  const before = await chain.tokenBalance('USDC', HOLDING)
  await simulator.sim('POST', '/deposits', {
    deposit_message: instructions.deposit_message,
    amount: '200.00',
    sender_name: 'Ana Paz',
  })
  const done = await until(id, 'payment_processed')
  expect(done).toMatchObject({ sender: 'Ana Paz', returned: null, customerId })
  expect(done.receipt).toMatchObject({
    initialAmount: expect.stringMatching(/^200(\.0+)?$/),
    developerFee: expect.stringMatching(/^1(\.0+)?$/),
    finalAmount: expect.stringMatching(/^199(\.0+)?$/),
  })
  expect((await chain.receipt(done.receipt.destinationTxHash ?? '')).status).toBe('success')
  expect((await chain.tokenBalance('USDC', HOLDING)) - before).toBe(199_000_000n)
  await eventually(() => expect(told.transfer).toContain(id))
})

test('an off-ramp names its address, takes the tokens, and pays the bank account; deleting that twice is done', async () => {
  const customerId = await activeCustomer()
  const account = await partner.createExternalAccount(customerId, ACCOUNT, randomUUID())
  expect(account.active).toBe(true)
  const { id, instructions } = await partner.createTransfer(
    {
      way: 'OFF',
      on_behalf_of: customerId,
      client_reference_id: randomUUID(),
      amount: '40.50',
      source: { payment_rail: 'polygon', currency: 'usdc', from_address: FAUCET.address },
      destination: {
        payment_rail: 'ach',
        currency: 'usd',
        external_account_id: account.id,
        reference: 'INV 7',
      },
      return_address: HOLDING,
    },
    randomUUID(),
  )
  await chain.sendToken('USDC', instructions.to_address ?? '', 40_500_000n)
  await chain.mine(chain.config.finalConfirmations)
  const done = await until(id, 'payment_processed')
  expect(done.receipt.finalAmount).toMatch(/^40\.50?$/)
  await partner.deleteExternalAccount(customerId, account.id)
  await partner.deleteExternalAccount(customerId, account.id)
  await eventually(() => expect(told.external_account).toContain(account.id))
})

test('the same key gives the same transfer, whatever answers are lost, late, refused for now or broken', async () => {
  const customerId = await activeCustomer()
  for (const kind of ['lost_answer', 'conflict', 'error', 'rate_limited'] as const) {
    await simulator.sim('POST', '/faults', {
      faults: [{ kind, times: 2, method: 'POST', path: '/transfers', seconds: 0 }],
    })
    const [reference, key] = [randomUUID(), randomUUID()]
    const { id } = await onRamp(customerId, reference, key)
    expect((await onRamp(customerId, reference, key)).id).toBe(id)
    const made = []
    for await (const transfer of partner.listTransfers({ updatedAfter: new Date(0) }))
      if (transfer.clientReferenceId === reference) made.push(transfer.id)
    expect([kind, made]).toEqual([kind, [id]])
  }
})

test('a key is good for one body', async () => {
  const customerId = await activeCustomer()
  const key = randomUUID()
  await onRamp(customerId, randomUUID(), key)
  await expect(onRamp(customerId, randomUUID(), key)).rejects.toMatchObject({ kind: 'KEY_EXPIRED' })
})

test('refusals come in their kinds', async () => {
  const customerId = await activeCustomer()
  const wrong = {
    ...ACCOUNT,
    rail: { ...ACCOUNT.rail, fields: { account_number: '1', routing_number: '1' } },
  }
  await expect(partner.createExternalAccount(customerId, wrong, randomUUID())).rejects.toMatchObject({
    kind: 'REFUSED',
    details: { code: 'invalid_parameters', fields: expect.arrayContaining(['account.routing_number']) },
  })
  await expect(partner.getTransfer(randomUUID())).rejects.toMatchObject({ kind: 'NOT_FOUND' })
  const { id } = await onRamp(customerId, randomUUID(), randomUUID())
  await partner.deleteTransfer(id)
  await partner.deleteTransfer(id)
  await expect(partner.getTransfer(id)).rejects.toMatchObject({ kind: 'NOT_FOUND' })
})

test('events that come doubled, late and out of order are told all the same', async () => {
  const customerId = await activeCustomer()
  const event = { times: 3, category: 'transfer', seconds: 2 }
  await simulator.sim('POST', '/faults', {
    faults: ['doubled_event', 'late_event', 'reordered_event'].map((kind) => ({ ...event, kind })),
  })
  const { id } = await onRamp(customerId, randomUUID(), randomUUID())
  await simulator.sim('POST', '/deposits', { transfer_id: id, amount: '50.00' })
  await until(id, 'payment_processed')
  await eventually(() => expect(told.transfer).toContain(id))
  await eventually(async () => {
    const rows = await server.deps.db.selectFrom('partner_event_directory').selectAll().execute()
    expect(rows.filter(({ handled_at }) => handled_at === null)).toEqual([])
  })
})

test('a card session has its transfer from the beginning; rates are decimal text', async () => {
  const customerId = await activeCustomer()
  const session = await partner.createCardSession(
    {
      on_behalf_of: customerId,
      client_reference_id: randomUUID(),
      amount: '25.00',
      currency: 'usd',
      developer_fee_percent: '0.5',
      destination: { payment_rail: 'polygon', currency: 'usdc', to_address: HOLDING },
    },
    randomUUID(),
  )
  expect(session.url).toMatch(/^http/)
  expect(await partner.getTransfer(session.transferId)).toMatchObject({ customerId, state: 'awaiting_funds' })
  const rate = await partner.exchangeRate('usd', 'cop')
  for (const text of [rate.midmarket, rate.buy, rate.sell]) expect(text).toMatch(/^\d+(\.\d+)?$/)
  await expect(partner.exchangeRate('cop', 'eur')).rejects.toMatchObject({ kind: 'REFUSED' })
})
