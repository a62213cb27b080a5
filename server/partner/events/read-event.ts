import { parseBody } from '../../kernel/http/json-body.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { isFields, optionalFields, optionalText } from '../bridge/read.ts'

/** What is kept of an event. The rest is not: it is asked for when it counts, and much of it belongs to people. */
export interface PartnerEvent {
  readonly eventId: string
  readonly category: string
  readonly objectId: string
  readonly changedAt: Date | null
}

const LENGTH_MAX = 255

/** Null: it names no event or no object, so nothing can be made of it. */
export function readEvent(bytes: Buffer): PartnerEvent | null {
  const body = parseBody(bytes)
  if (isRefusal(body) || !isFields(body)) return null
  const object = optionalFields(body.event_object)
  const eventId = optionalText(body, 'event_id')
  const category = optionalText(body, 'event_category') ?? optionalText(body, 'event_type')?.split('.')[0]
  const objectId = optionalText(body, 'event_object_id') ?? optionalText(object, 'id')
  if (eventId === null || category === undefined || objectId === null) return null
  if ([eventId, category, objectId].some(({ length }) => length > LENGTH_MAX)) return null
  const changed = optionalText(object, 'updated_at') ?? optionalText(body, 'event_created_at')
  return { eventId, category: category.toLowerCase(), objectId, changedAt: readTime(changed) }
}

function readTime(text: string | null): Date | null {
  const time = new Date(text ?? '')
  return Number.isNaN(time.getTime()) ? null : time
}
