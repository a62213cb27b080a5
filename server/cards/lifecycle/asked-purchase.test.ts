import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
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

type TestCard = Awaited<ReturnType<typeof startCard>>

describe('a purchase whose company is being asked', () => {
  async function asked(before: (card: TestCard) => Promise<void> = async () => {}) {
    const company = await startCard(world, { approvalMethod: 'WEBHOOK' })
    await before(company)
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
        rrn: 'r',
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
    const networkId = newId()
    await world.db
      .insertInto('network_message_directory')
      .values({
        network_id: networkId,
        body_hash: Buffer.alloc(32),
        company_id: companyId,
        card_id: cardId,
        transaction_id: transactionId,
        answer: null,
        received_at: world.clock.now(),
      })
      .execute()
    const answered = async () => {
      const { answer } = await world.db
        .selectFrom('network_message_directory')
        .select('answer')
        .where('network_id', '=', networkId)
        .executeTakeFirstOrThrow()
      return answer === null ? null : JSON.parse(answer)
    }
    return { ...company, transactionId, networkId, answered }
  }
  const declined = { decision: 'declined', reason: 'issuer_timeout' } as const
  const cancelled = { decision: 'cancelled', reason: 'cancel_approval' } as const

  it.each([
    [
      'a clearing',
      { type: 'clearing', cents: 900 },
      { state: 'CLOSED', forced_original: 900n, settled: 9n * DOLLAR },
    ],
    ['an approved advice', { type: 'advice', cents: 900 }, { state: 'OPEN', hold_bill: 9n * DOLLAR }],
    ['a reversal', { type: 'reversal' }, { state: 'DECLINED', decline_code: 'C010' }],
    ['a declined advice', { type: 'advice', more: declined }, { state: 'DECLINED', decline_code: 'C010' }],
    ['a cancelled one', { type: 'advice', more: cancelled }, { state: 'DECLINED', decline_code: 'M000' }],
  ] as const)(
    'is decided by %s, its request waits no longer, and its message is answered',
    async (_, told, row) => {
      const { send, transactionId, networkId, answered, purchase, movements, cardId } = await asked()
      expect(await send({ ...told, ref: 'a' })).toMatchObject({
        response_code: '00',
        transaction_id: transactionId,
      })
      expect(await purchase(transactionId)).toMatchObject({ ...row, decided_event_id: expect.any(String) })
      expect((await movements(cardId))[0]).toEqual(['TRANSACTION_AUTHORIZATION', 'SUCCESS', null, null])
      const isCancelled = 'more' in told && told.more.decision === 'cancelled'
      expect(await answered()).toMatchObject({
        network_id: networkId,
        response_code: isCancelled ? '05' : '91',
        approved: false,
        decline_code: isCancelled ? 'M000' : 'C010',
        transaction_id: transactionId,
        event_id: (await purchase(transactionId)).decided_event_id,
      })
    },
  )

  it('is left alone by increments and refunds', async () => {
    const { send, transactionId, answered, purchase } = await asked()
    const increment: Told = { type: 'incremental', ref: 'a', original: 'x', cents: 100 }
    expect(await send(increment)).toMatchObject({ response_code: '25', transaction_id: null })
    const credit = await send({ type: 'refund', ref: 'a', cents: 100 })
    expect(credit.transaction_id).not.toBe(transactionId)
    expect(await purchase(transactionId)).toMatchObject({ state: 'ASKED', refunded: 0n })
    expect(await answered()).toBeNull()
  })

  it('is what a posting means by an rrn only when no decided purchase has it', async () => {
    const alone = await asked()
    const clearing: Told = { type: 'clearing', rrn: 'r', cents: 900 }
    expect((await alone.send(clearing)).transaction_id).toBe(alone.transactionId)
    let decided: string | null = null
    const beside = await asked(async ({ approved }) => {
      decided = (await approved('b', 1_000, { rrn: 'r' })).transaction_id
    })
    expect((await beside.send(clearing)).transaction_id).toBe(decided)
    expect(await beside.purchase(beside.transactionId)).toMatchObject({ state: 'ASKED', clearings: 0 })
  })
})
