import type { Reader, Tx } from '../kernel/database.ts'
import { openText, type SealedPlace, sealText } from '../kernel/sealed-text.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { Secret } from '../kernel/secret.ts'
import type { Format } from './envelope.ts'
import type { Ladder } from './ladder.ts'

/** How a company hears of its events. The secrets are sealed; they open where a request is signed or shown. */
export interface CompanyWebhook {
  readonly url: string | null
  readonly sealedKey: string | null
  readonly sealedSecret: string
  readonly format: Format
  readonly ladder: Ladder
}

/** Null: unknown or deleted. */
export async function readCompanyWebhook(reader: Reader, companyId: string): Promise<CompanyWebhook | null> {
  const row = await selectWebhook(reader, companyId).executeTakeFirst()
  return row ?? null
}

/** As `readCompanyWebhook`, and keeps changes of the company's settings waiting until this transaction ends. */
export async function lockCompanyWebhook(tx: Tx, companyId: string): Promise<CompanyWebhook | null> {
  const row = await selectWebhook(tx, companyId).forNoKeyUpdate().executeTakeFirst()
  return row ?? null
}

function selectWebhook(reader: Reader, companyId: string) {
  return reader
    .selectFrom('companies')
    .select((eb) => [
      'webhook_url as url',
      'webhook_key as sealedKey',
      'webhook_secret as sealedSecret',
      // The table's CHECKs name the same values.
      eb.ref('webhook_format').$castTo<Format>().as('format'),
      eb.ref('webhook_ladder').$castTo<Ladder>().as('ladder'),
    ])
    .where('company_id', '=', companyId)
    .where('deleted_at', 'is', null)
}

export function openKey(sealer: Sealer, companyId: string, sealed: string): string {
  return openText(sealer, sealed, place(companyId, 'webhook_key'))
}

export function sealKey(sealer: Sealer, companyId: string, key: string): string {
  return sealText(sealer, key, place(companyId, 'webhook_key'))
}

export function openSecret(sealer: Sealer, companyId: string, sealed: string): string {
  return openText(sealer, sealed, place(companyId, 'webhook_secret'))
}

export function sealSecret(sealer: Sealer, companyId: string, secret: string): string {
  return sealText(sealer, secret, place(companyId, 'webhook_secret'))
}

/** What signing needs, opened. */
export interface OpenWebhook {
  readonly key: string | null
  readonly secret: string
}

const OPENED_MAX = 2_000

/**
 * Opens the key and the secret of a company. Opening costs more than signing, so what was opened is kept under its sealed texts:
 * a rotated secret has another one. Kept as Secrets, which cannot be printed, and never more than a few.
 */
export function createOpener(sealer: Sealer) {
  const opened = new Map<string, Secret<OpenWebhook>>()
  return (companyId: string, { sealedKey, sealedSecret }: CompanyWebhook): OpenWebhook => {
    const name = `${companyId} ${sealedKey} ${sealedSecret}`
    const known = opened.get(name)
    if (known !== undefined) return known.reveal()
    const webhook = {
      key: sealedKey === null ? null : openKey(sealer, companyId, sealedKey),
      secret: openSecret(sealer, companyId, sealedSecret),
    }
    if (opened.size >= OPENED_MAX) opened.clear()
    opened.set(name, new Secret(webhook))
    return webhook
  }
}

export type Opener = ReturnType<typeof createOpener>

function place(companyId: string, column: 'webhook_key' | 'webhook_secret'): SealedPlace {
  return { table: 'companies', column, rowId: companyId }
}
