import { afterAll, beforeAll, expect, test } from 'vitest'
import { must, type Party, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

const ON = '/virtual-wallets/bank-ramps/ramp-on'
const OFF = '/virtual-wallets/bank-ramps/ramp-off'
const UNIT = 1_000_000n

let world: RampWorld
beforeAll(async () => {
  world = await startRampWorld()
})
afterAll(() => world.stop())

async function startRamp(party: Party): Promise<string> {
  const asked = { wallet_id: party.walletId, amount: 100, source_currency: 'USD' }
  return must(await party.company.call('POST', ON, asked), 200).id
}

const force = async (party: Party, id: string, state: string, more: object = {}) =>
  must(
    await world.partner.sim('POST', `/transfers/${await party.transferId(id)}/state`, { state, ...more }),
    200,
  )

async function heard(id: string, state: string): Promise<void> {
  await world.waitUntil(async () => {
    const { partner_state } = await world.db
      .selectFrom('ramps')
      .select('partner_state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return partner_state === state
  })
}

const receipts = (party: Party) =>
  world.db.selectFrom('holding_receipts').selectAll().where('company_id', '=', party.company.id).execute()

test('the partner’s word is not enough: until its transaction is final in our own books the ramp is PROCESSING', async () => {
  const party = await world.party()
  const id = await startRamp(party)
  await force(party, id, 'payment_processed', { amount: '100' })
  await heard(id, 'payment_processed')
  expect(await party.ramp(id)).toMatchObject({
    status: 'PROCESSING',
    state: 'payment_submitted',
    final_amount: null,
  })
  await world.chain().mine(3)
  await world.waitUntil(async () => (await receipts(party)).some(({ booked }) => booked))
  // Booked as the company's own, and not the wallet's yet.
  expect(await party.books()).toMatchObject({ wallet: 0n, equity: 99_500_000n, holding: 99_500_000n })
  expect(await party.ramp(id)).toMatchObject({ status: 'PROCESSING' })
  // Its block leaves the chain, and it is mined in another.
  await world.chain().reorg({ depth: 3, keepTransactions: true })
  await world.chain().mine(4)
  await party.becomes(id, { status: 'COMPLETED' })
  expect(await party.books()).toMatchObject({ wallet: 99_500_000n, equity: 0n, holding: 99_500_000n })
  expect(await party.events(id)).toHaveLength(1)
  expect(await party.findings()).toEqual([])
})

test('told as cancelled, money that arrives all the same is credited and told', async () => {
  const party = await world.party()
  const id = await startRamp(party)
  await force(party, id, 'canceled')
  await party.becomes(id, { status: 'CANCELLED' })
  await force(party, id, 'payment_processed', { amount: '100' })
  await party.becomes(id, { status: 'COMPLETED' })
  expect((await party.events(id)).map(({ status }) => status)).toEqual(['canceled', 'success'])
  expect((await party.books()).wallet).toBe(99_500_000n)
  expect(await party.findings()).toEqual([])
})

/** As the partner would say it of a transaction that pays several ramps. */
async function saysPaid(id: string, hash: string, final: string): Promise<void> {
  await world.db
    .updateTable('ramps')
    .set({ partner_state: 'payment_processed', payout_hash: hash, partner_final: final, look_at: null })
    .where('id', '=', id)
    .execute()
}

async function payHolding(party: Party, ...amounts: bigint[]): Promise<string> {
  const { body } = await party.company.call('GET', '/virtual-wallets/holding?blockchain=POLYGON')
  const hash = await world.chain().disperse(
    'USDC',
    amounts.map((amount) => ({ to: body.wallet_address, amount })),
  )
  const total = amounts.reduce((sum, amount) => sum + amount, 0n)
  await world.mineUntil(async () => {
    const all = await receipts(party)
    return (
      all
        .filter(({ tx_hash, final }) => tx_hash === hash && final)
        .reduce((sum, { amount }) => sum + amount, 0n) === total
    )
  })
  return hash
}

test('one transaction that pays several ramps: one receipt for one ramp, each its own amount', async () => {
  const party = await world.party()
  const [a, b, c] = [await startRamp(party), await startRamp(party), await startRamp(party)]
  const hash = await payHolding(party, 30n * UNIT, 20n * UNIT)
  await saysPaid(a, hash, '20')
  await saysPaid(b, hash, '30')
  await party.becomes(a, { status: 'COMPLETED', final_amount: 20 })
  await party.becomes(b, { status: 'COMPLETED', final_amount: 30 })
  // A third that claims the same transaction has nothing left to take.
  await saysPaid(c, hash, '30')
  await world.chain().mine(3)
  expect(await party.books()).toMatchObject({ wallet: 50n * UNIT, equity: 0n })
  expect((await party.ramp(c)).status).not.toBe('COMPLETED')
  expect(await party.findings()).toEqual([])
})

test('whose an amount is that nobody named is not guessed; alone it is the ramp’s, and a difference', async () => {
  const party = await world.party()
  const [a, b] = [await startRamp(party), await startRamp(party)]
  const two = await payHolding(party, 11n * UNIT, 12n * UNIT)
  await saysPaid(a, two, '13')
  const one = await payHolding(party, 7n * UNIT)
  await saysPaid(b, one, '8')
  await party.becomes(b, { status: 'COMPLETED', final_amount: 7 })
  expect((await party.ramp(a)).final_amount).toBeNull()
  expect(await party.books()).toMatchObject({ wallet: 7n * UNIT, equity: 23n * UNIT })
  expect(await party.findings()).toEqual([])
})

test('what bounces after its wallet was deleted becomes the company’s, as all that is left of it', async () => {
  const party = await world.party()
  await party.company.owe(party.walletId, '40')
  await party.company.fundHolding(40n * UNIT)
  const body = { wallet_id: party.walletId, bank_account_id: await party.bank('us'), amount: 40 }
  const { id } = must(await party.company.call('POST', OFF, body), 200)
  await party.becomes(id, { status: 'COMPLETED' })
  await world.mineUntil(async () => (await party.books()).payable === 0n)
  must(await party.company.call('DELETE', `/virtual-wallets/${party.walletId}`), 200)
  await force(party, id, 'returned')
  await party.becomes(id, { status: 'FAILED' })
  expect(await party.books()).toMatchObject({
    wallet: 0n,
    equity: 40n * UNIT,
    claim: 40n * UNIT,
    holding: 0n,
  })
  await world.mineUntil(async () => (await party.books()).claim === 0n)
  expect(await party.books()).toMatchObject({ wallet: 0n, equity: 40n * UNIT, holding: 40n * UNIT })
  expect((await party.events(id)).map(({ status }) => status)).toEqual(['success', 'failed'])
  expect(await party.findings()).toEqual([])
})
