import { pino } from 'pino'
import { USD } from '../../server/cards/card-accounts.ts'
import { openVault, type Vault } from '../../server/custody/vault.ts'
import { type CardsConfig, loadConfig } from '../../server/kernel/config.ts'
import { type Database, jsonb } from '../../server/kernel/database.ts'
import { newId } from '../../server/kernel/ids.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { readBalances } from '../../server/ledger/balances.ts'
import { book } from '../../server/ledger/book.ts'
import type { AccountCode } from '../../server/ledger/types.ts'
import { verifyBooks } from '../../server/ledger/verify.ts'
import { freshDatabase, type TestDatabase } from './database.ts'
import { ManualClock } from './manual-clock.ts'
import { insertWebhookCompany } from './webhook-company.ts'

export const NETWORK_KEY = { id: 'test-key', secret: 'network-secret-of-the-tests-0123456789' }
export const silentLog = pino({ level: 'silent' })
/** Micro-dollars. */
export const DOLLAR = 1_000_000n

export interface NewCard {
  readonly approvalMethod?: 'TOP_UP' | 'WEBHOOK' | 'NONE'
  /** What the card may spend, micro-dollars: booked when it is TOP_UP. */
  readonly balance?: bigint
  readonly limits?: Partial<
    Record<'daily_limit' | 'weekly_limit' | 'monthly_limit' | 'transaction_limit', bigint | null>
  >
  readonly metadata?: object
  readonly homeCountry?: string
}

/** Rows of companies and cards on a database of its own, without the calls that make them. Drop it in afterAll. */
export interface CardWorld extends TestDatabase {
  readonly vault: Vault
  readonly clock: ManualClock
  readonly config: CardsConfig
  /** With this much in its holding wallet of cards, micro-dollars. */
  company(options?: { readonly holding?: bigint; readonly webhookUrl?: string | null }): Promise<string>
  card(companyId: string, card?: NewCard): Promise<string>
  /** In the account's normal direction. */
  balance(
    companyId: string,
    code: AccountCode,
    ownerId?: string,
  ): Promise<{ readonly balance: bigint; readonly available: bigint }>
  /** Fails when the books of the ledger are wrong. */
  verify(): Promise<void>
}

export async function startCardWorld(overrides: Partial<CardsConfig> = {}): Promise<CardWorld> {
  const database = await freshDatabase()
  const { db } = database
  const settings = loadConfig({
    HOLDFAST_PROFILE: 'sandbox',
    DATABASE_URL: database.url,
    HOLDFAST_OPERATOR_KEY: 'operator-key-of-the-tests-0123456789',
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_CARD_BIN: '45320155',
  })
  const vault = await openVault(db, settings.vaultKey)
  const clock = new ManualClock()
  const { id, secret } = NETWORK_KEY
  const config = {
    ...settings.cards,
    network: { keys: [{ id, secret: new Secret(secret) }], url: null },
    ...overrides,
  }
  return {
    ...database,
    vault,
    clock,
    config,
    async company({ holding = 0n, webhookUrl = null } = {}) {
      const company = await insertWebhookCompany(db, vault.sealer, { url: webhookUrl })
      await db
        .updateTable('companies')
        .set({ virtual_cards: 1_000_000 })
        .where('company_id', '=', company.id)
        .execute()
      if (holding > 0n)
        await move(database, company.id, clock, 'CARD_BACKING', 'CARD_HOLDING', company.id, holding)
      return company.id
    },
    async card(companyId, card = {}) {
      const id = await insertCard(db, companyId, card, clock.now())
      if ((card.approvalMethod ?? 'TOP_UP') === 'TOP_UP' && (card.balance ?? 0n) > 0n)
        await move(database, companyId, clock, 'CARD_ISSUED', 'CARD_BALANCE', id, card.balance ?? 0n)
      return id
    },
    async balance(companyId, code, ownerId = companyId) {
      const [found] = await readBalances(db, companyId, [{ code, ownerId, assetId: USD }])
      return { balance: found?.balance ?? 0n, available: found?.available ?? 0n }
    },
    async verify() {
      const report = await verifyBooks({ db })
      if (!report.ok)
        throw new Error(JSON.stringify(report, (_, v) => (typeof v === 'bigint' ? String(v) : v)))
    },
  }
}

/** The row of a card, without a balance, a number or a deposit wallet. @returns its id. */
export async function insertCard(db: Database, companyId: string, card: NewCard, now: Date): Promise<string> {
  const id = newId()
  await db
    .insertInto('cards')
    .values({
      company_id: companyId,
      id,
      holder_name: 'ANA RUIZ',
      last4: '0191',
      expiry: '0999',
      status: 'ACTIVE',
      approval_method: card.approvalMethod ?? 'TOP_UP',
      three_ds: 'sms',
      phone_country_code: '34',
      phone: '600000000',
      metadata: card.metadata === undefined ? null : jsonb(card.metadata),
      home_country: card.homeCountry ?? null,
      spent_day: '1970-01-01',
      created_at: now,
      ...card.limits,
    })
    .execute()
  await db.insertInto('card_directory').values({ card_id: id, company_id: companyId }).execute()
  return id
}

async function move(
  { db }: TestDatabase,
  companyId: string,
  clock: ManualClock,
  debit: AccountCode,
  credit: AccountCode,
  creditOwner: string,
  amount: bigint,
): Promise<void> {
  const booking = await db.transaction().execute((tx) =>
    book(
      tx,
      companyId,
      [
        {
          type: 'POST',
          id: newId(),
          debit: { code: debit, ownerId: companyId, assetId: USD },
          credit: { code: credit, ownerId: creditOwner, assetId: USD },
          amount,
          reason: 'test',
          subjectId: companyId,
        },
      ],
      clock.now(),
    ),
  )
  if (!booking.booked) throw new Error(booking.problem)
}
