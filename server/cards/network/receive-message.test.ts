import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DOLLAR, NETWORK_KEY } from '../../../tests/harness/card-world.ts'
import { newId } from '../../kernel/ids.ts'
import { cvv2 } from '../issuing/cvv.ts'
import { openCurrentNumber } from '../issuing/find-number.ts'
import { type NetworkBed, signed, startNetworkBed } from './network.fixture.ts'

let bed: NetworkBed
let companyId: string
let cardId: string
beforeAll(async () => {
  bed = await startNetworkBed()
  companyId = await bed.company({ holding: 1_000n * DOLLAR })
  cardId = await bed.card(companyId, { balance: 100n * DOLLAR })
  await bed.number(companyId, cardId)
})
beforeEach(() => {
  bed.taken.length = 0
})
afterAll(() => bed.stop())

const stored = (networkId: unknown) =>
  bed.db
    .selectFrom('network_message_directory')
    .selectAll()
    .where('network_id', '=', String(networkId))
    .execute()

async function currentNumber(ofCard = cardId) {
  const number = await openCurrentNumber(bed.db, bed.vault.sealer, companyId, ofCard)
  if (number === null) throw new Error('the card has no number')
  const code = cvv2(bed.vault.sealer, number.pan, number.expiry).reveal()
  return { pan: number.pan.reveal(), expiry: number.expiry, cvv2: code }
}

describe('a message proves itself', () => {
  const FIVE_MINUTES = 300_000
  test.each([
    ['no headers', (_body: string) => ({})],
    ['a wrong secret', (body: string) => signed(body, { secret: 'another-secret-of-the-tests-0123456789' })],
    ['an unknown key', (body: string) => signed(body, { keyId: 'other' })],
    ['another body', (body: string) => signed(body, { signedBody: `${body} ` })],
    ['a stale time', (body: string) => signed(body, { timestamp: Date.now() - FIVE_MINUTES - 1_000 })],
    ['a future time', (body: string) => signed(body, { timestamp: Date.now() + FIVE_MINUTES + 5_000 })],
    ['a time that is none', (body: string) => signed(body, { timestamp: 'soon' })],
    ['no version', (body: string) => ({ ...signed(body), 'X-Network-Signature': 'abc' })],
  ])('with %s it is refused, unsigned, and nothing is recorded', async (_what, headers) => {
    const message = bed.message({ id: cardId })
    const text = JSON.stringify(message)
    const reply = await bed.sendText(text, headers(text))
    expect(reply.status).toBe(401)
    expect(reply.body.code).toBe('DENIED')
    expect(reply.headers.get('x-network-signature')).toBeNull()
    expect(bed.taken).toEqual([])
    expect(await stored(message.network_id)).toEqual([])
  })

  test('near the edge of 5 minutes it is taken', async () => {
    for (const offset of [-290_000, 290_000]) {
      const reply = await bed.send(bed.message({ id: cardId }), { timestamp: Date.now() + offset })
      expect(reply.status).toBe(200)
    }
  })

  test.each([
    ['an answer', 200, {}],
    ['a refusal', 400, { billing: { value: -1, currency: 'USD' } }],
  ])('%s is signed with the key of its message', async (_what, status, changes) => {
    const reply = await bed.send(bed.message({ id: cardId }, changes))
    expect(reply.status).toBe(status)
    const timestamp = reply.headers.get('x-network-timestamp')
    const mac = createHmac('sha256', NETWORK_KEY.secret).update(`${timestamp}.${reply.text}`).digest('hex')
    expect(reply.headers.get('x-network-signature')).toBe(`v1=${mac}`)
    expect(reply.headers.get('x-network-key-id')).toBe(NETWORK_KEY.id)
    expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(60_000)
  })
})

describe('a message is answered once', () => {
  test.each(['authorization', 'refund'])(
    'the same %s again gets the same bytes and has no second effect',
    async (type) => {
      const message = bed.message({ id: cardId }, { type })
      const first = await bed.send(message)
      const reordered = Object.fromEntries(Object.entries(message).reverse())
      const again = await bed.send(reordered)
      expect(first.status).toBe(200)
      expect(again.text).toBe(first.text)
      expect(bed.taken).toHaveLength(1)
    },
  )

  test.each(['authorization', 'refund'])('another %s under the same id is refused', async (type) => {
    const message = bed.message({ id: cardId }, { type })
    await bed.send(message)
    const other = await bed.send({ ...message, billing: { value: 1841, currency: 'USD' } })
    expect(other.status).toBe(412)
    expect(other.body).toMatchObject({ code: 'VAL' })
    expect(bed.taken).toHaveLength(1)
  })

  test('an authorization that names its card by number is answered once, too', async () => {
    const { pan, expiry } = await currentNumber()
    const message = bed.message({ pan, expiry })
    const replies = await Promise.all(Array.from({ length: 5 }, () => bed.send(message)))
    expect(new Set(replies.map((reply) => reply.text)).size).toBe(1)
    expect((await bed.send({ ...message, rrn: '1' })).status).toBe(412)
    expect(bed.taken).toHaveLength(1)
  })

  test.each(['authorization', 'refund', 'three_ds_challenge'])(
    'of 20 of the same %s at once one has its effect and all get its answer',
    async (type) => {
      const message = bed.message({ id: cardId }, { type, action: 'create' })
      const replies = await Promise.all(Array.from({ length: 20 }, () => bed.send(message)))
      expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200]))
      expect(new Set(replies.map((reply) => reply.text)).size).toBe(1)
      expect(bed.taken).toHaveLength(type === 'three_ds_challenge' ? 0 : 1)
      expect(await stored(message.network_id)).toHaveLength(1)
    },
  )

  test('of 20 different messages under one id at once one is taken and the others are refused', async () => {
    const message = bed.message({ id: cardId }, { type: 'refund' })
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) => bed.send({ ...message, billing: { value: n, currency: 'USD' } })),
    )
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1)
    expect(replies.filter((reply) => reply.status === 412)).toHaveLength(19)
    expect(bed.taken).toHaveLength(1)
  })
})

