import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WalletCompany } from '../../tests/harness/wallet-world.ts'
import { allChecks } from '../checks.ts'
import { verifyBooks } from '../ledger/verify.ts'
import {
  decide,
  enforce,
  fundedWallet,
  HOUR_MS,
  newPerson,
  OUTSIDE,
  openApproval,
  type Person,
  type PoliciesWorld,
  policy,
  startPoliciesWorld,
  UNIT,
  withdraw,
} from './policies.fixture.ts'

let world: PoliciesWorld
beforeAll(async () => {
  world = await startPoliciesWorld()
})
afterAll(() => world.stop())

/** A company whose payments above 5 dollars wait, with a wallet that has 100. */
async function careful(fields: object = {}) {
  const company = await world.company()
  const admin = await newPerson(world, company.id)
  const wallet = await fundedWallet(company, 100)
  await enforce(company, admin, [policy({ name: 'careful', approval_above: 5, ...fields })])
  return { company, admin, wallet }
}

const paymentOf = async (company: WalletCompany, id: string) =>
  (await company.call('GET', `/management/payments/${id}`)).body

const received = () => world.chain().tokenBalance('USDC', OUTSIDE)

async function expectBooksRight(): Promise<void> {
  expect(
    (await verifyBooks({ db: world.db, checks: allChecks([], world.app.vault.sealer) })).findings,
  ).toEqual([])
}

describe('a payment above the threshold', () => {
  test('waits: the balance is taken, nothing is sent; one yes and it goes as any other', async () => {
    const { company, admin, wallet } = await careful()
    const before = await received()
    expect((await withdraw(world, company, wallet.id, 5)).body.transaction_hash).toMatch(/^0x/)
    const reply = await withdraw(world, company, wallet.id, '5.000001')
    expect(reply).toEqual({
      status: 200,
      body: { id: expect.any(String), transaction_hash: null, status: 'PENDING' },
    })
    expect(await company.balance(wallet.id)).toBe(89.999999)
    expect(await paymentOf(company, reply.body.id)).toMatchObject({
      status: 'PENDING',
      transaction_hash: null,
      confirmations: null,
    })
    const approval = await openApproval(company)
    expect(approval).toMatchObject({
      product: 'virtual_wallets',
      operation: 'withdraw',
      wallet_id: wallet.id,
      to_address: OUTSIDE,
      token_address: world.chain().token('USDC').address,
      amount: 5.000001,
      status: 'PENDING',
      decisions: [],
    })
    await expectBooksRight()
    const decided = await decide(admin, approval.id, 'APPROVE')
    expect(decided.body).toMatchObject({ status: 'APPROVED', decisions: [{ by: `user:${admin.id}` }] })
    expect((await paymentOf(company, reply.body.id)).transaction_hash).toMatch(/^0x/)
    await world.mineUntil(async () => (await paymentOf(company, reply.body.id)).status === 'SUCCESS')
    expect(await received()).toBe(before + 10n * UNIT + 1n)
    await expectBooksRight()
  })

  test('rejected it fails with the reason, and the money is back', async () => {
    const { company, admin, wallet } = await careful()
    const { body } = await withdraw(world, company, wallet.id, 40)
    const approval = await openApproval(company)
    await decide(admin, approval.id, 'REJECT', 'unknown receiver')
    const reason = `Rejected by ${admin.email}: unknown receiver`
    expect(await paymentOf(company, body.id)).toMatchObject({
      status: 'FAILED',
      reason,
      transaction_hash: null,
    })
    expect(await company.balance(wallet.id)).toBe(100)
    expect((await company.movements(wallet.id))[0]).toMatchObject({ status: 'FAILED' })
    expect(await company.events()).toMatchObject([
      { event_type: 'withdraw', status: 'failed', reason, operation_id: body.id },
    ])
    expect(await company.ledger('HOLDING')).toBe(100n * UNIT)
    await expectBooksRight()
  })

  test('after 72 hours it fails too, and no yes comes after that', async () => {
    const { company, admin, wallet } = await careful()
    const { body } = await withdraw(world, company, wallet.id, 40)
    const approval = await openApproval(company)
    world.clock.advance(72 * HOUR_MS)
    expect((await decide(admin, approval.id, 'APPROVE')).body.message).toBe('Approval is EXPIRED')
    await world.waitUntil(async () => (await paymentOf(company, body.id)).status === 'FAILED')
    expect(await paymentOf(company, body.id)).toMatchObject({ reason: 'Not approved in time' })
    expect((await company.call('GET', '/management/approvals?status=expired')).body.items).toMatchObject([
      { id: approval.id, status: 'EXPIRED', decisions: [] },
    ])
    expect(await company.balance(wallet.id)).toBe(100)
    await expectBooksRight()
  })

  test('what waits counts in the day, and no more when it was rejected', async () => {
    const { company, admin, wallet } = await careful({ max_per_day: 50 })
    await withdraw(world, company, wallet.id, 46)
    expect((await withdraw(world, company, wallet.id, 5)).body.message).toBe(
      'Refused by policy careful: with 46 USD in the last 24 hours it is above the maximum of 50 USD per day',
    )
    await decide(admin, (await openApproval(company)).id, 'REJECT')
    expect((await withdraw(world, company, wallet.id, 5)).status).toBe(200)
  })

  test('the balance is looked at after the policies, and what lacks it leaves nothing that waits', async () => {
    const { company, wallet } = await careful({ max_per_payment: 500 })
    expect((await withdraw(world, company, wallet.id, 501)).body.message).toContain(
      'Refused by policy careful',
    )
    expect((await withdraw(world, company, wallet.id, 499)).body.message).toBe('Insufficient virtual balance')
    expect((await company.call('GET', '/management/approvals?status=PENDING')).body.items).toEqual([])
  })

  test('the destination must still be listed when it is approved', async () => {
    const { company, admin, wallet } = await careful()
    const { id } = (
      await company.call('POST', '/management/allowed-addresses', { address: OUTSIDE, blockchain: 'POLYGON' })
    ).body
    world.clock.advance(24 * HOUR_MS)
    await enforce(company, admin, [policy({ name: 'list', destinations: 'ALLOWED', approval_above: 5 })])
    await withdraw(world, company, wallet.id, 6)
    const approval = await openApproval(company)
    await company.call('DELETE', `/management/allowed-addresses/${id}`)
    expect((await decide(admin, approval.id, 'APPROVE')).body.message).toBe(
      'Refused by policy list: the destination is not an allowed address',
    )
    expect(await openApproval(company)).toMatchObject({ id: approval.id, decisions: [] })
    expect((await decide(admin, approval.id, 'REJECT')).status).toBe(200)
  })

  test('a repeated idempotency key answers the same, and there is one approval', async () => {
    const { company, wallet } = await careful()
    const order = {
      to_wallet_address: OUTSIDE,
      token_address: world.chain().token('USDC').address,
      amount: 6,
    }
    const again = () =>
      company.call('POST', `/virtual-wallets/${wallet.id}/withdraw`, order, { 'idempotency-key': 'once' })
    const first = await again()
    expect(await again()).toEqual(first)
    await openApproval(company)
    expect(await company.balance(wallet.id)).toBe(94)
  })

  test('the holding wallet waits as well', async () => {
    const { company, admin } = await careful()
    await company.fundHolding(20n * UNIT)
    const { body } = await company.call('POST', '/virtual-wallets/holding/withdraw/POLYGON', {
      to_wallet_address: OUTSIDE,
      token_address: world.chain().token('USDC').address,
      amount: 12,
    })
    expect(body).toMatchObject({ transaction_hash: null, status: 'PENDING' })
    const approval = await openApproval(company)
    expect(approval).toMatchObject({ operation: 'holding_withdraw', amount: 12 })
    await decide(admin, approval.id, 'APPROVE')
    await world.mineUntil(async () => (await paymentOf(company, body.id)).status === 'SUCCESS')
    await expectBooksRight()
  })
})

