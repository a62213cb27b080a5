import { strict as assert } from 'node:assert'
import { type Account, availableOf, type Sums } from './accounts.ts'
import { type Draft, differingField, type TransferRecord } from './draft.ts'
import { type BookingProblem, CHART } from './types.ts'

export interface Hold {
  readonly id: string
  readonly debitId: string
  readonly creditId: string
  readonly assetId: string
  readonly amount: bigint
  /** Neither captured nor released yet. Never rises. */
  readonly remaining: bigint
  readonly expiresAt: Date | null
}

/** What is known, under lock, when a batch is decided. */
export interface Facts {
  readonly accounts: ReadonlyMap<string, Account>
  readonly holds: ReadonlyMap<string, Hold>
  /** Those transfers of the batch that are booked already. */
  readonly existing: ReadonlyMap<string, TransferRecord>
}

/** What a batch adds to an account's sums. */
export interface AccountChange extends Sums {
  readonly id: string
  /** An overdraw transfer of the batch touches it: its guard stands aside. */
  readonly overdraw: boolean
}

export interface Effects {
  readonly transfers: readonly TransferRecord[]
  readonly accounts: readonly AccountChange[]
  readonly openedHolds: readonly Hold[]
  readonly takenHolds: readonly { readonly id: string; readonly taken: bigint }[]
}

export type Decision =
  | { readonly ok: true; readonly effects: Effects }
  | { readonly ok: false; readonly problem: BookingProblem }

/**
 * Decides a batch: each transfer in its turn, over balances as the ones before it leave them. All or nothing.
 * A transfer that is booked already with the same content counts as done, so a batch may mix old and new.
 */
export function evaluate(drafts: readonly Draft[], facts: Facts): Decision {
  const working = new Working(facts)
  for (const [index, draft] of drafts.entries()) {
    const refusal = applyOne(working, draft)
    if (refusal !== null) return { ok: false, problem: { ...refusal, index } }
  }
  return { ok: true, effects: working.effects() }
}

type Refused<P = BookingProblem> = P extends BookingProblem ? Omit<P, 'index'> : never

function applyOne(working: Working, draft: Draft): Refused | null {
  const booked = working.booked(draft.id)
  if (booked !== undefined) {
    const field = differingField(draft, booked)
    return field === null ? null : { problem: 'exists_with_different', field }
  }
  if (draft.type === 'POST') return working.move(record(draft, draft), draft.amount, 0n)
  if (draft.type === 'HOLD') return hold(working, record(draft, draft))

  const held = draft.holdId === null ? undefined : working.hold(draft.holdId)
  if (held === undefined) return { problem: 'hold_not_found' }
  const transfer = record(draft, held)
  if (draft.type === 'RELEASE') {
    if (draft.amount > held.remaining) return { problem: 'release_exceeds_hold', remaining: held.remaining }
    return working.move(transfer, 0n, -draft.amount)
  }
  // More than the hold has left may be captured: the excess moves like a POST and meets the guards like one.
  const excess = draft.amount - held.remaining
  const taken = excess > 0n ? held.remaining : draft.amount
  return working.move(transfer, draft.amount, -taken)
}

function hold(working: Working, transfer: TransferRecord): Refused | null {
  const refusal = working.move(transfer, 0n, transfer.amount)
  if (refusal === null) working.open({ ...transfer, remaining: transfer.amount })
  return refusal
}

function record(draft: Draft, sides: Pick<Draft, 'debitId' | 'creditId' | 'assetId'>): TransferRecord {
  const { debitId, creditId, assetId } = sides
  assert(debitId !== null && creditId !== null && assetId !== null, `transfer ${draft.id} has both sides`)
  return { ...draft, debitId, creditId, assetId }
}

/** The evolving books of one batch. */
class Working {
  readonly #facts: Facts
  readonly #transfers = new Map<string, TransferRecord>()
  readonly #sums = new Map<string, Sums>()
  readonly #overdrawn = new Set<string>()
  readonly #holds = new Map<string, Hold>()

  constructor(facts: Facts) {
    this.#facts = facts
  }

  booked(id: string): TransferRecord | undefined {
    return this.#facts.existing.get(id) ?? this.#transfers.get(id)
  }

  hold(id: string): Hold | undefined {
    return this.#holds.get(id) ?? this.#facts.holds.get(id)
  }

  open(hold: Hold): void {
    this.#holds.set(hold.id, hold)
  }

  /** Every type is this: `posted` goes from side to side, `held` (negative: given back) is reserved on both. */
  move(transfer: TransferRecord, posted: bigint, held: bigint): Refused | null {
    const debit = this.#account(transfer.debitId)
    const credit = this.#account(transfer.creditId)
    const debitAfter: Sums = {
      ...sumsOf(debit),
      debits: debit.debits + posted,
      debitsHeld: debit.debitsHeld + held,
    }
    const creditAfter: Sums = {
      ...sumsOf(credit),
      credits: credit.credits + posted,
      creditsHeld: credit.creditsHeld + held,
    }
    if (!transfer.overdraw) {
      const refusal = guard(debit, debitAfter) ?? guard(credit, creditAfter)
      if (refusal !== null) return refusal
    }
    this.#sums.set(debit.id, debitAfter)
    this.#sums.set(credit.id, creditAfter)
    if (transfer.overdraw) this.#overdrawn.add(debit.id).add(credit.id)
    if (transfer.holdId !== null) this.#take(transfer.holdId, -held)
    this.#transfers.set(transfer.id, transfer)
    return null
  }

  effects(): Effects {
    const stored = [...this.#holds.values()].filter((hold) => this.#facts.holds.has(hold.id))
    return {
      transfers: [...this.#transfers.values()],
      accounts: [...this.#sums].map(([id, after]) => this.#change(id, after)),
      openedHolds: [...this.#holds.values()].filter((hold) => !this.#facts.holds.has(hold.id)),
      takenHolds: stored
        .map(({ id, remaining }) => ({ id, taken: (this.#facts.holds.get(id)?.remaining ?? 0n) - remaining }))
        .filter(({ taken }) => taken > 0n),
    }
  }

  #account(id: string): Account {
    const before = this.#facts.accounts.get(id)
    assert(before !== undefined, `account ${id} is locked`)
    return { ...before, ...this.#sums.get(id) }
  }

  #take(holdId: string, taken: bigint): void {
    const hold = this.hold(holdId)
    assert(hold !== undefined && taken >= 0n && taken <= hold.remaining, `hold ${holdId} gives what it has`)
    this.#holds.set(holdId, { ...hold, remaining: hold.remaining - taken })
  }

  #change(id: string, after: Sums): AccountChange {
    const before = this.#facts.accounts.get(id)
    assert(before !== undefined, `account ${id} is locked`)
    return {
      id,
      overdraw: this.#overdrawn.has(id),
      debits: after.debits - before.debits,
      credits: after.credits - before.credits,
      debitsHeld: after.debitsHeld - before.debitsHeld,
      creditsHeld: after.creditsHeld - before.creditsHeld,
    }
  }
}

function sumsOf({ debits, credits, debitsHeld, creditsHeld }: Sums): Sums {
  return { debits, credits, debitsHeld, creditsHeld }
}

/**
 * A guarded account must not be taken below zero. One that a fact of the world took there before (overdraw) may
 * be filled up bit by bit, so only what lowers it is refused.
 */
function guard(before: Account, after: Sums): Refused | null {
  const { code } = before.ref
  if (!CHART[code].guarded) return null
  const available = availableOf(code, before)
  const left = availableOf(code, after)
  if (left >= 0n || left >= available) return null
  return { problem: 'insufficient', account: before.ref, available }
}
