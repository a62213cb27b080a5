import type { EventRecord, Json } from '../records.ts'
import { drawId, isoTime, type World } from '../world.ts'

export const EVENT_CATEGORIES = ['customer', 'kyc_link', 'external_account', 'transfer'] as const
export type EventCategory = (typeof EVENT_CATEGORIES)[number]

interface Happened {
  readonly category: EventCategory
  readonly id: string
  /** The object as its GET shows it; null when it was not there, or is gone. */
  readonly before: Json | null
  readonly after: Json | null
  /** The field with its state. */
  readonly stateField: string
}

/** Writes down what happened to an object, in the commit that made it happen. Nothing when it looks as before. */
export function recordEvent(world: World, { category, id, before, after, stateField }: Happened): void {
  const changes = changesOf(before ?? {}, after ?? {})
  if (Object.keys(changes).length === 0) return
  const shown = after ?? before ?? {}
  const sequence = Number(world.tables.state.get('event_sequence') ?? 0) + 1
  world.tables.state.put('event_sequence', sequence)
  const event: EventRecord = {
    event_id: `wh_${drawId(world).replaceAll('-', '')}`,
    event_developer_id: drawDeveloper(world),
    event_sequence: sequence,
    event_category: category,
    event_type: `${category}.${endingOf({ before, after, stateField })}`,
    event_object_id: id,
    event_object_status: after === null ? null : stateOf(after, stateField),
    event_object: shown,
    event_object_changes: before === null || after === null ? {} : changes,
    event_created_at: isoTime(world.now().getTime()),
  }
  world.tables.events.put(event.event_id, event)
  world.wake()
}

/** The account that the API key belongs to: one for ever. */
function drawDeveloper(world: World): string {
  const known = world.tables.state.get('developer_id')
  if (typeof known === 'string') return known
  const drawn = drawId(world)
  world.tables.state.put('developer_id', drawn)
  return drawn
}

function endingOf({ before, after, stateField }: Pick<Happened, 'before' | 'after' | 'stateField'>): string {
  if (before === null) return 'created'
  if (after === null) return 'deleted'
  const state = stateOf(after, stateField)
  if (stateOf(before, stateField) === state) return 'updated'
  return state === 'canceled' ? 'canceled' : 'updated.status_transitioned'
}

function stateOf(object: Json, field: string): string | null {
  const value = object[field]
  return typeof value === 'string' ? value : null
}

/** `{"state":["awaiting_funds","funds_received"]}`; times of change do not count. */
function changesOf(before: Json, after: Json): Json {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changed = [...names].filter(
    (name) => name !== 'updated_at' && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  return Object.fromEntries(changed.map((name) => [name, [before[name] ?? null, after[name] ?? null]]))
}
