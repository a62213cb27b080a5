/** What went wrong outside of the platform at a step. */
export const NETWORK_FAULTS = ['duplicate', 'late', 'reordered', 'lost_answer'] as const
export type NetworkFault = (typeof NETWORK_FAULTS)[number]

/** A sandbox call of a script, checked. */
export interface Step {
  readonly afterSeconds: number
  readonly method: string
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  readonly fault: NetworkFault | null
  /** How much later a late message arrives. */
  readonly lateSeconds: number
}

/** Null: not run yet. */
export interface StepResult {
  readonly status_code: number
  readonly body: unknown
  /** `duplicate`: the answer to the second copy. `lost_answer`: to the repetition after the lost one, which is `body` too. */
  readonly repeated?: { readonly status_code: number; readonly body: unknown }
}

/** What is kept and shown of a run. */
export interface Scenario {
  readonly id: string
  readonly companyId: string
  readonly seed: string
  readonly status: 'RUNNING' | 'DONE' | 'FAILED'
  readonly steps: readonly (StepResult | null)[]
}

/** One thing to be done, at a time since the start. */
export interface Happening {
  readonly atSeconds: number
  readonly step: number
  /** A message is composed when its step's turn comes, and may arrive later. Other calls only arrive. */
  readonly kind: 'compose' | 'arrive'
}

/**
 * The order of what happens. A late message is composed in its turn and arrives `lateSeconds` later; a reordered one arrives
 * right after its successor.
 */
export function planHappenings(steps: readonly Step[]): Happening[] {
  let at = 0
  const turns = steps.map(({ afterSeconds }) => (at += afterSeconds))
  const turnOf = (step: number) => turns[step] ?? at
  const arrivals = steps.map(({ fault, lateSeconds }, step) => {
    if (fault === 'late') return { atSeconds: turnOf(step) + lateSeconds, rank: step }
    if (fault === 'reordered') return { atSeconds: turnOf(step + 1), rank: step + 1.5 }
    return { atSeconds: turnOf(step), rank: step }
  })
  const all = arrivals.flatMap(({ atSeconds, rank }, step) => [
    { atSeconds: turnOf(step), rank: step - 0.1, step, kind: 'compose' as const },
    { atSeconds, rank, step, kind: 'arrive' as const },
  ])
  return all
    .sort((a, b) => a.atSeconds - b.atSeconds || a.rank - b.rank)
    .map(({ atSeconds, step, kind }) => ({ atSeconds, step, kind }))
}