describe('who decides', () => {
  test('never a key, of whatever level; nor a person who is no ADMIN', async () => {
    const { company, wallet } = await careful()
    await withdraw(world, company, wallet.id, 6)
    const { id } = await openApproval(company)
    expect(await decide(company, id, 'APPROVE')).toMatchObject({
      status: 401,
      body: { code: 'DENIED', message: 'Approvals are given by people' },
    })
    const operator = await newPerson(world, company.id, { role: 'OPERATOR' })
    expect((await decide(operator, id, 'APPROVE')).status).toBe(401)
    expect((await openApproval(company)).decisions).toEqual([])
  })

  test('not who asked, nor who made the key that asked', async () => {
    const { company, admin, wallet } = await careful()
    const other = await newPerson(world, company.id)
    await withdraw(world, admin, wallet.id, 6)
    const own = await openApproval(company)
    expect(own.requested_by).toBe(`user:${admin.id}`)
    expect(await decide(admin, own.id, 'APPROVE')).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: 'Who asked for it cannot approve it' },
    })
    expect((await decide(other, own.id, 'APPROVE')).body.status).toBe('APPROVED')

    const { body } = await admin.call('POST', '/management/keys/create', {
      name: 'of the admin',
      levels: { virtual_wallets: 2 },
    })
    const headers = { 'x-api-key': body.api_key }
    await withdraw(
      world,
      { call: (method, path, order) => admin.call(method, path, order, headers) },
      wallet.id,
      7,
    )
    const ofKey = await openApproval(company)
    expect(ofKey.requested_by).toBe(`key:${body.id}`)
    expect((await decide(admin, ofKey.id, 'APPROVE')).body.message).toBe('Who asked for it cannot approve it')
    expect((await decide(other, ofKey.id, 'APPROVE')).body.status).toBe('APPROVED')
  })

  test('not somebody who was let in a moment ago', async () => {
    const { company, wallet } = await careful()
    const approvesFrom = new Date(Date.now() + HOUR_MS)
    const fresh = await newPerson(world, company.id, { approvesFrom })
    await withdraw(world, company, wallet.id, 6)
    expect((await decide(fresh, (await openApproval(company)).id, 'APPROVE')).body).toMatchObject({
      code: 'VAL',
      message: `You may approve from ${approvesFrom.toISOString()}`,
    })
  })

  test('once each: two are needed, and one of them alone is not two', async () => {
    const { company, admin, wallet } = await careful({ approvals: 2 })
    const second = await newPerson(world, company.id)
    const { body } = await withdraw(world, company, wallet.id, 6)
    const { id } = await openApproval(company)
    expect((await decide(admin, id, 'APPROVE')).body.status).toBe('PENDING')
    expect((await decide(admin, id, 'APPROVE')).body).toMatchObject({ message: 'You have decided already' })
    expect((await decide(admin, id, 'REJECT')).body).toMatchObject({ message: 'You have decided already' })
    expect((await paymentOf(company, body.id)).transaction_hash).toBeNull()
    expect((await decide(second, id, 'APPROVE')).body).toMatchObject({ status: 'APPROVED' })
    expect((await decide(second, id, 'APPROVE')).body.message).toBe('Approval is APPROVED')
  })

  test('the yes of somebody who was removed since does not count', async () => {
    const { company, admin, wallet } = await careful({ approvals: 2 })
    const [second, third] = [await newPerson(world, company.id), await newPerson(world, company.id)]
    const { body } = await withdraw(world, company, wallet.id, 6)
    const { id } = await openApproval(company)
    expect((await decide(second, id, 'APPROVE')).body.status).toBe('PENDING')
    expect((await company.call('DELETE', `/management/users/${second.id}`)).status).toBe(204)
    expect((await decide(admin, id, 'APPROVE')).body.status).toBe('PENDING')
    expect((await paymentOf(company, body.id)).transaction_hash).toBeNull()
    expect((await decide(third, id, 'APPROVE')).body.status).toBe('APPROVED')
  })

  test('nobody of another company: its approvals are not there', async () => {
    const { company, wallet } = await careful()
    const stranger = await careful()
    await withdraw(world, company, wallet.id, 6)
    const { id } = await openApproval(company)
    for (const unknown of [id, 'x', '0192f3a0-0000-7000-8000-000000000009'])
      expect((await decide(stranger.admin, unknown, 'APPROVE')).status).toBe(404)
    expect((await stranger.company.call('GET', '/management/approvals?status=PENDING')).body.items).toEqual(
      [],
    )
  })

  test.each([
    [{}, 400],
    [{ decision: 'MAYBE' }, 400],
    [{ decision: 7 }, 400],
    [{ decision: 'APPROVE', comment: 'x'.repeat(501) }, 400],
    [{ decision: 'APPROVE', comment: 7 }, 400],
  ])('%j is answered %i', async (body, status) => {
    const { company, admin, wallet } = await careful()
    await withdraw(world, company, wallet.id, 6)
    const { id } = await openApproval(company)
    expect((await admin.call('POST', `/management/approvals/${id}`, body)).status).toBe(status)
    expect((await openApproval(company)).decisions).toEqual([])
  })
})

