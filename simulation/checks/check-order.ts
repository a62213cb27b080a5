import type { Company } from '../model/model.ts'
import type { Player } from '../play/player.ts'

/** After so many refusals an event holds up nobody any more (webhooks §3). */
const BLOCKING_REFUSALS = 10
/** Sent once, at once: they wait for nobody. */
const UNORDERED = ['authorization', 'notification_3ds_authorization']

/** What was written for a company has reached it, and per wallet and card in the order in which it was written. */
export async function checkOrder({ world }: Player, company: Company): Promise<string[]> {
  const heard = new Map(world.endpoints.heard(company.number).map((one) => [one.webhookId, one]))
  const written = await world.db
    .selectFrom('webhook_events')
    .select(['id', 'order_key', 'event_type', 'status'])
    .where('company_id', '=', company.id)
    .orderBy('sequence')
    .execute()
  const wrong: string[] = []
  const newest = new Map<string, number>()
  for (const { id, order_key: subject, event_type: type, status } of written) {
    if (UNORDERED.includes(type)) continue
    const one = heard.get(id)
    if (one === undefined || one.acknowledged === null) {
      wrong.push(`company ${company.number} was never told ${type} ${status} (${id})`)
      continue
    }
    if (subject === null || one.refused >= BLOCKING_REFUSALS) continue
    if (one.acknowledged < (newest.get(subject) ?? -1))
      wrong.push(
        `company ${company.number} was told ${type} ${status} (${id}) after what came later for ${subject}`,
      )
    newest.set(subject, one.acknowledged)
  }
  return wrong
}
