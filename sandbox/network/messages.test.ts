import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { queueEmail } from '../../server/people/queue-email.ts'
import { type NetworkWorld, postSms, startNetworkWorld } from './network.fixture.ts'

let net: NetworkWorld
beforeAll(async () => {
  net = await startNetworkWorld()
})
afterAll(() => net.stop())
beforeEach(() => {
  net.messages.length = 0
  net.decide = () => ({})
})

type Company = Awaited<ReturnType<NetworkWorld['company']>>

const send = ({ call, cardId }: Company, kind: string, fields: object = {}) =>
  call('POST', `/sandbox/cards/${kind}`, { card_id: cardId, ...fields })
const simulate = ({ call, cardId }: Company, kind: string, fields: object = {}) =>
  call('POST', `/cards/webhook/simulate/${kind}`, { card_id: cardId, ...fields })
const last = () => net.messages.at(-1)

describe('a message', () => {
  test('arrives signed and whole, and the answer comes back', async () => {
    const company = await net.company()
    const { status, body } = await send(company, 'authorize')
    expect(status).toBe(201)
    expect(body).toMatchObject({ type: 'authorization', response_code: '00', network_id: last().network_id })
    expect(last()).toMatchObject({
      type: 'authorization',
      card: { id: company.cardId, pan: null, expiry: null },
      amount: { value: 1000, currency: 'USD' },
      billing: { value: 1000, currency: 'USD' },
      exchange_rate: '1',
      channel: 'ECOMMERCE',
      initiator: 'cardholder',
      merchant: { name: 'Kiosk 12', mcc: '5994', country: 'FRA' },
      sent_at: net.world.clock.now().toISOString(),
    })
  })

  test('has every field that the caller gives, also inside of objects, also null', async () => {
    const company = await net.company()
    await send(company, 'authorize', {
      network_id: 'mine',
      merchant: { mcc: '7995', country: null },
      acquirer: null,
      cvv2: '123',
    })
    expect(last()).toMatchObject({
      network_id: 'mine',
      merchant: { mcc: '7995', country: null, name: 'Kiosk 12' },
      acquirer: null,
      cvv2: '123',
    })
  })

  test.each([
    [{ amount: { value: 1700, currency: 'EUR' } }, 1700, 1840, '1.082353'],
    [{ billing: { value: 1840 }, amount: { currency: 'EUR' } }, 1700, 1840, '1.082353'],
    [{ amount: { value: 1000, currency: 'JPY' } }, 1000, 670, '0.0067'],
    [{ amount: { value: 1700, currency: 'EUR' }, billing: { value: 1700 } }, 1700, 1700, '1'],
    [{ billing: { value: 0 } }, 0, 0, '1'],
  ])('with %j has both amounts and their rate', async (fields, original, bill, rate) => {
    await send(await net.company(), 'authorize', fields)
    expect(last()).toMatchObject({
      amount: { value: original },
      billing: { value: bill },
      exchange_rate: rate,
    })
  })

  test('names the card by its number where the caller gives one', async () => {
    await send(await net.company(), 'authorize', { card: { pan: '4532015500000000', expiry: '0929' } })
    expect(last().card).toEqual({ id: null, pan: '4532015500000000', expiry: '0929' })
  })

  test('is the very same under one idempotency key, and its card number is in no table', async () => {
    const company = await net.company()
    const body = { card_id: company.cardId, card: { pan: '4532015500000001' }, cvv2: '987' }
    const keyed = () => company.call('POST', '/sandbox/cards/authorize', body, { 'idempotency-key': 'k' })
    const first = await keyed()
    expect((await keyed()).text).toBe(first.text)
    expect(net.messages).toHaveLength(1)
    const rows = await net.world.db.selectFrom('idempotency_keys').select('resume').execute()
    expect(JSON.stringify(rows)).not.toContain('4532015500000001')
  })

  test('that the platform cannot read is refused in the words of the platform', async () => {
    const { status, body } = await send(await net.company(), 'authorize', { amount: { value: -1 } })
    expect([status, body.code, body.message]).toEqual([
      400,
      'BAD_REQUEST',
      'billing.value must be a whole number from 0 to 999999999999',
    ])
  })

  test('under an id that was used is refused', async () => {
    const company = await net.company()
    await send(company, 'authorize', { network_id: 'twice' })
    const { status, body } = await send(company, 'authorize', { network_id: 'twice', stan: '1' })
    expect([status, body.code]).toEqual([412, 'VAL'])
  })
})

