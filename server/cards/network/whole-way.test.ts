import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DOLLAR } from '../../../tests/harness/card-world.ts'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { newId } from '../../kernel/ids.ts'
import { cvv2 } from '../issuing/cvv.ts'
import { openCurrentNumber } from '../issuing/find-number.ts'
import { type NetworkBed, signed, startNetworkBed } from './network.fixture.ts'
import { realRooms } from './rooms.fixture.ts'
import { strangeMessages } from './strange-messages.fixture.ts'

let bed: NetworkBed
let companyId: string
/** Of the rooms behind the endpoint; it has its own. */
const logLines: string[] = []
beforeAll(async () => {
  const log = pino({ level: 'debug' }, { write: (line) => void logLines.push(line) })
  bed = await startNetworkBed({}, (world) => realRooms(world, log))
  companyId = await bed.company({ holding: 10_000n * DOLLAR })
})
afterAll(() => bed.stop())

async function aCard(limits = {}): Promise<string> {
  const id = await bed.card(companyId, { balance: 1_000n * DOLLAR, limits })
  await bed.number(companyId, id)
  return id
}

async function numberOf(cardId: string) {
  const number = await openCurrentNumber(bed.db, bed.vault.sealer, companyId, cardId)
  if (number === null) throw new Error('the card has no number')
  return {
    pan: number.pan.reveal(),
    expiry: number.expiry,
    code: cvv2(bed.vault.sealer, number.pan, number.expiry),
  }
}

const inDollars = (cents: number) => ({
  amount: { value: cents, currency: 'USD' },
  billing: { value: cents, currency: 'USD' },
  transaction_ref: newId(),
})
const available = async (cardId: string) => (await bed.balance(companyId, 'CARD_BALANCE', cardId)).available

test('a purchase is authorized by number, expiry and CVV2, cleared and refunded, each once', async () => {
  const cardId = await aCard()
  const { pan, expiry, code } = await numberOf(cardId)
  const purchase = inDollars(1_840)
  const messages = [
    bed.message({ pan, expiry }, { ...purchase, cvv2: code.reveal() }),
    bed.message({ pan }, { ...purchase, type: 'clearing', clearing_id: 'c-1' }),
    bed.message(
      { id: cardId },
      { ...purchase, ...inDollars(840), transaction_ref: purchase.transaction_ref, type: 'refund' },
    ),
  ]
  const balances: bigint[] = []
  for (const message of messages) {
    const first = await bed.send(message)
    expect(first.body).toMatchObject({ type: message.type, response_code: '00', approved: true })
    expect((await bed.send(message)).text).toBe(first.text)
    expect((await bed.send({ ...message, stan: '1' })).status).toBe(412)
    balances.push(await available(cardId))
  }
  expect(balances).toEqual([98_160n, 98_160n, 99_000n].map((cents) => cents * 10_000n))
  await bed.verify()
})

test('an old number, a wrong expiry and a wrong CVV2 are declined', async () => {
  const cardId = await aCard()
  const old = await numberOf(cardId)
  await bed.number(companyId, cardId)
  const { pan, expiry, code } = await numberOf(cardId)
  const wrong = String((Number(code.reveal()) + 1) % 1000).padStart(3, '0')
  const answers = await Promise.all([
    bed.send(bed.message({ pan: old.pan, expiry: old.expiry }, inDollars(100))),
    bed.send(bed.message({ pan, expiry: '0101' }, inDollars(100))),
    bed.send(bed.message({ pan, expiry }, { ...inDollars(100), cvv2: wrong })),
  ])
  expect(answers.map(({ body }) => [body.response_code, body.cvv_result])).toEqual([
    ['14', 'P'],
    ['54', 'P'],
    ['N7', 'N'],
  ])
})

test.each(['authorization', 'refund'])(
  'of 20 different %ss under one id at once one is taken',
  async (type) => {
    const cardId = await aCard()
    const { pan, expiry } = await numberOf(cardId)
    const before = await available(cardId)
    for (const card of [{ id: cardId }, { pan, expiry }]) {
      const message = bed.message(card, { type })
      const replies = await Promise.all(
        Array.from({ length: 20 }, (_, n) => bed.send({ ...message, ...inDollars(100), stan: String(n) })),
      )
      expect(replies.map((reply) => reply.status).filter((status) => status === 200)).toHaveLength(1)
      expect(replies.filter((reply) => reply.status === 412)).toHaveLength(19)
    }
    const moved = (await available(cardId)) - before
    expect(moved).toBe((type === 'refund' ? 2n : -2n) * DOLLAR)
  },
)

test('of 100 racing purchases a limit admits as many as it says', async () => {
  const cardId = await aCard({ daily_limit: 10n * DOLLAR })
  const replies = await Promise.all(
    Array.from({ length: 100 }, () => bed.send(bed.message({ id: cardId }, inDollars(100)))),
  )
  expect(replies.filter(({ body }) => body.approved)).toHaveLength(10)
  expect(new Set(replies.map(({ body }) => body.decline_code))).toEqual(new Set([null, 'M201']))
  expect(await available(cardId)).toBe(990n * DOLLAR)
  await bed.verify()
})

test('whatever a signed message holds, it is answered 200, 400 or 412; what is not taken moves nothing; no number is logged', async () => {
  const cardId = await aCard()
  const { pan, expiry } = await numberOf(cardId)
  const whole = bed.message(
    { pan, expiry },
    {
      ...inDollars(1),
      cvv2: '123',
      three_ds: { status: 'attempted' },
      clearing_id: 'c',
      decision: 'approved',
      reason: 'stand_in',
      sequence: { number: 1, count: 2 },
      action: 'create',
      challenge_id: newId(),
      otp: '123456',
    },
  )
  const balances = async () =>
    [
      await bed.balance(companyId, 'CARD_HOLDING'),
      await bed.balance(companyId, 'CARD_BALANCE', cardId),
    ] as const
  const seed = propertySeed('network messages')
  await fc.assert(
    fc.asyncProperty(strangeMessages(whole), async (text) => {
      const before = await balances()
      const reply = await bed.sendText(text, signed(text))
      expect([200, 400, 412], text).toContain(reply.status)
      expect(reply.text).not.toContain(pan)
      if (reply.body.approved !== true) expect(await balances()).toEqual(before)
    }),
    { seed, numRuns: 500 },
  )
  await bed.verify()
  const log = [...bed.api.logLines, ...logLines].join('\n')
  expect(log).not.toContain(pan)
  expect(log).not.toContain('unexpected failure')
})
