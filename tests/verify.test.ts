import { type RawBuilder, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sendMessage } from '../sandbox/network/client.ts'
import { connectChain } from '../server/chains/connect.ts'
import { allChecks } from '../server/checks.ts'
import { checkHoldings } from '../server/holdings/check-holdings.ts'
import { newId } from '../server/kernel/ids.ts'
import type { Check } from '../server/ledger/checks/check.ts'
import { sealAll } from '../server/ledger/seals.ts'
import { verifyBooks } from '../server/ledger/verify.ts'
import { checkTreasury } from '../server/treasury/check-treasury.ts'
import { DOLLAR, NETWORK_KEY } from './harness/card-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from './harness/wallet-world.ts'
import { startWebhookSink } from './harness/webhook-sink.ts'

const OUTSIDE = '0x000000000000000000000000000000000000bEEF'

let world: WalletWorld
let company: WalletCompany
let checks: readonly Check[]

/** A company with a deposit, a withdrawal, a treasury, a card with a purchase, and a proof of reserves: told, final and sealed. */
beforeAll(async () => {
  world = await startWalletWorld()
  const sink = await startWebhookSink()
  company = await world.company()
  const { call, id } = company
  const get = async (path: string) => (await call('GET', path)).body
  const post = async (path: string, body: object) => {
    const { status, body: answer } = await call('POST', path, body)
    if (status > 299) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
    return answer
  }
  await post('/management/companies/webhook/subscribe', { url: sink.url, webhook_key: 'k'.repeat(40) })
  const wallet = await company.wallet()
  const account = await post('/mpc/accounts/create', { alias: 'a' })
  const own = await post(`/mpc/accounts/${account.id}/wallets/create`, { alias: 'a', blockchain: 'POLYGON' })
  const holder = { card_holder_name: 'ANA RUIZ', approval_method: 'TOP_UP', phone_country_code: 34 }
  const card = await post('/cards/virtual-cards/create', { ...holder, phone: 600000000 })
  const [{ address }] = await get(`/cards/virtual-cards/${card.id}/top-up`)
  const chain = world.chain()
  for (const to of [wallet.address, own.wallet_address, address])
    await chain.sendToken('USDC', to, 100n * DOLLAR)
  await chain.sendCoin(own.wallet_address, 10n ** 18n)
  const isFinal = async () => {
    const { items } = await get('/management/deposits?size=100')
    return items.length >= 3 && items.every(({ status }: { status: string }) => status === 'FINALIZED')
  }
  await world.mineUntil(isFinal)
  const isSealed = async () => {
    await sealAll(world.db)
    const { counts } = await verifyBooks({ db: world.db, companyId: id })
    return counts.unsealed === 0
  }
  // What follows gets a seal of its own: a chain of one has no gap to be seen.
  await world.waitUntil(isSealed)
  const usdc = chain.token('USDC').address
  const paid = [
    await post(`/virtual-wallets/${wallet.id}/withdraw`, {
      to_wallet_address: OUTSIDE,
      token_address: usdc,
      amount: 7,
    }),
    await post(`/mpc/accounts/${account.id}/wallets/${own.id}/transfer`, {
      to: OUTSIDE,
      amount: 9,
      token_address: usdc,
    }),
  ]
  const money = { value: 1200, currency: 'USD' }
  const connection = { url: `${world.url}/network/v1/messages`, key: NETWORK_KEY }
  const bought = await sendMessage(connection, {
    type: 'authorization',
    network_id: 'n-1',
    transaction_ref: 'r-1',
    card: { id: card.id },
    channel: 'ECOMMERCE',
    merchant: { name: 'Kiosk', mcc: '5994', country: 'FRA' },
    amount: money,
    billing: money,
  })
  expect(bought.body.response_code).toBe('00')
  await world.mineUntil(async () => {
    const states = await Promise.all(
      paid.map(async (payment) => (await get(`/management/payments/${payment.id}`)).status),
    )
    return states.every((state) => state === 'SUCCESS')
  })
  await world.waitUntil(async () => (await call('GET', '/management/proof-of-reserves')).status === 200)
  await world.waitUntil(async () => {
    const { items } = await get('/management/webhooks/deliveries?size=100')
    return items.length >= 6 && items.every(({ status }: { status: string }) => status === 'DELIVERED')
  })
  await world.waitUntil(isSealed)
  const chains = [connectChain(chain.config)]
  // Nothing moves any more, so a look at the chain is not repeated.
  checks = [...allChecks([], world.app.vault.sealer), checkHoldings(chains, 1), checkTreasury(chains, 1)]
  // What stands wrong in the rows must not be acted upon.
  await world.stopApp()
  await sink.close()
  for (const table of TABLES)
    await sql`CREATE TABLE ${sound(table)} AS TABLE ${sql.table(table)}`.execute(world.db)
})
afterAll(() => world.stop())