describe('a follow-up', () => {
  test('takes the newest purchase that fits and all that is open', async () => {
    const company = await net.company()
    const older = await send(company, 'authorize', { billing: { value: 500 } })
    await send(company, 'authorize', { amount: { value: 1701, currency: 'EUR' } })
    const purchase = last()
    await send(company, 'incremental', { amount: { value: 99, currency: 'EUR' } })
    await send(company, 'clearing')
    expect(last()).toMatchObject({
      transaction_ref: purchase.transaction_ref,
      original_network_id: purchase.network_id,
      rrn: purchase.rrn,
      amount: { value: 1800, currency: 'EUR' },
      billing: { value: 1841 + 107 },
      merchant: purchase.merchant,
      sequence: { number: 1, count: 1 },
      final: true,
    })
    await send(company, 'reversal')
    expect(last()).toMatchObject({ original_network_id: older.body.network_id, reason: 'merchant' })
    expect(last().billing).toBeUndefined()
    expect((await send(company, 'reversal')).status).toBe(404)
  })

  test('in pieces clears the rest at the end', async () => {
    const company = await net.company()
    await send(company, 'authorize', { billing: { value: 1000 } })
    await send(company, 'clearing', { billing: { value: 400 }, final: false })
    expect(last().sequence).toEqual({ number: 1, count: 2 })
    await send(company, 'clearing')
    expect(last()).toMatchObject({ billing: { value: 600 }, sequence: { number: 2, count: 2 }, final: true })
    await send(company, 'refund', { billing: { value: 250 } })
    await send(company, 'refund')
    expect(last().billing.value).toBe(750)
  })

  test('of a named purchase takes that one', async () => {
    const company = await net.company()
    const first = await send(company, 'authorize')
    await send(company, 'authorize')
    const { transaction_id } = first.body
    await send(company, 'clearing', { transaction_id })
    expect(last().original_network_id).toBe(first.body.network_id)
    expect(last()).not.toHaveProperty('transaction_id')
    expect((await send(company, 'clearing', { transaction_id: 'nobody' })).status).toBe(404)
  })

  test('of nothing is a force-post, a refund without purchase, or an increment of something unknown', async () => {
    const company = await net.company()
    await send(company, 'clearing', { transaction_ref: 'forced' })
    expect(last()).toMatchObject({
      transaction_ref: 'forced',
      original_network_id: null,
      billing: { value: 1000 },
    })
    await send(company, 'refund', { original_network_id: null })
    expect(last()).toMatchObject({ original_network_id: null, billing: { value: 1000 } })
    await send(company, 'incremental', { transaction_ref: 'unknown' })
    expect(last().original_network_id).toMatch(/^n-/)
  })

  test('finds no declined purchase, none of another card, and no repeated message counts twice', async () => {
    const company = await net.company()
    net.decide = () => ({ response_code: '51', approved: false })
    await send(company, 'authorize')
    net.decide = () => ({})
    const { status, body } = await send(company, 'clearing')
    expect([status, body.message]).toEqual([404, `Authorization event not found for card ${company.cardId}`])
    expect((await send(company, 'refund')).body.message).toBe(
      `Cleared transaction not found for card ${company.cardId}`,
    )
    await send(company, 'authorize')
    const piece = { network_id: `piece-${company.cardId}`, clearing_id: 'c', arn: '7', stan: '1', rrn: '2' }
    const again = { ...piece, transaction_ref: last().transaction_ref, billing: { value: 100 }, final: false }
    const sequence = { number: 1, count: 2 }
    await send(company, 'clearing', {
      ...again,
      sequence,
      original_network_id: 'x',
      settlement_date: '2026-09-02',
    })
    await send(company, 'clearing', {
      ...again,
      sequence,
      original_network_id: 'x',
      settlement_date: '2026-09-02',
    })
    await send(company, 'clearing')
    expect(last().billing.value).toBe(900)
  })

  test('advice begins a purchase, or takes an approval back', async () => {
    const company = await net.company()
    await send(company, 'advice')
    expect(last()).toMatchObject({ decision: 'approved', reason: 'stand_in', original_network_id: null })
    const { transaction_ref } = last()
    await send(company, 'advice', { decision: 'cancelled' })
    expect(last()).toMatchObject({ transaction_ref, reason: 'cancel_approval' })
    await send(company, 'advice', { reason: 'issuer_timeout' })
    expect(last()).toMatchObject({ decision: 'declined', original_network_id: null })
    expect((await send(company, 'advice', { decision: 'cancelled' })).status).toBe(404)
  })

  test('goes on after a restart', async () => {
    const company = await net.company()
    await send(company, 'authorize', { billing: { value: 777 } })
    const { processorUrl } = net.outside
    await net.restart()
    const call = await net.api.client(company.id, 2)
    await send({ ...company, call }, 'clearing')
    expect(last().billing.value).toBe(777)
    expect(net.outside.processorUrl).toBe(processorUrl)
  })
})

