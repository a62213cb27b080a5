import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { type CardWorld, DOLLAR, silentLog, startCardWorld } from '../../../tests/harness/card-world.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { book } from '../../ledger/book.ts'
import { cardBalance, programAccount } from '../card-accounts.ts'
import { createLifecycle, type Lifecycle } from '../lifecycle/lifecycle.ts'
import type { PurchaseAnswer } from '../message.ts'
import { authorize, purchaseMessage, testAuthorizer } from './authorization.fixture.ts'
import type { Authorizer } from './authorizer.ts'

let world: CardWorld
let lifecycle: Lifecycle
let nodes: Authorizer[]
beforeAll(async () => {
  world = await startCardWorld()
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
afterAll(() => world.drop())
beforeEach(() => {
  nodes = [testAuthorizer(world), testAuthorizer(world)]
})
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await sql`DROP FUNCTION IF EXISTS wait_at_commit() CASCADE`.execute(world.db)
  await world.verify()
})

const [one, two] = [() => nodes[0] as Authorizer, () => nodes[1] as Authorizer]
const approvals = (answers: readonly PurchaseAnswer[]) => answers.filter(({ approved }) => approved).length
const available = async (company: string) => (await world.balance(company, 'CARD_HOLDING')).available

test('two nodes with the same cards approve together no more than card, limit and holding allow', async () => {
  const company = await world.company({ holding: 500n * DOLLAR })
  const limited = await world.card(company, {
    balance: 1_000n * DOLLAR,
    limits: { daily_limit: 100n * DOLLAR },
  })
  const poor = await world.card(company, { balance: 70n * DOLLAR })
  const free = await world.card(company, { approvalMethod: 'NONE' })
  const send = async (card: string) => {
    const answers: PurchaseAnswer[] = []
    for (let round = 0; round < 4; round += 1)
      answers.push(
        ...(await Promise.all(
          Array.from({ length: 24 }, (_, n) =>
            authorize(n % 2 === 0 ? one() : two(), purchaseMessage(company, card)),
          ),
        )),
      )
    return answers
  }
  const [byLimit, byBalance, byHolding] = await Promise.all([limited, poor, free].map(send))
  expect(approvals(byLimit ?? [])).toBe(10)
  expect(approvals(byBalance ?? [])).toBe(7)
  expect(approvals(byHolding ?? [])).toBe(33)
  expect(await available(company)).toBe(0n)
})

test('what is decided ahead of a batch that another node forestalled is decided again: each card has spent what its purchases count', async () => {
  const company = await world.company({ holding: 100_000n * DOLLAR })
  const cards = await Promise.all(
    Array.from({ length: 3 }, () =>
      world.card(company, { approvalMethod: 'NONE', limits: { daily_limit: 300n * DOLLAR } }),
    ),
  )
  let approved = 0
  const buyAgainAndAgain = async (node: () => Authorizer, worker: number) => {
    for (let turn = 0; turn < 40; turn += 1) {
      const card = cards[(turn + worker) % cards.length] ?? ''
      const answer = await authorize(node(), purchaseMessage(company, card, { amount: 5 }))
      if (answer.approved) approved += 1
    }
  }
  await Promise.all([one, one, one, one, one, two, two].map(buyAgainAndAgain))
  const { rows } = await sql<{ spent: bigint; counted: bigint }>`
    SELECT c.spent_today AS spent, sum(t.counted) AS counted
    FROM cards c JOIN card_transactions t ON t.company_id = c.company_id AND t.card_id = c.id
    WHERE c.company_id = ${company} GROUP BY c.company_id, c.id`.execute(world.db)
  expect(rows).toHaveLength(3)
  for (const { spent, counted } of rows) expect(spent).toBe(counted)
  expect(approved).toBe(180)
  expect(await available(company)).toBe(99_100n * DOLLAR)
})

test('a limit that was lowered, a card that was frozen and a rule that was set count from the next purchase', async () => {
  const company = await world.company({ holding: 500n * DOLLAR })
  const card = await world.card(company, { balance: 100n * DOLLAR })
  const change = (set: object) =>
    world.db
      .updateTable('cards')
      .set({ version: sql`version + 1`, ...set })
      .where('id', '=', card)
      .execute()
  const code = async () => (await authorize(one(), purchaseMessage(company, card))).decline_code
  expect(await code()).toBeNull()
  await change({ daily_limit: 15n * DOLLAR })
  expect(await code()).toBe('M201')
  await change({ daily_limit: null, status: 'FROZEN' })
  expect(await code()).toBe('M301')
  await change({ status: 'ACTIVE' })
  await world.db
    .insertInto('card_programs')
    .values({ company_id: company, version: 1n, blocked_categories: ['5994'] })
    .execute()
  expect(await code()).toBe('C011')
})

