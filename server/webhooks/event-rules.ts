/** How events of a type are delivered: webhooks contract, section 3. */
export interface EventRules {
  /** From the start of the request to the complete answer. */
  readonly timeoutMs: number
  /** Null: as many as the company's ladder has. */
  readonly attemptsMax: number | null
  /** Waits for the earlier events of its wallet or card. */
  readonly isOrdered: boolean
  readonly isReplayable: boolean
}

const ORDINARY: EventRules = { timeoutMs: 30_000, attemptsMax: null, isOrdered: true, isReplayable: true }
/** A question whose answer is worth nothing later: asked once, at once, never again. */
const ASKED_ONCE: EventRules = { timeoutMs: 30_000, attemptsMax: 1, isOrdered: false, isReplayable: false }

const EXCEPTIONS: ReadonlyMap<string, EventRules> = new Map([
  ['authorization', { ...ASKED_ONCE, timeoutMs: 1_200 }],
  ['notification_3ds_authorization', ASKED_ONCE],
])

/** The types that are never replayed. */
export const NEVER_REPLAYED: readonly string[] = [...EXCEPTIONS]
  .filter(([, rules]) => !rules.isReplayable)
  .map(([eventType]) => eventType)

export function rulesOf(eventType: string): EventRules {
  return EXCEPTIONS.get(eventType) ?? ORDINARY
}
