import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { must, type Party, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

let world: RampWorld
let party: Party
let ids: { on: string; off: string; failed: string }
beforeAll(async () => {
  world = await startRampWorld()
  party = await world.party()
  const { company, walletId } = party
  await company.owe(walletId, '100')
  await company.fundHolding(100_000_000n)
  const bank_account_id = await party.bank('us')
  const start = async (path: string, body: object) =>
    must(
      await company.call('POST', `/virtual-wallets/bank-ramps/${path}`, { wallet_id: walletId, ...body }),
      200,
    ).id
  const on = await start('ramp-on', { amount: 50, source_currency: 'USD' })
  const [off, failed] = [
    await start('ramp-off', { amount: 20, bank_account_id }),
    await start('ramp-off', { amount: 30, bank_account_id }),
  ]
  ids = { on, off, failed }
  await world.partner.sim('POST', '/deposits', { transfer_id: await party.transferId(on), amount: '50' })
  await party.becomes(on, { status: 'COMPLETED' })
  await party.becomes(off, { status: 'COMPLETED' })
  await world.partner.sim('POST', `/transfers/${await party.transferId(failed)}/state`, { state: 'returned' })
  await party.becomes(failed, { status: 'FAILED' })
  await world.mineUntil(
    async () => (await party.books()).claim === 0n && (await party.books()).payable === 0n,
  )
})
afterAll(() => world.stop())

const TABLES = ['ramps', 'payments', 'ramp_receipts', 'holding_receipts', 'ledger_accounts']
const each = async (statement: (table: string) => string) => {
  for (const table of TABLES) await sql.raw(statement(table)).execute(world.db)
}
beforeAll(() => each((table) => `CREATE TABLE sound_${table} AS TABLE ${table}`))
afterEach(async () => {
  await each((table) => `DELETE FROM ${table}`)
  await each((table) => `INSERT INTO ${table} SELECT * FROM sound_${table}`)
})

test('sound ramps have no findings', async () => {
  expect(await party.findings()).toEqual([])
})

test.each<[string, string, (at: typeof ids) => string]>([
  [
    'a ramp that says it was credited',
    'ramp_differs',
    (at) => `UPDATE ramps SET credited_at = NULL WHERE id = '${at.on}'`,
  ],
  [
    'another amount credited',
    'ramp_receipt_differs',
    (at) => `UPDATE ramps SET final_amount = final_amount + 1 WHERE id = '${at.on}'`,
  ],
  [
    'a give-back that the ledger has not',
    'ramp_differs',
    (at) => `UPDATE ramps SET given_back = true WHERE id = '${at.off}'`,
  ],
  [
    'a refund that never came',
    'ramp_claim_differs',
    (at) => `UPDATE ramps SET refunded = 0 WHERE id = '${at.failed}'`,
  ],
  [
    'tokens that are elsewhere',
    'ramp_payment_differs',
    (at) => `UPDATE ramps SET tokens = 'QUEUED' WHERE id = '${at.off}'`,
  ],
  [
    'a payment that is open',
    'ramp_payment_differs',
    (at) => `UPDATE payments SET status = 'PENDING' WHERE id = '${at.off}'`,
  ],
  ['a receipt that is missing', 'ramp_receipt_differs', () => 'DELETE FROM ramp_receipts'],
  [
    'a receipt of another amount',
    'ramp_receipt_differs',
    () => 'UPDATE holding_receipts SET amount = amount + 1',
  ],
  [
    'a claim booked beside',
    'ramp_claim_differs',
    () => `UPDATE ledger_accounts SET debits = debits + 1 WHERE code = 'PARTNER_CLAIM'`,
  ],
])('%s is found', async (_what, kind, corruption) => {
  await sql.raw(corruption(ids)).execute(world.db)
  const found = (await party.findings()) as { kind: string }[]
  expect(found.map((finding) => finding.kind)).toContain(kind)
})
