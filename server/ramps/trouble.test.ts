import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PARTNER_WEBHOOK_PATH } from '../kernel/config-partner.ts'
import { must, type Party, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

const ON = '/virtual-wallets/bank-ramps/ramp-on'
const OFF = '/virtual-wallets/bank-ramps/ramp-off'
const UNIT = 1_000_000n
const ALL = 100n * UNIT

let world: RampWorld
beforeAll(async () => {
  world = await startRampWorld()
})
afterAll(() => world.stop())
afterEach(() => faults())

/** Instead of those before. */
async function faults(...list: object[]): Promise<void> {
  must(await world.partner.sim('POST', '/faults', { faults: list }), 200)
}

const POST_TRANSFERS = { method: 'POST', path: '/transfers' }

async function funded() {
  const party = await world.party()
  await party.company.owe(party.walletId, '100')
  await party.company.fundHolding(ALL)
  return { ...party, bankId: await party.bank('us') }
}

const startOff = (party: Party & { bankId: string }, headers = {}) =>
  party.company.call(
    'POST',
    OFF,
    { wallet_id: party.walletId, bank_account_id: party.bankId, amount: 40 },
    headers,
  )
const startOn = (party: Party, headers = {}) =>
  party.company.call('POST', ON, { wallet_id: party.walletId, amount: 50, source_currency: 'USD' }, headers)

/** Every transfer that the partner has ever made for clients of a company's wallet. */
async function transfersOf(
  party: Party,
): Promise<{ id: string; client_reference_id: string; state: string }[]> {
  const { customer_id } = await world.db
    .selectFrom('client_providers')
    .select('customer_id')
    .where('client_id', '=', party.clientId)
    .executeTakeFirstOrThrow()
  return must(await world.partner.call('GET', `/customers/${customer_id}/transfers`), 200).data
}

describe('in, while the partner has trouble', () => {
  test('it is refused, says what next, and nothing is left of it: not even at the partner, which had made it', async () => {
    const party = await world.party()
    await faults({ kind: 'lost_answer', times: 3, ...POST_TRANSFERS })
    const key = { 'idempotency-key': `on ${party.walletId}` }
    const answer = await startOn(party, key)
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 'APP_ERROR',
        message: 'The banking partner does not answer; the ramp was not created',
        next_step: expect.stringContaining('new idempotency key'),
      },
    })
    expect(await startOn(party, key)).toEqual(answer)
    expect((await party.company.call('GET', '/virtual-wallets/ramps')).body.total_elements).toBe(0)
    expect(await party.company.movements(party.walletId)).toEqual([])
    const events = await party.company.events()
    expect(events.filter(({ event_type }) => event_type === 'ramp_on')).toEqual([])
    await world.waitUntil(async () => (await transfersOf(party)).length === 0)
    expect((await party.company.call('DELETE', `/virtual-wallets/${party.walletId}`)).status).toBe(200)
  })

  test('one lost answer is no trouble: it is the same transfer', async () => {
    const party = await world.party()
    await faults({ kind: 'lost_answer', times: 1, ...POST_TRANSFERS })
    const { id } = must(await startOn(party), 200)
    expect(await transfersOf(party)).toMatchObject([{ client_reference_id: id }])
  })

  test.each(['conflict', 'rate_limited', 'error'])('a passing %s is waited for', async (kind) => {
    const party = await world.party()
    await faults({ kind, times: 1, seconds: 1, ...POST_TRANSFERS })
    must(await startOn(party), 200)
    expect(await transfersOf(party)).toHaveLength(1)
  })

  test('what the partner refuses is told with its own words, and nothing is left of it', async () => {
    const party = await world.party()
    const body = { wallet_id: party.walletId, amount: 5, source_currency: 'MXN' }
    expect(await party.company.call('POST', ON, body)).toMatchObject({ status: 200 })
    // The partner takes no Pix below ten.
    const refused = await party.company.call('POST', ON, { ...body, source_currency: 'BRL' })
    expect(refused).toMatchObject({
      status: 400,
      body: {
        code: 'APP_ERROR',
        message: 'The banking partner refused the ramp: invalid_parameters: amount',
      },
    })
    expect((await party.company.call('GET', '/virtual-wallets/ramps')).body.total_elements).toBe(1)
  })

  test('a page for a card is refused and opened alike', async () => {
    const party = await world.party()
    const path = `/virtual-wallets/ramps/${party.walletId}/credit-card/on`
    await faults({ kind: 'lost_answer', times: 3, method: 'POST', path: '/card_sessions' })
    expect(await party.company.call('POST', path, {})).toMatchObject({
      status: 400,
      body: { message: 'The banking partner does not answer; the ramp was not created' },
    })
    await world.waitUntil(async () => (await transfersOf(party)).length === 0)
    await faults({ kind: 'lost_answer', times: 1, method: 'POST', path: '/card_sessions' })
    must(await party.company.call('POST', path, {}), 200)
    expect(await transfersOf(party)).toHaveLength(1)
  })
})

