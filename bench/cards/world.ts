import { sql } from 'kysely'
import { cardBalance, programAccount } from '../../server/cards/card-accounts.ts'
import { openVault } from '../../server/custody/vault.ts'
import { type Database, inTransaction, jsonb } from '../../server/kernel/database.ts'
import { newId } from '../../server/kernel/ids.ts'
import { book } from '../../server/ledger/book.ts'
import type { AccountRef } from '../../server/ledger/types.ts'
import { insertWebhookCompany } from '../../tests/harness/webhook-company.ts'
import { benchConfig } from './settings.ts'

const FUNDS = 10n ** 15n
const CHUNK = 5_000

/** A company with all controls on. Its rules and limits are looked at by every purchase and refuse none. */
export async function createCompany(db: Database, url: string, webhookUrl: string): Promise<string> {
  const { sealer } = await openVault(db, benchConfig(url).vaultKey)
  const { id } = await insertWebhookCompany(db, sealer, { url: webhookUrl })
  const weights = [
    'geo_distance',
    'mcc_profile',
    'amount_baseline',
    'time_window',
    'decline_rate',
    'merchant_country',
  ]
  await db
    .insertInto('card_programs')
    .values({
      company_id: id,
      velocity_rules: jsonb(
        [60, 600, 3_600, 86_400, 604_800].map((seconds) => ({
          max_authorizations: 1_000,
          time_window_seconds: seconds,
        })),
      ),
      risk: jsonb({
        threshold: '10000000',
        ...Object.fromEntries(weights.map((name) => [`${name}_weight`, '500000'])),
      }),
      blocked_categories: ['7995'],
      blocked_countries: ['PRK'],
    })
    .execute()
  await post(db, id, [[programAccount('CARD_BACKING', id), programAccount('CARD_HOLDING', id), FUNDS]])
  return id
}

/** Cards with a balance, limits, and `past` approved purchases each, spread over 90 days. @returns their ids */
export async function createCards(
  db: Database,
  companyId: string,
  count: number,
  past: number,
  approvalMethod: 'TOP_UP' | 'WEBHOOK' = 'TOP_UP',
): Promise<string[]> {
  const ids = Array.from({ length: count }, newId)
  await sql`
    WITH card AS (
      INSERT INTO cards (company_id, id, holder_name, last4, expiry, status, approval_method, daily_limit, weekly_limit,
        monthly_limit, transaction_limit, phone_country_code, phone, metadata, home_country, spent_day, created_at)
      SELECT ${companyId}::uuid, id, 'ANA RUIZ', '0191', '0999', 'ACTIVE', ${approvalMethod}, 1e13, 1e13, 1e13, 1e12, '34',
        '600000000', '{"country":"ESP"}', 'ESP', '1970-01-01', now()
      FROM unnest(${ids}::uuid[]) AS c (id)
      RETURNING company_id, id
    )
    INSERT INTO card_directory (card_id, company_id) SELECT id, company_id FROM card`.execute(db)
  if (approvalMethod === 'TOP_UP')
    for (let from = 0; from < ids.length; from += CHUNK)
      await post(
        db,
        companyId,
        ids
          .slice(from, from + CHUNK)
          .map((id) => [programAccount('CARD_ISSUED', companyId), cardBalance(id), 10n ** 11n]),
      )
  await sql`
    INSERT INTO card_transactions (company_id, card_id, id, kind, state, channel, initiator, entry_mode, mcc, country, currency,
      approved, approved_original, settled, settled_original, history_amount, attempted, judged, created_at)
    SELECT ${companyId}::uuid, c.id, gen_random_uuid(), 'PURCHASE', 'CLOSED', 'ECOMMERCE', 'cardholder', 'ecommerce',
      (ARRAY['5994', '5411', '5812', '5541', '4121'])[1 + n % 5], (ARRAY['FRA', 'ESP'])[1 + n % 2], 'EUR',
      a.amount, a.amount / 10000, a.amount, a.amount / 10000, a.amount, a.amount, true,
      now() - make_interval(secs => 3600 + (n * 7700000.0 / ${past}::int))
    FROM unnest(${ids}::uuid[]) AS c (id), generate_series(1, ${past}::int) n,
      LATERAL (SELECT (100 + (random() * 5000)::int) * 10000::numeric AS amount) a`.execute(db)
  return ids
}

async function post(
  db: Database,
  companyId: string,
  moves: readonly (readonly [AccountRef, AccountRef, bigint])[],
): Promise<void> {
  const transfers = moves.map(
    ([debit, credit, amount]) =>
      ({ type: 'POST', id: newId(), debit, credit, amount, reason: 'bench', subjectId: companyId }) as const,
  )
  const booking = await inTransaction(db, (tx) => book(tx, companyId, transfers, new Date()))
  if (!booking.booked) throw new Error(`refused: ${booking.problem}`)
}