const TABLES = [
  'ledger_accounts',
  'ledger_transfers',
  'ledger_holds',
  'ledger_seals',
  'deposits',
  'payments',
  'holding_receipts',
  'card_transactions',
  'webhook_events',
  'webhook_deliveries',
  'webhook_attempts',
  'reserve_proofs',
  'reserve_nodes',
]
const sound = (table: string) => sql.table(`sound_${table}`)

afterEach(async () => {
  await world.db.transaction().execute(async (tx) => {
    await sql`SET LOCAL session_replication_role = replica`.execute(tx) // no foreign key minds the order
    for (const table of TABLES) {
      await sql`DELETE FROM ${sql.table(table)}`.execute(tx)
      await sql`INSERT INTO ${sql.table(table)} OVERRIDING SYSTEM VALUE SELECT * FROM ${sound(table)}`.execute(
        tx,
      )
    }
  })
})

const findings = async () => (await verifyBooks({ db: world.db, companyId: company.id, checks })).findings

test('sound books of every product have no findings, on chain and in the outbox neither', async () => {
  const report = await verifyBooks({ db: world.db, companyId: company.id, checks })
  expect(report.findings).toEqual([])
  expect(report.counts).toMatchObject({ deposits: 4, payments: 2, 'proofs of reserves': 1, unsealed: 0 })
  expect(report.counts.events).toBeGreaterThanOrEqual(6)
})

/** A copy of a row under another id. */
const doubled = (table: string, where: RawBuilder<unknown>, changes: RawBuilder<unknown>) => sql`
  INSERT INTO ${sql.table(table)} SELECT (jsonb_populate_record(r, to_jsonb(r) || ${changes})).*
  FROM ${sql.table(table)} r WHERE ${where}`

