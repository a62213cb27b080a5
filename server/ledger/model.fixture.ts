/**
 * The ledger once more, as simple as can be: a list of what was accepted, and every balance a sum over all of it.
 * Independent of the real one on purpose; the property tests compare the two.
 */
import type { AccountRef, NewTransfer } from './types.ts'

type Outcome =
  | 'booked'
  | 'replayed'
  | 'insufficient'
  | 'exists_with_different'
  | 'hold_not_found'
  | 'release_exceeds_hold'

const PAYS_ON_THE_CREDIT_SIDE = ['HOLDING', 'UNSWEPT', 'IN_TRANSIT']
const NEVER_BELOW_ZERO = ['HOLDING', 'VIRTUAL_BALANCE']

export class ModelLedger {
  #accepted: NewTransfer[] = []

  book(batch: readonly NewTransfer[]): Outcome {
    const before = this.#accepted
    this.#accepted = [...before]
    for (const transfer of batch) {
      const problem = this.#one(transfer)
      if (problem === null) continue
      this.#accepted = before
      return problem
    }
    return this.#accepted.length === before.length ? 'replayed' : 'booked'
  }

  balance(ref: AccountRef): bigint {
    return this.#sum(ref, (moved) => moved)
  }

  available(ref: AccountRef): bigint {
    return this.#sum(ref, (moved, reserved) => moved - reserved)
  }

  remaining(holdId: string): bigint {
    const held = this.#accepted.find((t) => t.id === holdId)?.amount ?? 0n
    const used = this.#accepted.filter((t) => 'holdId' in t && t.holdId === holdId)
    const left = used.reduce((rest, t) => rest - t.amount, held)
    return left < 0n ? 0n : left
  }

  #one(transfer: NewTransfer): Outcome | null {
    const same = this.#accepted.find((t) => t.id === transfer.id)
    if (same !== undefined) return text(same) === text(transfer) ? null : 'exists_with_different'
    const sides = this.#sides(transfer)
    if (sides === null) return 'hold_not_found'
    if (transfer.type === 'RELEASE' && transfer.amount > this.remaining(transfer.holdId))
      return 'release_exceeds_hold'
    const before = sides.map((side) => this.available(side))
    this.#accepted.push(transfer)
    const broken = sides.some((side, i) => {
      const after = this.available(side)
      return NEVER_BELOW_ZERO.includes(side.code) && after < 0n && after < (before[i] ?? 0n)
    })
    return broken && transfer.overdraw !== true ? 'insufficient' : null
  }

  #sides(transfer: NewTransfer): AccountRef[] | null {
    if (transfer.type === 'POST' || transfer.type === 'HOLD') return [transfer.debit, transfer.credit]
    const hold = this.#accepted.find((t) => t.id === transfer.holdId)
    return hold?.type === 'HOLD' ? [hold.debit, hold.credit] : null
  }

  /** Over all transfers: what they moved into the account, and what open holds reserve of it. */
  #sum(ref: AccountRef, each: (moved: bigint, reserved: bigint) => bigint): bigint {
    const inward = PAYS_ON_THE_CREDIT_SIDE.includes(ref.code) ? 0 : 1
    return this.#accepted.reduce((sum, t) => {
      const side = this.#sides(t)?.findIndex((s) => s.code === ref.code && s.ownerId === ref.ownerId) ?? -1
      if (side === -1) return sum
      const moved = t.type === 'POST' || t.type === 'CAPTURE' ? (side === inward ? t.amount : -t.amount) : 0n
      const reserved = t.type === 'HOLD' && side !== inward ? this.remaining(t.id) : 0n
      return sum + each(moved, reserved)
    }, 0n)
  }
}

function text(transfer: NewTransfer): string {
  return JSON.stringify(transfer, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
}