describe('the card is found', () => {
  test.each([
    ['an id', () => ({ id: newId() })],
    ['an id that is no id of ours', () => ({ id: 'card-1' })],
    ['a number', () => ({ pan: '4532015599999999' })],
    [
      'the number of one card and the id of another',
      async () => ({ id: newId(), pan: (await currentNumber()).pan }),
    ],
  ])('an unknown card, named by %s, is answered 14 and recorded, again and again', async (_what, card) => {
    for (const type of ['authorization', 'clearing', 'three_ds_challenge']) {
      const message = bed.message(await card(), { type, clearing_id: 'c', action: 'create' })
      const reply = await bed.send(message)
      expect(reply.status).toBe(200)
      expect(reply.body).toMatchObject({ network_id: message.network_id, type, response_code: '14' })
      expect((await bed.send(message)).text).toBe(reply.text)
      expect(await stored(message.network_id)).toMatchObject([{ company_id: null, answer: reply.text }])
    }
    expect(bed.taken).toEqual([])
  })

  test('by its number, with expiry and CVV compared', async () => {
    const { pan, expiry, cvv2: right } = await currentNumber()
    const wrong = String((Number(right) + 1) % 1000).padStart(3, '0')
    await bed.send(bed.message({ pan, expiry }, { cvv2: right }))
    await bed.send(bed.message({ pan, expiry: '0101' }, { cvv2: wrong }))
    await bed.send(bed.message({ pan }))
    expect(bed.taken).toMatchObject([
      { companyId, cardId, numberIsCurrent: true, expiryMatches: true, cvvResult: 'M' },
      { companyId, cardId, numberIsCurrent: true, expiryMatches: false, cvvResult: 'N' },
      { companyId, cardId, numberIsCurrent: true, expiryMatches: null, cvvResult: 'P' },
    ])
  })

  test('by its id, compared with its current number', async () => {
    const { expiry, cvv2: right } = await currentNumber()
    await bed.send(bed.message({ id: cardId, expiry }, { cvv2: right }))
    await bed.send(bed.message({ id: cardId, expiry: '0101' }, { cvv2: '0000' }))
    expect(bed.taken).toMatchObject([
      { cardId, expiryMatches: true, cvvResult: 'M' },
      { cardId, expiryMatches: false, cvvResult: 'N' },
    ])
  })

  test('by an old number it is told as such', async () => {
    const other = await bed.card(companyId, {})
    await bed.number(companyId, other)
    const old = await currentNumber(other)
    await bed.number(companyId, other)
    await bed.send(bed.message({ pan: old.pan, expiry: old.expiry }, { cvv2: old.cvv2 }))
    await bed.send(bed.message({ pan: (await currentNumber(other)).pan }))
    expect(bed.taken).toMatchObject([
      { cardId: other, numberIsCurrent: false, expiryMatches: true, cvvResult: 'M' },
      { cardId: other, numberIsCurrent: true },
    ])
  })
})

describe('the database is in trouble', () => {
  test('an authorization that cannot be looked up is declined C020 and may come again', async () => {
    await bed.db.schema.alterTable('card_directory').renameTo('card_directory_gone').execute()
    const message = bed.message({ id: cardId, expiry: '0929' })
    const declined = await bed.send(message)
    const posting = await bed.send(bed.message({ id: cardId }, { type: 'refund' }))
    await bed.db.schema.alterTable('card_directory_gone').renameTo('card_directory').execute()
    expect(declined.status).toBe(200)
    expect(declined.body).toMatchObject({ response_code: '96', approved: false, decline_code: 'C020' })
    expect(posting.status).toBe(500)
    expect((await bed.send(message)).body).toMatchObject({ response_code: '00' })
  })

  test('an authorization whose look-up the database holds up is declined C010 before the network stops waiting', async () => {
    const message = bed.message({ id: cardId, expiry: '0929' })
    const startedAt = performance.now()
    const { reply, waitedMs } = await bed.db.transaction().execute(async (tx) => {
      await sql`LOCK TABLE card_directory IN ACCESS EXCLUSIVE MODE`.execute(tx)
      const reply = await bed.send(message)
      return { reply, waitedMs: performance.now() - startedAt }
    })
    expect(reply.body).toMatchObject({ response_code: '91', decline_code: 'C010' })
    expect(waitedMs).toBeGreaterThan(1_400)
    expect((await bed.send(message)).body).toMatchObject({ response_code: '00' })
  })
})