test('money that came or went since the last purchase is seen: no remembered balance declines or approves', async () => {
  const company = await world.company({ holding: 15n * DOLLAR })
  const card = await world.card(company, { balance: 15n * DOLLAR })
  const code = async () => (await authorize(one(), purchaseMessage(company, card))).decline_code
  const move = (sign: 1 | -1, amount: bigint) =>
    inTransaction(world.db, (tx) => {
      const sides = [
        [programAccount('CARD_BACKING', company), programAccount('CARD_HOLDING', company)],
        [programAccount('CARD_ISSUED', company), cardBalance(card)],
      ] as const
      const transfers = sides.map(([a, b]) => ({
        type: 'POST' as const,
        id: newId(),
        debit: sign === 1 ? a : b,
        credit: sign === 1 ? b : a,
        amount,
        reason: 'test',
        subjectId: company,
      }))
      return book(tx, company, transfers, world.clock.now())
    })
  expect(await code()).toBeNull()
  expect(await code()).toBe('M102')
  await move(1, 10n * DOLLAR)
  expect(await code()).toBeNull()
  await move(-1, 5n * DOLLAR)
  expect(await code()).toBe('M102')
})

test('purchases beside clearings and deposits of the same cards: all are booked, and nothing twice', async () => {
  const company = await world.company({ holding: 10_000n * DOLLAR })
  const cards = await Promise.all(
    Array.from({ length: 4 }, () => world.card(company, { balance: 1_000n * DOLLAR })),
  )
  const approved: { card: string; ref: string | null }[] = []
  const buy = async (n: number) => {
    const card = cards[n % cards.length] ?? ''
    const m = purchaseMessage(company, card)
    const answer = await authorize(n % 3 === 0 ? two() : one(), m)
    expect(answer.approved).toBe(true)
    approved.push({ card, ref: m.message.transactionRef })
  }
  const clear = async () => {
    const purchase = approved.shift()
    if (purchase === undefined) return
    const { message, ...m } = purchaseMessage(company, purchase.card, {
      type: 'clearing',
      transactionRef: purchase.ref,
      clearingId: newId(),
      final: true,
    })
    await inTransaction(world.db, (tx) => lifecycle.post(tx, { ...m, message }, world.clock.now(), null))
  }
  for (let round = 0; round < 10; round += 1)
    await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 4 === 3 ? clear() : buy(n))))
  const bought = 150n * 10n * DOLLAR
  expect(await available(company)).toBe(10_000n * DOLLAR - bought)
})

test('a duplicate that races on another node has the same answer and holds nothing more', async () => {
  const company = await world.company({ holding: 500n * DOLLAR })
  const card = await world.card(company, { balance: 500n * DOLLAR })
  for (let round = 0; round < 5; round += 1) {
    const m = purchaseMessage(company, card)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => authorize(n % 2 === 0 ? one() : two(), m)),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  }
  expect(await available(company)).toBe(450n * DOLLAR)
})

test('the same purchase under a new message id is answered as the same purchase; another amount is not approved', async () => {
  const company = await world.company({ holding: 500n * DOLLAR })
  const card = await world.card(company, { balance: 500n * DOLLAR })
  const first = await authorize(one(), purchaseMessage(company, card, { transactionRef: 'again' }))
  const second = await authorize(one(), purchaseMessage(company, card, { transactionRef: 'again' }))
  expect(second).toMatchObject({
    approved: true,
    transaction_id: first.transaction_id,
    event_id: first.event_id,
  })
  const other = await authorize(
    one(),
    purchaseMessage(company, card, { transactionRef: 'again', amount: 11 }),
  )
  expect(other).toMatchObject({ approved: false, decline_code: 'C020' })
  expect(await available(company)).toBe(490n * DOLLAR)
})