describe('out, while the partner has trouble', () => {
  test('it goes on by itself, with one transfer, whatever was lost', async () => {
    const party = await funded()
    await faults({ kind: 'lost_answer', times: 4, ...POST_TRANSFERS })
    const { id, state } = must(await startOff(party), 200)
    expect(state).toBe('pending')
    expect((await party.books()).wallet).toBe(60n * UNIT)
    expect(
      await world.operator('POST', `/management/payments/${id}/resolve`, { outcome: 'cancel' }),
    ).toMatchObject({
      status: 412,
      body: { message: 'Payment is not sent yet: the partner has not named an address' },
    })
    await party.becomes(id, { status: 'COMPLETED' })
    expect(await transfersOf(party)).toMatchObject([{ client_reference_id: id }])
    await world.mineUntil(async () => (await party.books()).payable === 0n)
    expect(await party.findings()).toEqual([])
  })

  test('a creation whose key has expired is looked for by the ramp’s id before another is made', async () => {
    const party = await funded()
    await faults({ kind: 'lost_answer', times: 3, ...POST_TRANSFERS })
    const { id } = must(await startOff(party), 200)
    await faults({ kind: 'error', times: 50, ...POST_TRANSFERS })
    expect(await transfersOf(party)).toHaveLength(1)
    must(await world.partner.sim('POST', '/clock', { advance_seconds: 25 * 3600 }), 200)
    await faults()
    await party.becomes(id, { status: 'COMPLETED' })
    expect(await transfersOf(party)).toHaveLength(1)
    await world.mineUntil(async () => (await party.books()).payable === 0n)
    expect(await party.findings()).toEqual([])
  })
})

describe('what the partner tells', () => {
  test('doubled, late and out of order it comes to the same, once', async () => {
    const category = 'transfer'
    await faults(
      { kind: 'doubled_event', times: 100, percent: 60, category },
      { kind: 'late_event', times: 100, percent: 30, seconds: 3, category },
      { kind: 'reordered_event', times: 100, percent: 50, category },
    )
    const off = await funded()
    const paid = must(await startOff(off), 200)
    const bounced = must(await startOff(off), 200)
    const on = await world.party()
    const credited = must(await startOn(on), 200)
    const transferId = await on.transferId(credited.id)
    must(await world.partner.sim('POST', '/deposits', { transfer_id: transferId, amount: '50' }), 200)
    await off.becomes(bounced.id, { status: 'COMPLETED' })
    must(
      await world.partner.sim('POST', `/transfers/${await off.transferId(bounced.id)}/state`, {
        state: 'returned',
      }),
      200,
    )
    await off.becomes(paid.id, { status: 'COMPLETED' })
    await on.becomes(credited.id, { status: 'COMPLETED' })
    await off.becomes(bounced.id, { status: 'FAILED' })
    await world.mineUntil(async () => (await off.books()).claim === 0n && (await off.books()).payable === 0n)
    expect(await off.books()).toMatchObject({ wallet: 60n * UNIT, holding: 60n * UNIT, equity: 0n })
    expect((await on.books()).wallet).toBe(49_750_000n)
    const told = async (party: Party, id: string) => (await party.events(id)).map(({ status }) => status)
    expect(await told(off, paid.id)).toEqual(['success'])
    expect(await told(off, bounced.id)).toEqual(['success', 'failed'])
    expect(await told(on, credited.id)).toEqual(['success'])
    expect([...(await off.findings()), ...(await on.findings())]).toEqual([])
  })

  test('forged or stale it is believed in nothing', async () => {
    const party = await world.party()
    const { id } = must(await startOn(party), 200)
    const transferId = await party.transferId(id)
    const event = JSON.stringify({
      event_id: 'wh_forged',
      event_category: 'transfer',
      event_type: 'transfer.updated.status_transitioned',
      event_object_id: transferId,
      event_object: { id: transferId, state: 'payment_processed' },
    })
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const post = (t: number, signature: string) =>
      fetch(`${world.url}${PARTNER_WEBHOOK_PATH}`, {
        method: 'POST',
        headers: { 'x-webhook-signature': `t=${t},v0=${signature}` },
        body: event,
      })
    const sign = (t: number) => {
      const digest = createHash('sha256').update(`${t}.${event}`).digest()
      return createSign('RSA-SHA256').update(digest).sign(privateKey, 'base64')
    }
    for (const t of [Date.now(), Date.now() - 11 * 60_000]) expect((await post(t, sign(t))).status).toBe(400)
    expect((await post(Date.now(), 'AAAA')).status).toBe(400)
    expect(await party.ramp(id)).toMatchObject({ status: 'PENDING', state: 'awaiting_funds' })
    expect((await party.books()).wallet).toBe(0n)
  })
})