describe('at the same time', () => {
  test('of 20 payments for the last dollars of a day exactly those that fit pass', async () => {
    const company = await world.company()
    const admin = await newPerson(world, company.id)
    const wallets = [await fundedWallet(company, 100), await fundedWallet(company, 100)]
    await enforce(company, admin, [policy({ name: 'day', max_per_day: 7 })])
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => withdraw(world, company, wallets[index % 2]?.id ?? '', 1)),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(7)
    expect(replies.filter(({ status }) => status !== 200).map(({ body }) => body.code)).toEqual(
      Array.from({ length: 13 }, () => 'VAL'),
    )
    world.clock.advance(24 * HOUR_MS)
    expect((await withdraw(world, company, wallets[0]?.id ?? '', 7)).status).toBe(200)
  })

  test('of ten who say yes or no at once one word counts, and the payment is sent at most once', async () => {
    const { company, wallet } = await careful()
    const people: Person[] = []
    for (let count = 0; count < 10; count += 1) people.push(await newPerson(world, company.id))
    for (let round = 0; round < 3; round += 1) {
      const { body } = await withdraw(world, company, wallet.id, 6)
      const { id } = await openApproval(company)
      const replies = await Promise.all(
        people.map((person, index) => decide(person, id, index % 2 === 0 ? 'APPROVE' : 'REJECT')),
      )
      const [first, ...others] = replies.filter(({ status }) => status === 200)
      expect(others).toEqual([])
      await world.mineUntil(async () => (await paymentOf(company, body.id)).status !== 'PENDING')
      expect((await paymentOf(company, body.id)).status).toBe(
        first?.body.status === 'APPROVED' ? 'SUCCESS' : 'FAILED',
      )
    }
    await expectBooksRight()
  })

  test('a yes that comes as it expires ends it once, whichever was first', async () => {
    const { company, admin, wallet } = await careful()
    const { body } = await withdraw(world, company, wallet.id, 6)
    const { id } = await openApproval(company)
    const before = world.clock.now()
    world.clock.advance(72 * HOUR_MS - 1)
    const [reply] = await Promise.all([decide(admin, id, 'APPROVE'), world.clock.advance(1)])
    await world.mineUntil(async () => (await paymentOf(company, body.id)).status !== 'PENDING')
    expect((await paymentOf(company, body.id)).status).toBe(reply.status === 200 ? 'SUCCESS' : 'FAILED')
    expect(world.clock.now().getTime()).toBe(before.getTime() + 72 * HOUR_MS)
    await expectBooksRight()
  })
})

