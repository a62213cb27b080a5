import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CardWorld, DOLLAR, type NewCard, startCardWorld } from '../../../tests/harness/card-world.ts'
import { readCurrency } from '../../kernel/currencies.ts'
import { inTransaction, jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Heard } from '../authorization/purchase.ts'
import { joinSettledPurchase, releaseLateApproval } from './late-approval.ts'
import { cardMessage, startTestNetwork, type Told } from './lifecycle.fixture.ts'

const DAY = 86_400_000

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.verify()
  await world.drop()
})

/** A card with 100 dollars, if it is TOP_UP, of a company with 1,000; 2 % on foreign currency, 1 dollar at ATMs. */
async function start(card: NewCard = {}) {
  const companyId = await world.company({ holding: 1_000n * DOLLAR })
  const fees = jsonb({ fx_percentage: '2000000', atm_flat: '1000000' })
  await world.db.insertInto('card_programs').values({ company_id: companyId, fees }).execute()
  const cardId = await world.card(companyId, { balance: 100n * DOLLAR, ...card })
  const network = startTestNetwork(world, companyId)
  const cents = async (
    code: 'CARD_HOLDING' | 'CARD_NETWORK' | 'CARD_FEES' | 'CARD_BALANCE',
    owner?: string,
  ) => {
    const { balance, available } = await world.balance(companyId, code, owner)
    return { balance: Number(balance / 10_000n), available: Number(available / 10_000n) }
  }
  const read = async () => ({
    card: (await cents('CARD_BALANCE', cardId)).available,
    holding: (await cents('CARD_HOLDING')).available,
    owed: (await cents('CARD_NETWORK')).balance,
    fees: (await cents('CARD_FEES')).balance,
  })
  const spent = async () => {
    const row = await world.db
      .selectFrom('cards')
      .selectAll()
      .where('id', '=', cardId)
      .executeTakeFirstOrThrow()
    const isToday = row.spent_day === world.clock.now().toISOString().slice(0, 10)
    return { day: isToday ? Number(row.spent_today / 10_000n) : 0, month: Number(row.spent_month / 10_000n) }
  }
  const send = (told: Told, id = cardId) => network.send(id, told)
  return {
    ...network,
    companyId,
    cardId,
    read,
    spent,
    send,
    told: () => network.webhooks(cardId),
    /** Approved, as the engine leaves it. */
    approved: (ref: string, cents: number, more: Partial<Told> = {}) =>
      send({ type: 'advice', ref, cents, ...more }),
    status: (status: string) =>
      world.db.updateTable('cards').set({ status }).where('id', '=', cardId).execute(),
  }
}