const CORRUPTIONS: Record<string, [kind: string, corrupt: () => RawBuilder<unknown>]> = {
  'a balance is changed': [
    'account_differs',
    () => sql`UPDATE ledger_accounts SET credits = credits + 1 WHERE code = 'VIRTUAL_BALANCE'`,
  ],
  'the balance of a card is changed': [
    'account_differs',
    () => sql`UPDATE ledger_accounts SET credits = credits + 1000000 WHERE code = 'CARD_BALANCE'`,
  ],
  'an entry is removed': [
    'seal_broken',
    () => sql`DELETE FROM ledger_transfers WHERE reason = 'payment_completed'`,
  ],
  'the amount of an entry is changed': [
    'account_differs',
    () => sql`UPDATE ledger_transfers SET amount = amount + 1 WHERE reason = 'payment_owed'`,
  ],
  'the hash of a seal is changed': [
    'seal_broken',
    () => sql`UPDATE ledger_seals SET hash = sha256('x') WHERE number = 1`,
  ],
  'a seal is removed': ['seal_missing', () => sql`DELETE FROM ledger_seals WHERE number = 1`],
  'a hold is orphaned': [
    'card_hold_differs',
    () => sql`UPDATE card_transactions SET hold_bill = 0, hold_card = 0`,
  ],
  'a hold is removed': ['hold_differs', () => sql`DELETE FROM ledger_holds`],
  'a deposit is doubled': [
    'deposit_differs',
    () =>
      doubled(
        'deposits',
        sql`product = 'virtual_wallets'`,
        sql`jsonb_build_object('id', ${newId()}::text, 'log_index', 99, 'operation_id', 'another')`,
      ),
  ],
  'a deposit is credited twice, books and balances alike': [
    'deposit_differs',
    () => sql`
      WITH again AS (
        INSERT INTO ledger_transfers SELECT (jsonb_populate_record(t, to_jsonb(t) || jsonb_build_object('id', ${newId()}::text))).*
        FROM ledger_transfers t JOIN deposits d ON d.id = t.subject_id
        WHERE t.reason = 'deposit' AND d.product = 'virtual_wallets' RETURNING *
      ), debited AS (
        UPDATE ledger_accounts a SET debits = debits + again.amount FROM again WHERE a.id = again.debit_account_id RETURNING a.id
      )
      UPDATE ledger_accounts a SET credits = credits + again.amount FROM again WHERE a.id = again.credit_account_id`,
  ],
  'a deposit is removed': [
    'deposit_missing',
    () => sql`DELETE FROM deposits WHERE product = 'virtual_wallets'`,
  ],
  'the amount of a deposit is changed': [
    'deposit_differs',
    () => sql`UPDATE deposits SET amount = amount + 1 WHERE product = 'cards'`,
  ],
  'a sweep is removed': ['deposits_differ', () => sql`DELETE FROM holding_receipts WHERE is_sweep`],
  'a withdrawal has no payment': [
    'payment_missing',
    () => sql`DELETE FROM payments WHERE operation = 'withdraw'`,
  ],
  'the amount of a withdrawal is changed': [
    'payment_differs',
    () => sql`UPDATE payments SET amount = amount - 1 WHERE operation = 'withdraw'`,
  ],
  'a paid withdrawal is said to have failed': [
    'payment_differs',
    () => sql`UPDATE payments SET status = 'FAILED' WHERE operation = 'withdraw'`,
  ],
  'the row of a treasury transfer is changed': [
    'payment_differs',
    () => sql`UPDATE payments SET amount = amount + 1 WHERE product = 'treasury'`,
  ],
  'the row of a treasury deposit is changed': [
    'deposit_differs',
    () => sql`UPDATE deposits SET amount = amount + 1 WHERE product = 'treasury'`,
  ],
  'the treasury owns what its wallet has not': [
    'treasury_differs',
    () => sql`UPDATE ledger_accounts SET debits = debits + 1 WHERE code = 'TREASURY_TOKENS'`,
  ],
  'holding has in the books what it has not on chain': [
    'holding_differs',
    () => sql`UPDATE ledger_accounts SET debits = debits + 1 WHERE code = 'HOLDING'`,
  ],
  'the event of a deposit is not in the outbox': [
    'deposit_event_missing',
    () => sql`DELETE FROM webhook_events WHERE event_type = 'deposit' AND product = 'virtual_wallets'`,
  ],
  'the event of a withdrawal is not in the outbox': [
    'payment_event_missing',
    () => sql`DELETE FROM webhook_events WHERE event_type = 'withdraw'`,
  ],
  'the event of a purchase is not in the outbox': [
    'card_event_missing',
    () => sql`DELETE FROM webhook_events WHERE event_type = 'authorized'`,
  ],
  'a delivery has lost its event': [
    'delivery_without_event',
    () => sql`DELETE FROM webhook_events WHERE event_type = 'transfer'`,
  ],
  'a delivery is said to have arrived and nobody answered': [
    'delivery_without_answer',
    () => sql`UPDATE webhook_attempts SET status_code = 500`,
  ],
  'a proof of reserves owes less': [
    'reserves_signature_wrong',
    () => sql`UPDATE reserve_proofs SET tokens = jsonb_set(tokens, '{0,liabilities}', '"1"')`,
  ],
  'the signature of a proof is another one': [
    'reserves_signature_wrong',
    () => sql`UPDATE reserve_proofs SET signature = signature || '\\x00'`,
  ],
  'a leaf of a proof is lowered': [
    'reserves_tree_wrong',
    () => sql`UPDATE reserve_nodes SET sum = sum - 1 WHERE level = 0 AND sum > 0`,
  ],
  'a leaf of a proof is removed': [
    'reserves_tree_wrong',
    () => sql`DELETE FROM reserve_nodes WHERE level = 0`,
  ],
}

describe('verify catches by name that', () => {
  test.each(Object.entries(CORRUPTIONS))('%s', async (_what, [kind, corrupt]) => {
    await world.db.transaction().execute(async (tx) => {
      await sql`SET LOCAL session_replication_role = replica`.execute(tx)
      const { numAffectedRows } = await corrupt().execute(tx)
      expect(numAffectedRows).toBeGreaterThan(0n)
    })
    expect((await findings()).map((finding) => finding.kind)).toContain(kind)
  })
})
