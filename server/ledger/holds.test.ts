import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { companyAccount } from './accounts.ts'
import { ASSET, hold, openCompany, part, post } from './books.fixture.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const company = (funds: bigint) => openCompany(database.db, funds)

/** A company whose wallet has `funds`, of which `amount` is held for a payment. */
async function held(funds: bigint, amount: bigint) {
  const all = await company(funds)
  const opened = hold(all.wallet, all.payable, amount)
  expect(await all.send(opened)).toEqual({ booked: true, replayed: false })
  return { ...all, opened }
}

describe('holds', () => {
  it('reserve on the payer and leave the balance', async () => {
    const { send, wallet, payable, read, opened } = await held(100n, 80n)
    expect(await read(wallet)).toEqual([100n, 20n])
    expect(await read(payable)).toEqual([0n, 0n])
    expect(await send(post(wallet, payable, 21n))).toMatchObject({ problem: 'insufficient', available: 20n })
    expect(await send(opened)).toEqual({ booked: true, replayed: true })
  })

  it('repeated with another expiry are refused by its name', async () => {
    const { send, opened } = await held(100n, 80n)
    const changed = await send({ ...opened, expiresAt: new Date(0) })
    expect(changed).toMatchObject({ problem: 'exists_with_different', field: 'expires_at' })
  })

  it('are captured in parts, the rest released, and no more', async () => {
    const { send, wallet, payable, read, opened } = await held(100n, 80n)
    await send(part('CAPTURE', opened, 30n), part('CAPTURE', opened, 20n))
    expect(await read(wallet)).toEqual([50n, 20n])
    const problem = { problem: 'release_exceeds_hold', index: 0, remaining: 30n }
    expect(await send(part('RELEASE', opened, 31n))).toEqual({ booked: false, ...problem })
    await send(part('RELEASE', opened, 30n))
    expect(await read(wallet)).toEqual([50n, 50n])
    expect(await read(payable)).toEqual([50n, 50n])
  })

  it('captured over their amount take the excess from what is available, and only that', async () => {
    const { send, wallet, read, opened } = await held(100n, 80n)
    const tooMuch = await send(part('CAPTURE', opened, 101n))
    expect(tooMuch).toMatchObject({ problem: 'insufficient', available: 20n })
    expect(await send(part('CAPTURE', opened, 95n))).toMatchObject({ booked: true })
    expect(await read(wallet)).toEqual([5n, 5n])
    expect(await send({ ...part('CAPTURE', opened, 10n), overdraw: true })).toMatchObject({ booked: true })
    expect(await read(wallet)).toEqual([-5n, -5n])
  })

  it('opened, captured and released in one batch add up', async () => {
    const { send, wallet, payable, read } = await company(100n)
    const opened = hold(wallet, payable, 50n)
    const life = [opened, part('CAPTURE', opened, 20n), part('RELEASE', opened, 25n)]
    expect(await send(...life)).toEqual({ booked: true, replayed: false })
    expect(await send(...life)).toEqual({ booked: true, replayed: true })
    expect(await read(wallet)).toEqual([80n, 75n])
  })

  it('reserve what a debit-normal payer has, too', async () => {
    const { companyId, send, read } = await company(0n)
    const holding = companyAccount('HOLDING', companyId, ASSET)
    const inTransit = companyAccount('IN_TRANSIT', companyId, ASSET)
    await send(post(holding, companyAccount('EQUITY', companyId, ASSET), 10n))
    await send(hold(inTransit, holding, 7n))
    expect(await read(holding)).toEqual([10n, 3n])
    expect(await send(post(inTransit, holding, 4n))).toMatchObject({ problem: 'insufficient', available: 3n })
  })

  it('of another company are not found', async () => {
    const { opened } = await held(100n, 80n)
    const other = await company(100n)
    const answer = await other.send(part('CAPTURE', opened, 1n))
    expect(answer).toEqual({ booked: false, problem: 'hold_not_found', index: 0 })
  })

  it('of 100 released in 30 concurrent parts of 7 give back 14 times', async () => {
    const { send, wallet, read, opened } = await held(100n, 100n)
    const parts = Array.from({ length: 30 }, () => send(part('RELEASE', opened, 7n)))
    const answers = await Promise.all(parts)
    expect(answers.filter((answer) => answer.booked)).toHaveLength(14)
    expect(await read(wallet)).toEqual([100n, 98n])
  })
})
