import { openText, type SealedPlace, sealText } from '../kernel/sealed-text.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { StoredEvent } from './types.ts'

/** A member of `data` that is a secret: sealed in the stored event, in clear only in the request that is sent. */
export interface SealedValue {
  readonly $sealed: string
}

export type EventName = Pick<StoredEvent, 'companyId' | 'operationId'>

const MASK = '******'

/** Seals a member of an event's `data` under its name. */
export function sealValue(sealer: Sealer, event: EventName, name: string, value: string): SealedValue {
  return { $sealed: sealText(sealer, value, place(event, name)) }
}

/** The event as it is sent. @throws when a sealed member does not open. */
export function openEvent(sealer: Sealer, event: StoredEvent): StoredEvent {
  return withSealed(event, (sealed, name) => openText(sealer, sealed, place(event, name)))
}

/** The event as it may be recorded and shown. */
export function maskEvent(event: StoredEvent): StoredEvent {
  return withSealed(event, () => MASK)
}

/** The same event when nothing in it is sealed. */
function withSealed(event: StoredEvent, show: (sealed: string, name: string) => string): StoredEvent {
  if (!Object.values(event.data).some(isSealed)) return event
  const members = Object.entries(event.data).map(([name, value]) => [
    name,
    isSealed(value) ? show(value.$sealed, name) : value,
  ])
  return { ...event, data: Object.fromEntries(members) }
}

function isSealed(value: unknown): value is SealedValue {
  return (
    typeof value === 'object' && value !== null && '$sealed' in value && typeof value.$sealed === 'string'
  )
}

function place({ companyId, operationId }: EventName, name: string): SealedPlace {
  return { table: 'webhook_events', column: `data.${name}`, rowId: `${companyId}:${operationId}` }
}
