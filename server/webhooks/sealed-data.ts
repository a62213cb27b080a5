import { openText, type SealedPlace, sealText } from '../kernel/sealed-text.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { NewEvent, StoredEvent } from './types.ts'

export type EventName = Pick<StoredEvent, 'companyId' | 'operationId'>

const MASK = '******'

/**
 * `data` with some of its texts sealed: in clear only in the request that is sent. A path names members and places in lists:
 * `documents.0.number`. Which are sealed stands beside `data`, so that nothing a company has put into it is taken for one.
 */
export function sealMembers(
  sealer: Sealer,
  event: EventName,
  data: NewEvent['data'],
  paths: readonly string[],
): Required<Pick<NewEvent, 'data' | 'topLevel'>> {
  const seal = (path: string) => (text: string) => sealText(sealer, text, place(event, path))
  return { data: changeAll(data, paths, seal), topLevel: { sealed: paths } }
}

/** The event as it is sent. @throws when a sealed member does not open. */
export function openEvent(sealer: Sealer, event: StoredEvent): StoredEvent {
  return withSealed(event, (path) => (sealed) => openText(sealer, sealed, place(event, path)))
}

/** The event as it may be recorded and shown. */
export function maskEvent(event: StoredEvent): StoredEvent {
  return withSealed(event, () => () => MASK)
}

type Change = (text: string) => string

/** The same event when nothing in it is sealed. */
function withSealed(event: StoredEvent, show: (path: string) => Change): StoredEvent {
  const paths = (event.topLevel.sealed ?? []) as readonly string[]
  return paths.length === 0 ? event : { ...event, data: changeAll(event.data, paths, show) }
}

function changeAll(
  data: NewEvent['data'],
  paths: readonly string[],
  change: (path: string) => Change,
): NewEvent['data'] {
  return paths.reduce(
    (changed, path) => changeAt(changed, path.split('.'), change(path)) as NewEvent['data'],
    data,
  )
}

/** A copy along the path; what is no text there is a mistake of the writer. */
function changeAt(value: unknown, [step, ...steps]: readonly string[], change: Change): unknown {
  if (step === undefined) {
    if (typeof value !== 'string') throw new Error('Only a text can be sealed')
    return change(value)
  }
  if (Array.isArray(value))
    return value.map((element, index) =>
      String(index) === step ? changeAt(element, steps, change) : element,
    )
  const members = value as Readonly<Record<string, unknown>>
  return { ...members, [step]: changeAt(members[step], steps, change) }
}

function place({ companyId, operationId }: EventName, path: string): SealedPlace {
  return { table: 'webhook_events', column: `data.${path}`, rowId: `${companyId}:${operationId}` }
}