test('what was approved is sent although the process ended right after the commit', async () => {
  const { company, wallet } = await careful()
  const { body } = await withdraw(world, company, wallet.id, 6)
  // As the commit of the last yes leaves it: queued, and nobody drives it.
  const { rows } = await sql<{ transaction: { from: { address: string; keyPath: string }; intent: object } }>`
    UPDATE approvals SET status = 'APPROVED', closed_at = now() WHERE payment_id = ${body.id}
    RETURNING transaction`.execute(world.db)
  const stored = rows[0]?.transaction
  await sql`
    INSERT INTO chain_transactions (company_id, id, chain, purpose, from_address, key_path, intent, state, next_at, created_at)
    VALUES (${company.id}, ${body.id}, 'POLYGON', 'withdraw', ${stored?.from.address}, ${stored?.from.keyPath},
            ${JSON.stringify(stored?.intent)}, 'QUEUED', now(), now())`.execute(world.db)
  await world.mineUntil(async () => (await paymentOf(company, body.id)).status === 'SUCCESS')
  await expectBooksRight()
})

describe('the operator', () => {
  const resolve = (id: string, outcome: string) =>
    world.operator('POST', `/management/payments/${id}/resolve`, { outcome })

  test('cancels what waits, which is a no; there is nothing to try again', async () => {
    const { company, admin, wallet } = await careful()
    const { body } = await withdraw(world, company, wallet.id, 6)
    const approval = await openApproval(company)
    expect((await resolve(body.id, 'retry')).body).toMatchObject({
      code: 'VAL',
      message: 'Payment waits for approval',
    })
    expect((await resolve(body.id, 'cancel')).body).toMatchObject({
      status: 'FAILED',
      reason: 'Cancelled by the operator',
    })
    expect((await resolve(body.id, 'cancel')).body.message).toBe('Payment is already final')
    expect((await decide(admin, approval.id, 'APPROVE')).body.message).toBe('Approval is REJECTED')
    expect(await company.balance(wallet.id)).toBe(100)
    const { body: audit } = await company.call('GET', `/management/audit-log?object_id=${body.id}`)
    expect(audit.items).toMatchObject([{ action: 'payment.cancelled', actor: { type: 'OPERATOR' } }])
    await expectBooksRight()
  })
})

describe('a policy is of its product and its wallet', () => {
  test('where none fits nothing leaves; another product is free', async () => {
    const company = await world.company()
    const admin = await newPerson(world, company.id)
    const [named, other] = [await fundedWallet(company, 10), await fundedWallet(company, 10)]
    const of = (wallet: { id: string }) =>
      policy({ name: 'one', products: ['virtual_wallets'], wallet_id: wallet.id })
    await enforce(company, admin, [of(named)])
    expect((await withdraw(world, company, named.id, 1)).status).toBe(200)
    expect(await withdraw(world, company, other.id, 1)).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: 'Refused by policy none: no policy fits' },
    })
    await enforce(company, admin, [policy({ products: ['cards'], max_per_payment: 0 })])
    expect((await withdraw(world, company, other.id, 1)).status).toBe(200)
  })

  test('moves between own wallets pass none', async () => {
    const company = await world.company()
    const admin = await newPerson(world, company.id)
    const [from, to] = [await fundedWallet(company, 10), await company.wallet()]
    await enforce(company, admin, [policy({ max_per_payment: 0, destinations: 'ALLOWED' })])
    expect((await withdraw(world, company, from.id, 4, to.address)).body.status).toBe('SUCCESS')
    expect(await company.balance(to.id)).toBe(4)
  })
})
