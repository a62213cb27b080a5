import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DOLLAR, silentLog } from '../../../tests/harness/card-world.ts'
import { type NetworkBed, startNetworkBed } from './network.fixture.ts'
import { realRooms } from './rooms.fixture.ts'

let bed: NetworkBed
beforeAll(async () => {
  bed = await startNetworkBed({}, (world) => realRooms(world, silentLog))
  // A database that is slow to commit what is stored under such an id.
  await sql`CREATE FUNCTION commit_slowly() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_sleep(1.6); RETURN NULL; END'`.execute(bed.db)
  await sql`CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON network_message_directory DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.network_id = 'slow') EXECUTE FUNCTION commit_slowly()`.execute(bed.db)
})
afterAll(() => bed.stop())

test('an increment whose commit ends too late is taken back at once: C010, what it added is free, told as a reversal', async () => {
  const companyId = await bed.company({ holding: 100n * DOLLAR, webhookUrl: 'http://127.0.0.1:1/' })
  const id = await bed.card(companyId, { balance: 100n * DOLLAR })
  const usd = (cents: number) => ({ value: cents, currency: 'USD' })
  const purchase = { transaction_ref: 'a', amount: usd(1_000), billing: usd(1_000) }
  await bed.send(bed.message({ id }, { ...purchase, network_id: 'first' }))
  const increment = bed.message(
    { id },
    {
      ...{ type: 'incremental', network_id: 'slow', transaction_ref: 'a', original_network_id: 'first' },
      ...{ amount: usd(500), billing: usd(500) },
    },
  )
  const late = await bed.send(increment)
  expect(late.body).toMatchObject({ approved: false, response_code: '91', decline_code: 'C010' })
  expect((await bed.balance(companyId, 'CARD_HOLDING')).available).toBe(90n * DOLLAR)
  expect((await bed.balance(companyId, 'CARD_BALANCE', id)).available).toBe(90n * DOLLAR)
  const webhooks = await bed.db
    .selectFrom('webhook_events')
    .select(['event_type', 'reason'])
    .where('company_id', '=', companyId)
    .orderBy('sequence')
    .execute()
  expect(webhooks).toEqual([
    { event_type: 'authorized', reason: null },
    { event_type: 'authorized', reason: null },
    { event_type: 'reversal', reason: 'issuer_timeout' },
  ])
  expect((await bed.send(increment)).text).toBe(late.text)
  expect((await bed.balance(companyId, 'CARD_HOLDING')).available).toBe(90n * DOLLAR)
  await bed.verify()
})