test('a request whose reversal came first is declined C010; one whose clearing came first joins it', async () => {
  const company = await world.company({ holding: 500n * DOLLAR })
  const card = await world.card(company, { balance: 500n * DOLLAR })
  const post = (type: 'reversal' | 'clearing', transactionRef: string) =>
    inTransaction(world.db, (tx) =>
      lifecycle.post(
        tx,
        purchaseMessage(company, card, { type, transactionRef, clearingId: newId(), final: true }),
        world.clock.now(),
        null,
      ),
    )
  await authorize(one(), purchaseMessage(company, card))
  await post('reversal', 'reversed-first')
  const late = await authorize(one(), purchaseMessage(company, card, { transactionRef: 'reversed-first' }))
  expect(late).toMatchObject({ approved: false, decline_code: 'C010' })
  const posted = await post('clearing', 'cleared-first')
  const joined = await authorize(one(), purchaseMessage(company, card, { transactionRef: 'cleared-first' }))
  expect(joined).toMatchObject({ approved: true, transaction_id: posted.transaction_id })
  expect(await available(company)).toBe(480n * DOLLAR)
})

test('what waited for a lock until it was too late is declined C010 and was never approved', async () => {
  const company = await world.company({ holding: 500n * DOLLAR, webhookUrl: 'http://127.0.0.1:1/' })
  const card = await world.card(company, { balance: 500n * DOLLAR, limits: { daily_limit: 10n * DOLLAR } })
  const m = purchaseMessage(company, card, { age: 1_300 })
  const lock = await world.db.startTransaction().execute()
  await sql`SELECT FROM cards WHERE id = ${card} FOR UPDATE`.execute(lock)
  const answer = await authorize(one(), m)
  expect(answer).toMatchObject({ approved: false, response_code: '91', decline_code: 'C010' })
  expect(performance.now() - m.receivedAt).toBeLessThan(1_600)
  await lock.commit().execute()
  await one().stop()
  expect(await rowOf(company)).toMatchObject({ state: 'DECLINED', decline_code: 'C010', approved: 0n })
  expect(await told(company)).toEqual([{ event_type: 'declined', reason: null }])
  expect(await authorize(two(), { ...m, receivedAt: performance.now() })).toEqual(answer)
  expect((await authorize(two(), purchaseMessage(company, card))).approved).toBe(true)
})

test('a commit that ends too late is taken back at once: C010, nothing held, told as a reversal', async () => {
  const { company, card, m, answer, commit } = await lateApproval()
  await commit()
  await one().stop()
  expect(await available(company)).toBe(500n * DOLLAR)
  expect(await rowOf(company)).toMatchObject({ state: 'CLOSED', hold_bill: 0n, counted: 0n })
  expect(await told(company)).toEqual([
    { event_type: 'authorized', reason: null },
    { event_type: 'reversal', reason: 'issuer_timeout' },
  ])
  expect(await authorize(two(), { ...m, receivedAt: performance.now() })).toEqual(answer)
  expect((await authorize(two(), purchaseMessage(company, card))).approved).toBe(true)
})

test('a late approval that another message was told of stays held, whoever was first: the network may clear it', async () => {
  const { company, card, m, answer, commit } = await lateApproval({ transactionRef: 'late' })
  const purchase = await sql`SELECT FROM network_message_directory WHERE network_id = ${m.message.networkId}`
  // The correction waits for this lock, the other message does not.
  const lock = await world.db.startTransaction().execute()
  await commit()
  expect(await becomes(async () => (await purchase.execute(world.db)).rows.length === 1, 50_000)).toBe(true)
  await sql`SELECT FROM network_message_directory WHERE network_id = ${m.message.networkId} FOR UPDATE`.execute(
    lock,
  )
  const joined = await authorize(two(), purchaseMessage(company, card, { transactionRef: 'late' }))
  await lock.commit().execute()
  await one().stop()
  expect(await available(company)).toBe((joined.approved ? 490n : 500n) * DOLLAR)
  expect(await authorize(two(), { ...m, receivedAt: performance.now() })).toEqual(answer)
})

test('a late approval is told again to the same message on another node only if it then stays', async () => {
  const { company, m, commit } = await lateApproval()
  await commit()
  const again = await authorize(two(), { ...m, receivedAt: performance.now() })
  await one().stop()
  expect(await available(company)).toBe((again.approved ? 490n : 500n) * DOLLAR)
  expect(await authorize(two(), { ...m, receivedAt: performance.now() })).toEqual(again)
})

