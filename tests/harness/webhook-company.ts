import type { Database } from '../../server/kernel/database.ts'
import { newId } from '../../server/kernel/ids.ts'
import { sealText } from '../../server/kernel/sealed-text.ts'
import type { Sealer } from '../../server/kernel/sealer.ts'
import type { Format } from '../../server/webhooks/envelope.ts'
import type { Ladder } from '../../server/webhooks/ladder.ts'
import { newSigningSecret } from '../../server/webhooks/signature.ts'

export interface WebhookCompany {
  readonly id: string
  readonly key: string
  readonly secret: string
}

export interface WebhookCompanyOptions {
  readonly id?: string
  readonly url: string | null
  readonly format?: Format
  readonly ladder?: Ladder
}

/** A company's row with webhook settings, without the calls that make companies: their module stands above this one. */
export async function insertWebhookCompany(
  db: Database,
  sealer: Sealer,
  { id = newId(), url, format = 'current', ladder = 'long' }: WebhookCompanyOptions,
): Promise<WebhookCompany> {
  const company = { id, key: `key-of-${id}`, secret: newSigningSecret() }
  const place = { table: 'companies', rowId: id }
  await db
    .insertInto('companies')
    .values({
      company_id: id,
      name: 'A company',
      webhook_url: url,
      webhook_key: sealText(sealer, company.key, { ...place, column: 'webhook_key' }),
      webhook_secret: sealText(sealer, company.secret, { ...place, column: 'webhook_secret' }),
      webhook_format: format,
      webhook_ladder: ladder,
      treasury_wallets: 1,
      virtual_wallets: 1,
      virtual_cards: 1,
      created_at: new Date(),
    })
    .execute()
  return company
}