describe('the documented calls', () => {
  test('authorize, clear in full, refund and reverse the newest purchase', async () => {
    const company = await net.company()
    const answer = await simulate(company, 'authorize')
    expect([answer.status, answer.text]).toEqual([201, ''])
    expect(last().billing.value).toBe(1000)
    await simulate(company, 'clearing', { bill_amount: 3 })
    expect(last()).toMatchObject({ type: 'clearing', billing: { value: 1000 } })
    await simulate(company, 'refund', { bill_amount: '12.34' })
    expect(last()).toMatchObject({ type: 'refund', billing: { value: 1234 } })
    await simulate(company, 'authorize', { bill_amount: 5.5 })
    await simulate(company, 'reversal', { bill_amount: 2 })
    expect(last()).toMatchObject({ type: 'reversal', billing: { value: 200 }, reason: 'partial' })
  })

  test('a purchase of which a part was cleared is not uncleared', async () => {
    const company = await net.company()
    await send(company, 'authorize')
    await send(company, 'clearing', { billing: { value: 1 }, final: false })
    expect((await simulate(company, 'clearing')).status).toBe(404)
  })

  test('refuse as the contract says', async () => {
    const company = await net.company()
    const stranger = { ...(await net.company()), cardId: company.cardId }
    const answers = await Promise.all([
      simulate(stranger, 'authorize'),
      simulate({ ...company, cardId: 'nobody' }, 'authorize'),
      simulate(stranger, 'clearing'),
      simulate(company, 'refund', { bill_amount: 1 }),
      simulate(company, 'reversal', { bill_amount: 1 }),
      simulate(company, 'authorize', { bill_amount: 0 }),
      simulate(company, 'authorize', { bill_amount: 1.234 }),
      simulate(company, 'refund'),
      send(stranger, 'authorize'),
      send(stranger, 'authorize', { card: { id: company.cardId } }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([412, 412, 404, 404, 404, 412, 412, 400, 404, 404])
    expect(answers[0]?.body.message).toBe('Card not found')
    expect(net.messages).toEqual([])
  })

  test('need level 2 of cards', async () => {
    const { id, cardId } = await net.company()
    const call = await net.api.client(id, 1)
    for (const path of ['/sandbox/cards/authorize', '/cards/webhook/simulate/authorize'])
      expect((await call('POST', path, { card_id: cardId })).status).toBe(401)
    expect((await call('GET', '/sandbox/sms')).status).toBe(401)
  })
})

test("nobody buys with another company's card by naming it inside of the message", async () => {
  const [victim, thief] = [await net.company(), await net.company()]
  expect((await send(thief, 'authorize', { card: { id: victim.cardId } })).status).toBe(404)
})

describe('the cardholder', () => {
  const challenge = (message: { action: string }) => ({
    challenge_id: 'ch-1',
    method: 'sms',
    status: message.action === 'create' ? 'PENDING' : 'APPROVED',
  })

  test('reads the code on the phone, and types it on the page of the bank', async () => {
    const company = await net.company()
    net.decide = async (message) => {
      if (message.action === 'create') await postSms(net, company, '+34 600 000 000', 'Your code is 123456')
      return challenge(message)
    }
    const created = await send(company, 'three-ds-challenge')
    expect(created.body).toMatchObject({ challenge_id: 'ch-1', otp: '123456' })
    await send(company, 'three-ds-challenge', { action: 'verify' })
    expect(last()).toMatchObject({ action: 'verify', challenge_id: 'ch-1', otp: '123456' })
    const { body } = await company.call('GET', '/sandbox/sms')
    expect(body.items[0]).toMatchObject({ to: '+34 600 000 000', text: 'Your code is 123456' })
  })

  test('knows no code that went to the company', async () => {
    const company = await net.company()
    net.decide = (message) => ({ ...challenge(message), method: 'webhook' })
    expect((await send(company, 'three-ds-challenge')).body.otp).toBeNull()
  })

  test('of another company, also with the same phone, shows no text messages', async () => {
    await postSms(net, await net.company(), '+34600000000', 'Your code is 654321')
    const { call } = await net.company()
    expect((await call('GET', '/sandbox/sms')).body).toMatchObject({ items: [], total_elements: 0 })
  })

  test('shows a company the e-mails of its own users alone', async () => {
    const [company, other] = [await net.company(), await net.company()]
    const email = { to: 'ana@example.org', subject: 'Hello', text: 'hello' }
    const at = new Date()
    const mail = { ...email, companyId: company.id, sendUntil: at, at }
    const { db, vault } = net.world
    await db.transaction().execute((tx) => queueEmail(tx, vault.sealer, mail))
    const { id } = await db
      .selectFrom('email_messages')
      .select('id')
      .where('company_id', '=', company.id)
      .executeTakeFirstOrThrow()
    net.outside.emails.add({ id, ...email })
    const { body } = await company.call('GET', '/sandbox/emails')
    expect(body).toMatchObject({ items: [{ id, ...email }], total_elements: 1 })
    expect((await other.call('GET', '/sandbox/emails')).body).toMatchObject({ items: [], total_elements: 0 })
  })
})