/** Node one has answered C010 to a purchase of 10 USD whose statement has written everything and waits at its commit: `commit` lets it. */
async function lateApproval(asked: { readonly transactionRef?: string } = {}) {
  const company = await world.company({ holding: 500n * DOLLAR, webhookUrl: 'http://127.0.0.1:1/' })
  const card = await world.card(company, { balance: 500n * DOLLAR })
  const m = purchaseMessage(company, card, { age: 1_300, ...asked })
  await sql`
    CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END'`.execute(
    world.db,
  )
  await sql`
    CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON card_transactions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION wait_at_commit()`.execute(world.db)
  const lock = await world.db.startTransaction().execute()
  await sql`SELECT pg_advisory_xact_lock(7)`.execute(lock)
  const answer = await authorize(one(), m)
  expect(answer).toMatchObject({ approved: false, response_code: '91', decline_code: 'C010' })
  return { company, card, m, answer, commit: () => lock.commit().execute() }
}

const rowOf = (company: string) =>
  world.db
    .selectFrom('card_transactions')
    .selectAll()
    .where('company_id', '=', company)
    .executeTakeFirstOrThrow()

const told = (company: string) =>
  world.db
    .selectFrom('webhook_events')
    .select(['event_type', 'reason'])
    .where('company_id', '=', company)
    .orderBy('sequence')
    .execute()

test('connections that the database breaks off leave no purchase half-done: what was answered is what is booked', async () => {
  const company = await world.company({ holding: 5_000n * DOLLAR })
  const card = await world.card(company, { balance: 5_000n * DOLLAR })
  await authorize(one(), purchaseMessage(company, card))
  const answers: PurchaseAnswer[] = []
  for (let round = 0; round < 5; round += 1) {
    const running = Array.from({ length: 20 }, () => authorize(one(), purchaseMessage(company, card)))
    await new Promise((resolve) => setImmediate(resolve))
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%locked_card%'`.execute(
      world.db,
    )
    answers.push(...(await Promise.all(running)))
  }
  await one().stop()
  expect(await available(company)).toBe(4_990n * DOLLAR - BigInt(approvals(answers)) * 10n * DOLLAR)
  const { count } = await world.db
    .selectFrom('card_transactions')
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .where('company_id', '=', company)
    .executeTakeFirstOrThrow()
  expect(count).toBe(101n)
})

test('without a database every purchase is declined C020, in time', async () => {
  const company = await world.company({ holding: 500n * DOLLAR })
  const card = await world.card(company, { balance: 500n * DOLLAR })
  const lost = testAuthorizer(world, { url: 'postgres://nobody:x@127.0.0.1:1/none' })
  const m = purchaseMessage(company, card)
  const answer = await authorize(lost, m)
  expect(answer).toMatchObject({ approved: false, response_code: '96', decline_code: 'C020' })
  expect(performance.now() - m.receivedAt).toBeLessThan(1_600)
  await lost.stop()
})

test('one purchase that the database does not take declines alone', async () => {
  const company = await world.company({ holding: 500n * DOLLAR })
  const card = await world.card(company, { balance: 500n * DOLLAR })
  const messages = Array.from({ length: 10 }, (_, n) =>
    purchaseMessage(company, card, n === 4 ? { rrn: 'a\u0000b' } : {}),
  )
  const answers = await Promise.all(messages.map((m) => authorize(one(), m)))
  expect(answers.map(({ decline_code }) => decline_code)).toEqual(
    messages.map((_, n) => (n === 4 ? 'C020' : null)),
  )
})

test('purchases of a queue that is full are declined C010 at once, and recorded', async () => {
  const company = await world.company({ holding: 500_000n * DOLLAR })
  const card = await world.card(company, { balance: 500_000n * DOLLAR })
  const answers = await Promise.all(
    Array.from({ length: 4_500 }, () => authorize(one(), purchaseMessage(company, card, { amount: 1 }))),
  )
  const declined = answers.filter(({ approved }) => !approved)
  expect(declined.length).toBeGreaterThan(0)
  expect(new Set(declined.map(({ decline_code }) => decline_code))).toEqual(new Set(['C010']))
  const recorded = async () => {
    const { count } = await world.db
      .selectFrom('card_transactions')
      .select((eb) => eb.fn.countAll<bigint>().as('count'))
      .where('company_id', '=', company)
      .executeTakeFirstOrThrow()
    return count === 4_500n
  }
  expect(await becomes(recorded, 30_000)).toBe(true)
  await one().stop()
  expect(await available(company)).toBe((500_000n - BigInt(approvals(answers))) * DOLLAR)
})
