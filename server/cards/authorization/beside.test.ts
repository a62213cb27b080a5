import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardApi, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, DOLLAR, silentLog, startCardWorld } from '../../../tests/harness/card-world.ts'
import { inRetriedTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { book } from '../../ledger/book.ts'
import { programAccount } from '../card-accounts.ts'
import { addBalance, subtractBalance } from '../issuing/change-balance.ts'
import { deleteCard } from '../issuing/delete-card.ts'
import { setFrozen } from '../issuing/set-frozen.ts'
import { setLimits } from '../issuing/set-limits.ts'
import { createLifecycle, type Lifecycle } from '../lifecycle/lifecycle.ts'
import { type Asked, authorize, purchaseMessage, testAuthorizer } from './authorization.fixture.ts'
import type { Authorizer } from './authorizer.ts'

let world: CardWorld
let api: CardApi
let lifecycle: Lifecycle
let nodes: Authorizer[]
beforeAll(async () => {
  world = await startCardWorld()
  api = await startCardApi(world, [deleteCard(), setFrozen(), setLimits(), addBalance(), subtractBalance()])
  nodes = [testAuthorizer(world), testAuthorizer(world)]
  lifecycle = createLifecycle({
    ...world,
    config: { cards: world.config },
    log: silentLog,
    node: { leads: async () => true },
    askCompany: async () => {
      throw new Error('no company is asked here')
    },
  })
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await api.stop()
  await world.drop()
})

const ROUNDS = 12
const CARDS = 5

test('purchases on two nodes beside all else that moves their cards: no deadlock, nothing below zero, and the books are right', async () => {
  const company = await world.company({ holding: 600n * DOLLAR })
  const call = await api.client(company, 3)
  const cards = await Promise.all(
    Array.from({ length: CARDS }, (_, n) =>
      world.card(company, n === 0 ? { approvalMethod: 'NONE' } : { balance: 150n * DOLLAR }),
    ),
  )
  const approved: { card: string; ref: string | null }[] = []
  const buy = async (n: number) => {
    const card = cards[n % CARDS] ?? ''
    const m = purchaseMessage(company, card, { amount: 1 + (n % 7) })
    const answer = await authorize(nodes[n % 2] as Authorizer, m)
    if (answer.approved) approved.push({ card, ref: m.message.transactionRef })
    return answer.decline_code
  }
  const post = async (more: Asked) => {
    const purchase = approved.shift()
    if (purchase === undefined) return
    const m = purchaseMessage(company, purchase.card, {
      ...{ transactionRef: purchase.ref, clearingId: newId(), final: true, amount: 1 },
      ...more,
    })
    await inRetriedTransaction(world.db, (tx) => lifecycle.post(tx, m, world.clock.now(), null))
  }
  /** As a withdrawal does. */
  const withdraw = (amount: bigint) =>
    inRetriedTransaction(world.db, (tx) =>
      book(
        tx,
        company,
        [
          {
            ...{ type: 'POST', id: newId(), amount, reason: 'test', subjectId: company },
            debit: programAccount('CARD_HOLDING', company),
            credit: programAccount('CARD_PAYABLE', company),
          },
        ],
        world.clock.now(),
      ),
    )
  const path = (n: number) => `/cards/virtual-cards/${cards[n % CARDS]}`
  const others: ((n: number) => Promise<unknown>)[] = [
    () => post({ type: 'clearing' }),
    () => post({ type: 'reversal' }),
    () => post({ type: 'incremental', originalNetworkId: 'x' }),
    () => withdraw(3n * DOLLAR),
    (n) => call('PATCH', `${path(n)}/frozen`, { freeze: n % 2 === 0 }),
    (n) => call('PATCH', `${path(n)}/limits`, { daily_limit: n % 2 === 0 ? 200 : null }),
    (n) => call('POST', `${path(n)}/virtual-balance/add`, { amount: 5 }, { 'Idempotency-Key': newId() }),
    (n) => call('POST', `${path(n)}/virtual-balance/subtract`, { amount: 4 }, { 'Idempotency-Key': newId() }),
  ]
  const codes = new Set<string | null>()
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all([
      ...Array.from({ length: 16 }, async (_, n) => codes.add(await buy(n))),
      ...Array.from({ length: 16 }, (_, n) => others[(n + round) % others.length]?.(n)),
      ...(round === ROUNDS - 2 ? [call('DELETE', path(1))] : []),
    ])
    for (const card of cards)
      expect((await world.balance(company, 'CARD_BALANCE', card)).available).toBeGreaterThanOrEqual(0n)
    expect((await world.balance(company, 'CARD_HOLDING')).available).toBeGreaterThanOrEqual(0n)
  }
  expect([...codes].filter((code) => code === 'C010' || code === 'C020')).toEqual([])
  const { rows } = await sql<{ deadlocks: bigint }>`
    SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`.execute(world.db)
  expect(rows[0]?.deadlocks).toBe(0n)
  for (const card of cards.slice(1)) await expectChain(company, card)
  await world.verify()
})

/** Every movement begins with the balance that another one left, and each is left once: no movement shows a balance that never was. */
async function expectChain(company: string, card: string): Promise<void> {
  const movements = await world.db
    .selectFrom('card_events')
    .select(['original_balance', 'new_balance'])
    .where('company_id', '=', company)
    .where('card_id', '=', card)
    .execute()
  const { available } = await world.balance(company, 'CARD_BALANCE', card)
  const found = [available, ...movements.map((movement) => movement.original_balance)]
  const left = [150n * DOLLAR, ...movements.map((movement) => movement.new_balance)]
  expect(found.map(String).sort()).toEqual(left.map(String).sort())
}
