import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
import { readCurrency } from '../../kernel/currencies.ts'
import { newId } from '../../kernel/ids.ts'
import type { Told } from './lifecycle.fixture.ts'
import { startCard } from './start-card.fixture.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(async () => {
  await world.verify()
  await world.drop()
})

describe('a clearing', () => {
  it('of what was authorized settles the hold: the network is owed, and nothing stays held', async () => {
    const { approved, send, read, purchase, movements, cardId, told } = await startCard(world)
    const approval = await approved('a', 1_840)
    const { transaction_id } = approval
    expect(await read()).toEqual({ card: 8_160, holding: 98_160, owed: 0, fees: 0 })
    const answer = await send({ type: 'clearing', ref: 'a', cents: 1_840 })
    expect(answer).toMatchObject({ response_code: '00', approved: true, authorized: null, transaction_id })
    expect(await read()).toEqual({ card: 8_160, holding: 98_160, owed: 1_840, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({
      state: 'CLOSED',
      hold_bill: 0n,
      hold_expires_at: null,
      decided_event_id: approval.event_id,
    })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_CLEARED', 'SUCCESS', 8_160, 8_160])
    expect((await told()).at(-1)).toMatchObject({ event_type: 'cleared', operation_id: transaction_id })
  })

  it('takes from the hold itself, and raises the version that decisions are made over', async () => {
    const { approved, send, companyId, cardId } = await startCard(world)
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
    const { approved, send, read, movements, cardId, spent } = await startCard(world)
    await approved('a', 2_000)
    await send({ type: 'clearing', ref: 'a', cents: 1_500 })
    expect(await read()).toEqual({ card: 8_500, holding: 98_500, owed: 1_500, fees: 0 })
    expect((await movements(cardId)).at(-1)).toEqual(['TRANSACTION_CLEARED', 'SUCCESS', 8_000, 8_500])
    expect(await spent()).toEqual({ day: 1_500, month: 1_500 })
  })

  it('over the hold takes the rest, below zero if need be', async () => {
    const { approved, send, read, spent } = await startCard(world)
    await approved('a', 9_000)
    await send({ type: 'clearing', ref: 'a', cents: 12_000 })
    expect(await read()).toEqual({ card: -2_000, holding: 88_000, owed: 12_000, fees: 0 })
    expect(await spent()).toEqual({ day: 12_000, month: 12_000 })
  })

  it('comes in pieces until the final one; from the second on the webhook is named by its event', async () => {
    const { approved, send, read, purchase, told } = await startCard(world)
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
    const { approved, send, read, told } = await startCard(world)
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
    const { approved, send, read } = await startCard(world)
    const atm = { more: { channel: 'ATM', final: false } } as const
    await approved('a', 1_000, atm)
    await send({ type: 'clearing', ref: 'a', cents: 500, ...atm })
    await send({ type: 'clearing', ref: 'a', cents: 500, ...atm })
    expect(await read()).toEqual({ card: 8_900, holding: 98_900, owed: 1_000, fees: 100 })
  })

  it('without authorization is booked in full at once', async () => {
    const { send, read, purchase, movements, cardId, told, spent } = await startCard(world)
    const { transaction_id } = await send({ type: 'clearing', ref: 'a', cents: 12_500 })
    expect(await read()).toEqual({ card: -2_500, holding: 87_500, owed: 12_500, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({
      forced_original: 12_500n,
      state: 'CLOSED',
      approved: 0n,
    })
    expect(await movements(cardId)).toEqual([['TRANSACTION_CLEARED', 'SUCCESS', 10_000, -2_500]])
    expect((await told()).map((event) => event.operation_id)).toEqual([transaction_id])
    expect(await spent()).toEqual({ day: 12_500, month: 12_500 })
  })

  it('after a full reversal is a force-post of the same purchase', async () => {
    const { approved, send, read, purchase } = await startCard(world)
    const { transaction_id } = await approved('a', 1_000)
    await send({ type: 'reversal', ref: 'a' })
    const answer = await send({ type: 'clearing', ref: 'a', cents: 1_000 })
    expect(answer.transaction_id).toBe(transaction_id)
    expect(await read()).toEqual({ card: 9_000, holding: 99_000, owed: 1_000, fees: 0 })
    expect(await purchase(transaction_id)).toMatchObject({
      forced_original: 1_000n,
      settled: 10n * DOLLAR,
    })
  })

  it('finds its purchase by reference, by the message it refers to, or by rrn', async () => {
    const { approved, send } = await startCard(world)
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

  it('by an rrn means the newest purchase of that rrn', async () => {
    const { send } = await startCard(world)
    await send({ type: 'clearing', ref: 'a', rrn: '79', cents: 100 })
    const newer = await send({ type: 'clearing', ref: 'b', rrn: '79', cents: 100 })
    const answer = await send({ type: 'clearing', rrn: '79', cents: 100 })
    expect(answer.transaction_id).toBe(newer.transaction_id)
  })

  it('of another reference is another purchase, though the rrn is the same', async () => {
    const { approved, send } = await startCard(world)
    const { transaction_id } = await approved('a', 1_000, { rrn: '78' })
    const other = await send({ type: 'clearing', ref: 'b', rrn: '78', cents: 1_000 })
    expect(other.transaction_id).not.toBe(transaction_id)
  })

  it("that refers to another card's purchase is forced on the card it names, and people are told", async () => {
    const { approved, send, companyId, read, webhooks, purchase } = await startCard(world)
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
    const { approved, send, purchase } = await startCard(world)
    const yen = readCurrency('JPY')
    if (yen === null) throw new Error('no yen')
    const { transaction_id } = await approved('a', 1_000, {
      more: { original: { value: 1_500n, currency: yen } },
    })
    await send({ type: 'clearing', ref: 'a', cents: 500, currency: 'USD' })
    expect(await purchase(transaction_id)).toMatchObject({ currency: 'JPY', settled_original: 750n })
  })

  it('that comes twice is booked once and answered the same', async () => {
    const { approved, send, read } = await startCard(world)
    await approved('a', 1_000)
    const clearing: Told = { type: 'clearing', networkId: newId(), ref: 'a', cents: 1_000 }
    expect(await send(clearing)).toEqual(await send(clearing))
    expect(await read()).toMatchObject({ card: 9_000, owed: 1_000 })
  })
})