describe('a clearing', () => {
  it('of what was authorized settles the hold: the network is owed, and nothing stays held', async () => {
    const { approved, send, read, purchase, movements, cardId, told } = await start()
    const { transaction_id } = await approved('a', 1_840)
    expect(await read()).toEqual({ card: 8_160, holding: 98_160, owed: 0, fees: 0 })
    const answer = await send({ type: 'clearing', ref: 'a', cents: 1_840 })
    expect(answer).toMatchObject({ response_code: '00', approved: true, authorized: null, transaction_id })
    expect(await read()).toEqual({ card: 8_160, holding: 98_160, owed: 1_840, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({
      state: 'CLOSED',
      hold_bill: 0n,
      hold_expires_at: null,
    })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_CLEARED', 'SUCCESS', 8_160, 8_160])
    expect((await told()).at(-1)).toMatchObject({ event_type: 'cleared', operation_id: transaction_id })
  })

  it('takes from the hold itself, and raises the version that decisions are made over', async () => {
    const { approved, send, companyId, cardId } = await start()
    const { transaction_id } = await approved('a', 1_000)
    await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    const moves = await world.db
      .selectFrom('ledger_transfers')
      .select('type')
      .where('company_id', '=', companyId)
      .where('subject_id', '=', transaction_id)
      .execute()
    expect(moves.map(({ type }) => type).sort()).toEqual(['CAPTURE', 'CAPTURE', 'HOLD', 'HOLD'])
    const row = await world.db
      .selectFrom('cards')
      .select('version')
      .where('id', '=', cardId)
      .executeTakeFirst()
    expect(row).toEqual({ version: 2n })
  })

  it('below the hold releases the rest, and says the difference in its own movement', async () => {
    const { approved, send, read, movements, cardId, spent } = await start()
    await approved('a', 2_000)
    await send({ type: 'clearing', ref: 'a', cents: 1_500 })
    expect(await read()).toEqual({ card: 8_500, holding: 98_500, owed: 1_500, fees: 0 })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_CLEARED', 'SUCCESS', 8_000, 8_500])
    expect(await spent()).toEqual({ day: 1_500, month: 1_500 })
  })

  it('over the hold takes the rest, below zero if need be', async () => {
    const { approved, send, read, spent } = await start()
    await approved('a', 9_000)
    await send({ type: 'clearing', ref: 'a', cents: 12_000 })
    expect(await read()).toEqual({ card: -2_000, holding: 88_000, owed: 12_000, fees: 0 })
    expect(await spent()).toEqual({ day: 12_000, month: 12_000 })
  })

  it('comes in pieces until the final one; from the second on the webhook is named by its event', async () => {
    const { approved, send, read, purchase, told } = await start()
    const { transaction_id } = await approved('a', 3_000)
    await send({ type: 'clearing', ref: 'a', cents: 1_000, more: { final: false } })
    expect(await read()).toMatchObject({ card: 7_000, owed: 1_000 })
    expect(await purchase(transaction_id)).toMatchObject({ state: 'OPEN', hold_bill: 20n * DOLLAR })
    const second = await send({ type: 'clearing', ref: 'a', cents: 1_500, more: { final: true } })
    expect(await read()).toEqual({ card: 7_500, holding: 97_500, owed: 2_500, fees: 0 })
    const names = (await told()).filter(({ event_type }) => event_type === 'cleared')
    expect(names.map((event) => event.operation_id)).toEqual([transaction_id, second.event_id])
  })

  it('books its fees piece by piece: each the difference of the whole, so that rounding never adds up', async () => {
    const { approved, send, read, told } = await start()
    const eur = { currency: 'EUR' }
    await approved('a', 75, eur) // 2 % of 0.75 is 0.015: 0.02
    expect(await read()).toMatchObject({ card: 9_923, holding: 99_923, fees: 0 })
    for (const final of [false, false, true])
      await send({ type: 'clearing', ref: 'a', cents: 25, ...eur, more: { final } })
    expect(await read()).toEqual({ card: 9_923, holding: 99_923, owed: 75, fees: 2 })
    const cleared = (await told()).filter(({ event_type }) => event_type === 'cleared')
    expect(cleared.map(({ data }) => data.fees)).toEqual([
      { atm_fees: '0.00', fx_fees: '0.01' },
      { atm_fees: '0.00', fx_fees: '0.00' },
      { atm_fees: '0.00', fx_fees: '0.01' },
    ])
  })

  it('at an ATM charges the flat fee once per purchase', async () => {
    const { approved, send, read } = await start()
    const atm = { more: { channel: 'ATM', final: false } } as const
    await approved('a', 1_000, atm)
    await send({ type: 'clearing', ref: 'a', cents: 500, ...atm })
    await send({ type: 'clearing', ref: 'a', cents: 500, ...atm })
    expect(await read()).toEqual({ card: 8_900, holding: 98_900, owed: 1_000, fees: 100 })
  })

  it('without authorization is booked in full at once', async () => {
    const { send, read, purchase, movements, cardId, told, spent } = await start()
    const { transaction_id } = await send({ type: 'clearing', ref: 'a', cents: 12_500 })
    expect(await read()).toEqual({ card: -2_500, holding: 87_500, owed: 12_500, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({ forced: true, state: 'CLOSED', approved: 0n })
    expect(await movements(cardId)).toEqual([['TRANSACTION_CLEARED', 'SUCCESS', 10_000, -2_500]])
    expect((await told()).map((event) => event.operation_id)).toEqual([transaction_id])
    expect(await spent()).toEqual({ day: 12_500, month: 12_500 })
  })

  it('after a full reversal is a force-post of the same purchase', async () => {
    const { approved, send, read, purchase } = await start()
    const { transaction_id } = await approved('a', 1_000)
    await send({ type: 'reversal', ref: 'a' })
    const answer = await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    expect(answer.transaction_id).toBe(transaction_id)
    expect(await read()).toEqual({ card: 9_000, holding: 99_000, owed: 1_000, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({ forced: true, settled: 10n * DOLLAR })
  })

  it('finds its purchase by reference, by the message it refers to, or by rrn', async () => {
    const { approved, send } = await start()
    const { transaction_id } = await approved('a', 1_000, { networkId: 'n-find', rrn: '77' })
    const piece = { type: 'clearing', cents: 100, more: { final: false } } as const
    for (const by of [
      { ref: 'a' },
      { original: 'n-find' },
      { rrn: '77' },
      { ref: 'other', original: 'n-find' },
    ])
      expect(await send({ ...piece, ...by })).toMatchObject({ transaction_id })
  })

  it('of another reference is another purchase, though the rrn is the same', async () => {
    const { approved, send } = await start()
    const { transaction_id } = await approved('a', 1_000, { rrn: '78' })
    const other = await send({ type: 'clearing', ref: 'b', rrn: '78', cents: 1_000 })
    expect(other.transaction_id).not.toBe(transaction_id)
  })

  it("that refers to another card's purchase is forced on the card it names, and people are told", async () => {
    const { approved, send, companyId, read, webhooks, purchase } = await start()
    const { transaction_id } = await approved('a', 1_000, { networkId: 'n-mismatch' })
    const other = await world.card(companyId, { balance: 50n * DOLLAR })
    for (const by of [{ ref: 'a' }, { original: 'n-mismatch' }])
      expect(await send({ type: 'clearing', ...by, cents: 700 }, other)).toMatchObject({
        response_code: '00',
      })
    expect(await purchase(transaction_id)).toMatchObject({ hold_bill: 10n * DOLLAR, settled: 0n })
    expect(await read()).toMatchObject({ card: 9_000, owed: 1_400 })
    const balance = await world.balance(companyId, 'CARD_BALANCE', other)
    expect(balance.available).toBe(36n * DOLLAR)
    const alerts = (await webhooks(other)).filter(({ event_type }) => event_type === 'alert')
    expect(alerts.map(({ data }) => data.type)).toEqual(['NETWORK_MISMATCH', 'NETWORK_MISMATCH'])
  })

  it('of a purchase in another currency keeps the sums in the first one, in proportion', async () => {
    const { approved, send, purchase } = await start()
    const yen = readCurrency('JPY')
    if (yen === null) throw new Error('no yen')
    const { transaction_id } = await approved('a', 1_000, {
      more: { original: { value: 1_500n, currency: yen } },
    })
    await send({ type: 'clearing', ref: 'a', cents: 500, currency: 'USD' })
    expect(await purchase(transaction_id)).toMatchObject({ currency: 'JPY', settled_original: 750n })
  })

  it('that comes twice is booked once and answered the same', async () => {
    const { approved, send, read } = await start()
    await approved('a', 1_000)
    const clearing: Told = { type: 'clearing', networkId: newId(), ref: 'a', cents: 1_000 }
    expect(await send(clearing)).toEqual(await send(clearing))
    expect(await read()).toMatchObject({ card: 9_000, owed: 1_000 })
  })
})

describe('a reversal', () => {
  it('in part leaves the rest held, with the fees of what remains', async () => {
    const { approved, send, read, told, spent, movements, cardId } = await start()
    await approved('a', 1_000, { currency: 'EUR' })
    expect(await read()).toMatchObject({ card: 8_980, holding: 98_980 })
    const { event_id } = await send({ type: 'reversal', ref: 'a', cents: 400, currency: 'EUR' })
    expect(await read()).toMatchObject({ card: 9_388, holding: 99_388 })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_REVERSED', 'SUCCESS', 8_980, 9_388])
    expect((await told()).at(-1)).toMatchObject({
      event_type: 'reversal',
      status: 'success',
      operation_id: event_id,
      data: { bill_amount: '4.00', fees: { fx_fees: '0.08' } },
    })
    expect(await spent()).toEqual({ day: 612, month: 612 })
  })

  it('of nothing releases nothing', async () => {
    const { approved, send, read, told } = await start()
    await approved('a', 1_000)
    expect(await send({ type: 'reversal', ref: 'a', cents: 0 })).toMatchObject({ response_code: '00' })
    expect(await read()).toMatchObject({ card: 9_000 })
    expect(await told()).toHaveLength(1)
  })

  it('of more than is open releases what is open and closes the purchase', async () => {
    const { approved, send, read, purchase, spent } = await start()
    const { transaction_id } = await approved('a', 1_000)
    expect(await send({ type: 'reversal', ref: 'a', cents: 5_000 })).toMatchObject({ response_code: '00' })
    expect(await read()).toEqual({ card: 10_000, holding: 100_000, owed: 0, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({ state: 'CLOSED', released: 10n * DOLLAR })
    expect(await spent()).toEqual({ day: 0, month: 0 })
  })

  it('when nothing is open changes nothing and tells nobody', async () => {
    const { approved, send, read, told } = await start()
    await approved('a', 1_000)
    await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    const before = (await told()).length
    expect(await send({ type: 'reversal', ref: 'a' })).toMatchObject({ response_code: '00', approved: true })
    expect(await read()).toMatchObject({ card: 9_000, owed: 1_000 })
    expect(await told()).toHaveLength(before)
  })

  it('of an unknown purchase is answered 25 and kept for 30 days: its approval is then released at once', async () => {
    const { approved, send, read, told, purchase } = await start()
    expect(await send({ type: 'reversal', ref: 'a' })).toMatchObject({
      response_code: '25',
      approved: false,
      transaction_id: null,
    })
    const { transaction_id } = await approved('a', 1_000)
    expect(await read()).toEqual({ card: 10_000, holding: 100_000, owed: 0, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({ state: 'CLOSED', counted: 0n })
    expect((await told()).map(({ event_type }) => event_type)).toEqual(['authorized', 'reversal'])
  })

  it('is forgotten after 30 days', async () => {
    const { approved, send, read } = await start()
    await send({ type: 'reversal', ref: 'a' })
    world.clock.advance(30 * DAY)
    await approved('a', 1_000)
    expect(await read()).toMatchObject({ card: 9_000 })
  })
})

describe('an advice', () => {
  it('of an approval holds without checks, below zero if need be', async () => {
    const { approved, read, told, movements, cardId } = await start()
    const { transaction_id, response_code } = await approved('a', 15_000)
    expect(response_code).toBe('00')
    expect(await read()).toEqual({ card: -5_000, holding: 85_000, owed: 0, fees: 0 })
    expect(await movements(cardId)).toEqual([
      ['TRANSACTION_AUTHORIZATION', 'SUCCESS', 10_000, 10_000],
      ['TRANSACTION_APPROVED', 'SUCCESS', 10_000, -5_000],
    ])
    expect((await told()).map(({ event_type, operation_id }) => [event_type, operation_id])).toEqual([
      ['authorized', transaction_id],
    ])
  })

  it('of an approval that we gave ourselves, or told twice, holds nothing more', async () => {
    const { approved, read, told } = await start()
    await approved('a', 1_000)
    await approved('a', 1_000)
    expect(await read()).toMatchObject({ card: 9_000 })
    expect(await told()).toHaveLength(1)
  })

  it('of an approval whose clearing was posted joins that purchase and holds nothing', async () => {
    const { approved, send, read, purchase } = await start()
    const { transaction_id } = await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    expect(await approved('a', 1_000)).toMatchObject({ transaction_id })
    expect(await read()).toEqual({ card: 9_000, holding: 99_000, owed: 1_000, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({
      approved: 10n * DOLLAR,
      history_amount: 10n * DOLLAR,
    })
  })

  it('that the network had declined in time releases our approval with reason issuer_timeout', async () => {
    const { approved, send, read, told } = await start()
    await approved('a', 1_000)
    await send({ type: 'advice', ref: 'a', more: { decision: 'declined', reason: 'issuer_timeout' } })
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect((await told()).at(-1)).toMatchObject({ event_type: 'reversal', reason: 'issuer_timeout' })
  })

  it.each([
    ['issuer_timeout', 'C010'],
    ['network_decline', 'M000'],
  ])('of a decline that we never saw, %s, is recorded as %s', async (reason, code) => {
    const { send, read, purchase, movements, cardId, told } = await start()
    const answer = await send({
      type: 'advice',
      ref: 'a',
      cents: 900,
      more: { decision: 'declined', reason },
    })
    expect(answer).toMatchObject({ response_code: '00', approved: true })
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect(await purchase(answer.transaction_id)).toMatchObject({ state: 'DECLINED', decline_code: code })
    expect((await movements(cardId)).map(([operation, status]) => [operation, status])).toEqual([
      ['TRANSACTION_AUTHORIZATION', 'SUCCESS'],
      ['TRANSACTION_REJECTED', 'FAILED'],
    ])
    expect((await told()).at(-1)).toMatchObject({
      event_type: 'declined',
      operation_id: answer.event_id,
      data: { decline_reason: { code } },
    })
  })

  it('of a decline that we made ourselves adds nothing', async () => {
    const { send, told } = await start()
    const declined = { decision: 'declined', reason: 'issuer_timeout' } as const
    const first = await send({ type: 'advice', networkId: 'n-ours', ref: 'a', cents: 900, more: declined })
    const second = await send({ type: 'advice', original: 'n-ours', ref: 'a', cents: 900, more: declined })
    expect(second).toMatchObject({ transaction_id: first.transaction_id, event_id: first.event_id })
    expect(await told()).toHaveLength(1)
  })

  it('that takes back an approval that we have not seen is kept: the approval is released when it comes', async () => {
    const { approved, send, read } = await start()
    const cancelled = { decision: 'cancelled', reason: 'cancel_approval' } as const
    expect(await send({ type: 'advice', ref: 'a', more: cancelled })).toMatchObject({ response_code: '00' })
    await approved('a', 1_000)
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
  })

  it('that takes an approval back releases the hold, cancels its movement and tells so', async () => {
    const { approved, send, read, movements, cardId, told } = await start()
    await approved('a', 1_000)
    const cancelled = { decision: 'cancelled', reason: 'cancel_approval' } as const
    const { event_id } = await send({ type: 'advice', ref: 'a', more: cancelled })
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect((await movements(cardId)).map(([operation, status]) => [operation, status])).toEqual([
      ['TRANSACTION_AUTHORIZATION', 'SUCCESS'],
      ['TRANSACTION_APPROVED', 'CANCELED'],
      ['TRANSACTION_REVERSED', 'CANCELED'],
    ])
    expect((await told()).at(-1)).toMatchObject({
      event_type: 'declined',
      status: 'success',
      reason: 'cancel_approval',
      operation_id: event_id,
    })
  })
})

describe('a refund', () => {
  it('of everything ends at zero, fees included, in whatever pieces it comes', async () => {
    const { approved, send, read, spent } = await start()
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_000, currency: 'EUR' })
    expect(await read()).toEqual({ card: 8_980, holding: 98_980, owed: 1_000, fees: 20 })
    for (const cents of [333, 333, 334]) await send({ type: 'refund', ref: 'a', cents, currency: 'EUR' })
    expect(await read()).toEqual({ card: 10_000, holding: 100_000, owed: 0, fees: 0 })
    expect(await spent()).toEqual({ day: 0, month: 0 })
  })

  it('gives fees back in proportion', async () => {
    const { approved, send, read, told } = await start()
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_000, currency: 'EUR' })
    const { event_id } = await send({ type: 'refund', ref: 'a', cents: 250, currency: 'EUR' })
    expect(await read()).toEqual({ card: 9_235, holding: 99_235, owed: 750, fees: 15 })
    expect((await told()).at(-1)).toMatchObject({
      event_type: 'refund',
      operation_id: event_id,
      data: { bill_amount: '2.50', fees: { fx_fees: '0.05' } },
    })
  })

  it('of more than was settled credits it all, and of fees what was charged', async () => {
    const { approved, send, read } = await start()
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_000, currency: 'EUR' })
    await send({ type: 'refund', ref: 'a', cents: 3_000, currency: 'EUR' })
    expect(await read()).toEqual({ card: 12_000, holding: 102_000, owed: -2_000, fees: 0 })
  })

  it('that overtakes its clearing ends at zero as well', async () => {
    const { approved, send, read, spent } = await start()
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'refund', ref: 'a', cents: 1_000, currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_000, currency: 'EUR' })
    expect(await read()).toEqual({ card: 10_000, holding: 100_000, owed: 0, fees: 0 })
    expect(await spent()).toEqual({ day: 0, month: 0 })
  })

  it('without purchase is credited, and no fees come back', async () => {
    const { send, read, purchase, movements, cardId } = await start()
    const { transaction_id } = await send({ type: 'refund', ref: 'x', cents: 500, currency: 'EUR' })
    expect(await read()).toEqual({ card: 10_500, holding: 100_500, owed: -500, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({ kind: 'CREDIT', state: 'CLOSED' })
    expect(await movements(cardId)).toEqual([['TRANSACTION_REFUND', 'SUCCESS', 10_000, 10_500]])
  })
})

describe('a push credit', () => {
  it('raises a TOP_UP card and holding together', async () => {
    const { send, read, movements, cardId, told } = await start()
    const { event_id } = await send({ type: 'visa_direct', cents: 500 })
    expect(await read()).toEqual({ card: 10_500, holding: 100_500, owed: -500, fees: 0 })
    expect(await movements(cardId)).toEqual([['VISA_DIRECT_DEPOSIT', 'SUCCESS', 10_000, 10_500]])
    expect(await told()).toMatchObject([{ event_type: 'visa_direct_deposit', operation_id: event_id }])
  })

  it.each(['NONE', 'WEBHOOK'] as const)(
    'to a %s card goes to holding, through the card',
    async (approvalMethod) => {
      const { send, read, movements, cardId } = await start({ approvalMethod })
      await send({ type: 'visa_direct', cents: 500 })
      expect(await read()).toEqual({ card: 0, holding: 100_500, owed: -500, fees: 0 })
      expect(await movements(cardId)).toEqual([['WARRANTY_DEPOSIT', 'SUCCESS', null, null]])
    },
  )

  it.each([
    ['DELETED', '14'],
    ['EXPIRED', '54'],
  ])('to a card that is %s is refused with %s', async (status, code) => {
    const { send, read, status: become, told } = await start()
    await become(status)
    expect(await send({ type: 'visa_direct', cents: 500 })).toMatchObject({
      response_code: code,
      approved: false,
    })
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect(await told()).toEqual([])
  })

  it.each(['FROZEN', 'BLOCKED'])('to a card that is %s is credited', async (status) => {
    const { send, read, status: become } = await start()
    await become(status)
    await send({ type: 'visa_direct', cents: 500 })
    expect(await read()).toMatchObject({ card: 10_500, holding: 100_500 })
  })
})

describe('an increment', () => {
  const more = { type: 'incremental', original: 'first', ref: 'a' } as const

  it('joins the hold with the fees of the new sum and restarts its time', async () => {
    const { approved, send, read, purchase, told, spent, movements, cardId } = await start()
    const { transaction_id } = await approved('a', 75, { currency: 'EUR' })
    world.clock.advance(3 * DAY)
    const answer = await send({ ...more, cents: 25, currency: 'EUR' })
    expect(answer).toMatchObject({
      response_code: '00',
      approved: true,
      authorized: { value: 25, currency: 'USD' },
      auth_code: expect.stringMatching(/^[A-Z0-9]{6}$/),
      transaction_id,
    })
    expect(await read()).toMatchObject({ card: 9_898, holding: 99_898 })
    const row = await purchase(transaction_id)
    expect(row).toMatchObject({ state: 'OPEN', hold_bill: DOLLAR, approved: DOLLAR, hold_generation: 2 })
    expect(row.hold_expires_at).toEqual(new Date(world.clock.now().getTime() + 10 * DAY))
    expect((await told()).at(-1)).toMatchObject({ event_type: 'authorized', operation_id: answer.event_id })
    expect((await movements(cardId)).slice(2)).toEqual([
      ['TRANSACTION_AUTHORIZATION', 'SUCCESS', 9_923, 9_923],
      ['TRANSACTION_APPROVED', 'SUCCESS', 9_923, 9_898],
    ])
    expect((await spent()).day).toBe(0) // it counts on the day of the authorization, which is over
    await send({ type: 'clearing', ref: 'a', cents: 100, currency: 'EUR' })
    expect(await read()).toEqual({ card: 9_898, holding: 99_898, owed: 100, fees: 2 })
  })

  it('after a piece was settled is held beside what is settled', async () => {
    const { approved, send, read } = await start()
    await approved('a', 1_000)
    await send({ type: 'clearing', ref: 'a', cents: 600, more: { final: false } })
    await send({ ...more, cents: 500 })
    expect(await read()).toEqual({ card: 8_500, holding: 98_500, owed: 600, fees: 0 })
    await send({ type: 'clearing', ref: 'a', cents: 900 })
    expect(await read()).toEqual({ card: 8_500, holding: 98_500, owed: 1_500, fees: 0 })
  })

  it.each([
    [
      'the limit per transaction, on the new sum',
      { limits: { transaction_limit: 15n * DOLLAR } },
      'M214',
      '61',
    ],
    ['the daily limit', { limits: { daily_limit: 15n * DOLLAR } }, 'M201', '61'],
    ['the monthly limit', { limits: { monthly_limit: 15n * DOLLAR } }, 'M203', '61'],
    ["the card's balance", { balance: 15n * DOLLAR }, 'M102', '51'],
  ] as const)('beyond %s is declined and leaves the hold as it was', async (_, card, code, iso) => {
    const { approved, send, purchase, told } = await start(card)
    const { transaction_id } = await approved('a', 1_000)
    const answer = await send({ ...more, cents: 600 })
    expect(answer).toMatchObject({
      response_code: iso,
      approved: false,
      decline_code: code,
      authorized: null,
    })
    expect(await purchase(transaction_id)).toMatchObject({ hold_bill: 10n * DOLLAR, hold_generation: 1 })
    expect((await told()).at(-1)).toMatchObject({ event_type: 'declined', operation_id: answer.event_id })
    expect(await send({ ...more, cents: 500 })).toMatchObject({ response_code: '00' })
  })

  it('beyond holding is declined M101', async () => {
    const { approved, send } = await start({ balance: 5_000n * DOLLAR })
    await approved('a', 90_000)
    expect(await send({ ...more, cents: 10_001 })).toMatchObject({ decline_code: 'M101' })
    expect(await send({ ...more, cents: 10_000 })).toMatchObject({ approved: true })
  })

  it.each([
    ['FROZEN', 'M301', '62'],
    ['BLOCKED', 'M302', '62'],
    ['EXPIRED', 'M303', '54'],
    ['DELETED', 'M303', '14'],
  ])('of a card that is %s is declined %s', async (status, code, iso) => {
    const { approved, send, status: become } = await start()
    await approved('a', 1_000)
    await become(status)
    expect(await send({ ...more, cents: 100 })).toMatchObject({ decline_code: code, response_code: iso })
  })

  it.each([
    ['an old number', { numberIsCurrent: false }, 'M303', '14'],
    ['a wrong expiry', { expiryMatches: false }, 'C104', '54'],
    ['a wrong CVV', { cvvResult: 'N' }, 'C102', 'N7'],
  ] as const)('with %s is declined %s', async (_, found, code, iso) => {
    const { approved, send } = await start()
    await approved('a', 1_000)
    expect(await send({ ...more, cents: 100, found })).toMatchObject({
      decline_code: code,
      response_code: iso,
    })
  })

  it('with the third wrong CVV blocks the card, and its declines count for the card', async () => {
    const { approved, send, cardId } = await start()
    await approved('a', 1_000)
    const codes = []
    for (let n = 0; n < 3; n += 1)
      codes.push((await send({ ...more, cents: 100, found: { cvvResult: 'N' } })).decline_code)
    expect(codes).toEqual(['C102', 'C102', 'C101'])
    const row = await world.db
      .selectFrom('cards')
      .selectAll()
      .where('id', '=', cardId)
      .executeTakeFirstOrThrow()
    expect(row.status).toBe('BLOCKED')
    expect(row.declines).toHaveLength(3)
    expect(row.wrong_cvvs).toHaveLength(3)
  })

  it('in a category that the company blocks by now is declined, also when only the purchase says it', async () => {
    const { approved, send, companyId } = await start()
    await approved('a', 1_000)
    const blocked = { blocked_categories: ['5994'] }
    await world.db.updateTable('card_programs').set(blocked).where('company_id', '=', companyId).execute()
    expect(await send({ ...more, cents: 100, more: { mcc: null } })).toMatchObject({ decline_code: 'C011' })
  })

  it('that is decided when the network waits no longer is declined C010 and holds nothing', async () => {
    const { approved, send, read } = await start()
    await approved('a', 1_000)
    const late = { receivedAt: performance.now() - 1_600 }
    expect(await send({ ...more, cents: 100, found: late })).toMatchObject({
      decline_code: 'C010',
      response_code: '91',
    })
    expect(await read()).toMatchObject({ card: 9_000 })
  })

  it('on a later day must pass the limits of that day', async () => {
    const { approved, send } = await start({ limits: { daily_limit: 15n * DOLLAR } })
    await approved('a', 1_000)
    world.clock.advance(DAY)
    expect(await send({ ...more, cents: 1_400 })).toMatchObject({ approved: true })
    await approved('b', 1_200)
    expect(await send({ ...more, cents: 400 })).toMatchObject({ decline_code: 'M201' })
  })

  it('of an unknown purchase is answered 25 and kept; of a closed one it is answered 25', async () => {
    const { approved, send, companyId } = await start()
    expect(await send({ ...more, cents: 100 })).toMatchObject({ response_code: '25', approved: false })
    const kept = await world.db
      .selectFrom('kept_messages')
      .select('type')
      .where('company_id', '=', companyId)
      .execute()
    expect(kept).toEqual([{ type: 'incremental' }])
    const { transaction_id } = await approved('a', 1_000)
    await send({ type: 'reversal', ref: 'a' })
    expect(await send({ ...more, cents: 100 })).toMatchObject({ response_code: '25', transaction_id })
  })

  describe('of a WEBHOOK card', () => {
    const asked = async (heard: Heard) => {
      const company = await start({ approvalMethod: 'WEBHOOK' })
      const questions: string[] = []
      const network = startTestNetwork(world, company.companyId, async (_, { operation_id }) => {
        questions.push(operation_id)
        return heard
      })
      await company.approved('a', 1_000)
      return { ...company, questions, send: (told: Told) => network.send(company.cardId, told) }
    }

    it('is approved when the company says so, by an event that it was asked about', async () => {
      const { send, questions, read, told, companyId } = await asked({ decline: null, response: 'approved' })
      expect(await send({ ...more, cents: 500 })).toMatchObject({
        approved: true,
        company_response: 'approved',
      })
      expect(await read()).toMatchObject({ holding: 98_500 })
      expect((await told()).map(({ event_type, status }) => [event_type, status])).toEqual([
        ['authorized', 'success'],
        ['authorization', 'pending'],
        ['authorized', 'success'],
      ])
      const [questionId = ''] = questions
      const request = await world.db
        .selectFrom('card_events')
        .select(['operation', 'status'])
        .where('company_id', '=', companyId)
        .where('id', '=', questionId)
        .executeTakeFirst()
      expect(request).toEqual({ operation: 'TRANSACTION_AUTHORIZATION', status: 'SUCCESS' })
    })

    it('is declined when the company says no', async () => {
      const no = { code: 'M401', iso: '51', rule: null } as const
      const { send, read } = await asked({ decline: no, response: 'declined' })
      expect(await send({ ...more, cents: 500 })).toMatchObject({
        response_code: '51',
        decline_code: 'M401',
        company_response: 'declined',
      })
      expect(await read()).toMatchObject({ holding: 99_000 })
    })

    it('does not ask about what a check refuses', async () => {
      const { send, questions, status } = await asked({ decline: null, response: 'approved' })
      await status('FROZEN')
      expect(await send({ ...more, cents: 500 })).toMatchObject({
        decline_code: 'M301',
        company_response: null,
      })
      expect(questions).toEqual([])
    })
  })
})

describe('whatever the card is by then', () => {
  it.each(['FROZEN', 'BLOCKED', 'EXPIRED'])(
    'older purchases of a card that is %s are posted',
    async (status) => {
      const { approved, send, read, status: become } = await start()
      await approved('a', 1_000)
      await approved('b', 1_000)
      await become(status)
      await send({ type: 'clearing', ref: 'a', cents: 1_000 })
      await send({ type: 'refund', ref: 'a', cents: 300 })
      await send({ type: 'reversal', ref: 'b' })
      expect(await read()).toEqual({ card: 9_300, holding: 99_300, owed: 700, fees: 0 })
    },
  )

  it('a card without a balance of its own moves holding alone', async () => {
    const { approved, send, read, movements, cardId } = await start({ approvalMethod: 'NONE' })
    await approved('a', 1_000, { currency: 'EUR' })
    await send({ type: 'clearing', ref: 'a', cents: 1_500, currency: 'EUR' })
    expect(await read()).toEqual({ card: 0, holding: 98_470, owed: 1_500, fees: 30 })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_CLEARED', 'SUCCESS', null, null])
  })
})

describe('a purchase whose company is being asked', () => {
  async function asked() {
    const company = await start({ approvalMethod: 'WEBHOOK' })
    const { companyId, cardId } = company
    const transactionId = newId()
    const place = { company_id: companyId, card_id: cardId, currency: 'USD' }
    await world.db
      .insertInto('card_transactions')
      .values({
        ...place,
        id: transactionId,
        kind: 'PURCHASE',
        state: 'ASKED',
        transaction_ref: 'a',
        channel: 'ECOMMERCE',
        attempted: 10n * DOLLAR,
        created_at: world.clock.now(),
      })
      .execute()
    await world.db
      .insertInto('card_events')
      .values({
        ...place,
        id: newId(),
        transaction_id: transactionId,
        operation: 'TRANSACTION_AUTHORIZATION',
        status: 'PENDING',
        bill_amount: 10n * DOLLAR,
        original_amount: 1_000n,
        created_at: world.clock.now(),
      })
      .execute()
    return { ...company, transactionId }
  }
  const declined = { decision: 'declined', reason: 'issuer_timeout' } as const
  const cancelled = { decision: 'cancelled', reason: 'cancel_approval' } as const

  it.each([
    ['a clearing', { type: 'clearing', cents: 900 }, { state: 'CLOSED', forced: true, settled: 9n * DOLLAR }],
    ['an approved advice', { type: 'advice', cents: 900 }, { state: 'OPEN', hold_bill: 9n * DOLLAR }],
    ['a reversal', { type: 'reversal' }, { state: 'DECLINED', decline_code: 'C010' }],
    ['a declined advice', { type: 'advice', more: declined }, { state: 'DECLINED', decline_code: 'C010' }],
    ['a cancelled one', { type: 'advice', more: cancelled }, { state: 'DECLINED', decline_code: 'M000' }],
  ] as const)('is decided by %s, and its request waits no longer', async (_, told, row) => {
    const { send, transactionId, purchase, movements, cardId } = await asked()
    expect(await send({ ...told, ref: 'a' })).toMatchObject({
      response_code: '00',
      transaction_id: transactionId,
    })
    expect(await purchase(transactionId)).toMatchObject({ ...row, decided_event_id: expect.any(String) })
    expect((await movements(cardId))[0]).toEqual(['TRANSACTION_AUTHORIZATION', 'SUCCESS', null, null])
  })

  it('is left alone by increments and refunds', async () => {
    const { send, transactionId, purchase } = await asked()
    const increment: Told = { type: 'incremental', ref: 'a', original: 'x', cents: 100 }
    expect(await send(increment)).toMatchObject({ response_code: '25', transaction_id: null })
    const credit = await send({ type: 'refund', ref: 'a', cents: 100 })
    expect(credit.transaction_id).not.toBe(transactionId)
    expect(await purchase(transactionId)).toMatchObject({ state: 'ASKED', refunded: 0n })
  })
})

describe('an approval that comes late', () => {
  const message = (companyId: string, cardId: string, cents: number) =>
    cardMessage(companyId, cardId, { type: 'authorization', ref: 'a', cents })

  it('is released at once, with reason issuer_timeout; once', async () => {
    const { approved, companyId, cardId, read, told } = await start()
    const { transaction_id } = await approved('a', 1_000)
    const m = message(companyId, cardId, 1_000)
    for (let n = 0; n < 2; n += 1)
      await inTransaction(world.db, (tx) =>
        releaseLateApproval(tx, m, transaction_id ?? '', world.config, world.clock.now()),
      )
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    const reversals = (await told()).filter(({ event_type }) => event_type === 'reversal')
    expect(reversals).toMatchObject([{ reason: 'issuer_timeout' }])
  })

  it('after its clearing joins that purchase and holds nothing; again it is the same approval', async () => {
    const { send, companyId, cardId, read, purchase } = await start()
    const { transaction_id } = await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    const m = message(companyId, cardId, 1_000)
    const join = () =>
      inTransaction(world.db, (tx) =>
        joinSettledPurchase(tx, m, transaction_id ?? '', world.config, world.clock.now()),
      )
    const eventId = await join()
    expect(await join()).toBe(eventId)
    expect(await purchase(transaction_id)).toMatchObject({
      approved: 10n * DOLLAR,
      decided_event_id: eventId,
    })
    expect(await read()).toMatchObject({ card: 9_000, holding: 99_000 })
  })
})

describe('limits', () => {
  it('get back what is reversed on the day of the authorization, and only while that day counts', async () => {
    world.clock.moveTo(new Date('2026-10-01T12:00:00Z')) // Thursday
    const { approved, send, spent } = await start()
    await approved('a', 1_000)
    await approved('b', 2_000)
    world.clock.advance(DAY)
    await approved('c', 500)
    expect(await spent()).toEqual({ day: 500, month: 3_500 })
    await send({ type: 'reversal', ref: 'a' })
    expect(await spent()).toEqual({ day: 500, month: 2_500 })
    await send({ type: 'clearing', ref: 'b', cents: 2_200 })
    expect(await spent()).toEqual({ day: 500, month: 2_700 })
  })
})

describe('an open hold', () => {
  it('is given back at its time and not before; a later clearing is a force-post', async () => {
    const { approved, send, read, expire, movements, cardId, told, purchase } = await start()
    const { transaction_id } = await approved('a', 1_000)
    world.clock.advance(10 * DAY - 1)
    await expire()
    expect(await read()).toMatchObject({ card: 9_000 })
    world.clock.advance(1)
    await expire()
    await expire()
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_REVERSED', 'TIME_CANCELED', 9_000, 10_000])
    expect((await told()).map(({ event_type, status }) => [event_type, status])).toEqual([
      ['authorized', 'success'],
      ['reversal', 'time_canceled'],
    ])
    await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    expect(await read()).toMatchObject({ card: 9_000, owed: 1_000 })
    expect(await purchase(transaction_id)).toMatchObject({ forced: true })
  })

  it('expires once, however many nodes look at once', async () => {
    const { approved, read, expire, told } = await start()
    for (const ref of ['a', 'b', 'c']) await approved(ref, 1_000)
    world.clock.advance(11 * DAY)
    await Promise.all([expire(), expire(), expire()])
    expect(await read()).toMatchObject({ card: 10_000, holding: 100_000 })
    expect((await told()).filter(({ status }) => status === 'time_canceled')).toHaveLength(3)
  })
})
