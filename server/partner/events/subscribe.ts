import type { Database } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Logger } from '../../kernel/log.ts'
import type { WebhookEndpoint, WebhookEndpoints } from '../bridge/webhook-endpoints.ts'
import { PartnerError } from '../partner.ts'
import { PARTNER_CATEGORIES } from './handlers.ts'
import { readPublicKey } from './signature.ts'

export interface SubscribeDeps {
  readonly db: Database
  readonly log: Logger
  readonly endpoints: WebhookEndpoints
}

interface Row {
  readonly create_key: string
  readonly endpoint_id: string | null
}

/**
 * Makes sure that the partner sends its events to `url`, once, and that we have the key it signs them with. The same again changes
 * nothing, on any node. Endpoints with URLs that were never ours belong to others of the account, and stay.
 */
export async function subscribe(deps: SubscribeDeps, url: string): Promise<void> {
  const { db, endpoints } = deps
  // Before the list: what another node has just made must not look as if it were gone.
  const row = await findRow(db, url)
  const known = (await endpoints.list()).filter(({ status }) => status !== 'deleted')
  const ours = known.filter((endpoint) => endpoint.url === url)
  const [first] = ours.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const endpoint = ours.find(({ id }) => id === row.endpoint_id) ?? first ?? (await create(deps, url, row))
  // Before it sends anything.
  await keep(deps, url, endpoint)
  if (!isAsWanted(endpoint)) await keep(deps, url, await endpoints.activate(endpoint.id, PARTNER_CATEGORIES))
  for (const { id } of ours) if (id !== endpoint.id) await endpoints.remove(id)
  await leaveFormerUrls(deps, url, known)
}

/** The row that holds the key of the creation, made by whoever comes first. */
async function findRow(db: Database, url: string): Promise<Row> {
  await db
    .insertInto('partner_endpoint_directory')
    .values({ url, create_key: newId() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return db
    .selectFrom('partner_endpoint_directory')
    .select(['create_key', 'endpoint_id'])
    .where('url', '=', url)
    .executeTakeFirstOrThrow()
}

async function create({ db, endpoints }: SubscribeDeps, url: string, row: Row): Promise<WebhookEndpoint> {
  const { create_key } = row.endpoint_id === null ? row : await changeKey(db, url, row)
  try {
    return await endpoints.create(url, PARTNER_CATEGORIES, create_key)
  } catch (error) {
    if (error instanceof PartnerError && error.kind === 'KEY_EXPIRED')
      await changeKey(db, url, { create_key, endpoint_id: null })
    throw error
  }
}

/** What the key has made is gone there: a new one is made under another key. By whoever comes first. */
async function changeKey(db: Database, url: string, row: Row): Promise<Row> {
  await db
    .updateTable('partner_endpoint_directory')
    .set({ create_key: newId(), endpoint_id: null })
    .where('url', '=', url)
    .where('create_key', '=', row.create_key)
    .execute()
  return findRow(db, url)
}

/** The key of an earlier answer stays when this one has none that can be used. */
async function keep({ db, log }: SubscribeDeps, url: string, endpoint: WebhookEndpoint): Promise<void> {
  const { id, publicKey } = endpoint
  const isKey = publicKey !== null && readPublicKey(publicKey) !== null
  if (!isKey) log.error({ endpointId: id }, 'the partner gives no RSA key for its webhooks')
  await db
    .updateTable('partner_endpoint_directory')
    .set({ endpoint_id: id, ...(isKey ? { public_key: publicKey } : {}) })
    .where('url', '=', url)
    .execute()
}

function isAsWanted({ status, categories }: WebhookEndpoint): boolean {
  const isSame = new Set(categories).symmetricDifference(new Set<string>(PARTNER_CATEGORIES)).size === 0
  return status === 'active' && isSame
}

/** Where it reached us before the setting was changed. */
async function leaveFormerUrls(
  { db, endpoints }: SubscribeDeps,
  url: string,
  known: readonly WebhookEndpoint[],
): Promise<void> {
  const former = await db
    .selectFrom('partner_endpoint_directory')
    .select('url')
    .where('url', '<>', url)
    .execute()
  for (const row of former) {
    for (const endpoint of known) if (endpoint.url === row.url) await endpoints.remove(endpoint.id)
    await db.deleteFrom('partner_endpoint_directory').where('url', '=', row.url).execute()
  }
}
