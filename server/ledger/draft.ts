import { strict as assert } from 'node:assert'
import { isId } from '../kernel/ids.ts'
import { accountId } from './accounts.ts'
import type { AccountRef, NewTransfer } from './types.ts'

/** Longest batch. A caller with more splits it: one statement then stays within some megabytes. */
export const BATCH_TRANSFERS_MAX = 10_000

/** One more than the largest amount: the column has 78 digits, which is room for every uint256. */
const AMOUNT_END = 10n ** 78n

/** Sealed rows are lines with tabs (seal-format.ts), so the texts in them are printable ASCII. */
const PRINTABLE = /^[\x20-\x7e]{1,200}$/

/** A transfer as it is stored, but for what a CAPTURE or RELEASE takes from its hold. */
export interface Draft {
  readonly id: string
  readonly type: NewTransfer['type']
  readonly debitId: string | null
  readonly creditId: string | null
  readonly assetId: string | null
  readonly amount: bigint
  readonly holdId: string | null
  readonly overdraw: boolean
  readonly expiresAt: Date | null
  readonly reason: string
  readonly subjectId: string
}

export interface TransferRecord extends Draft {
  readonly debitId: string
  readonly creditId: string
  readonly assetId: string
}

export interface Batch {
  readonly drafts: readonly Draft[]
  /** By id: every account that the batch names itself (those of stored holds come with the holds). */
  readonly accounts: ReadonlyMap<string, AccountRef>
  /** Holds that CAPTUREs and RELEASEs name. */
  readonly holdIds: readonly string[]
}

/**
 * @throws on what no caller may send: amounts out of range, ids that are none, two assets, one account on both
 * sides.
 */
export function draftBatch(companyId: string, transfers: readonly NewTransfer[]): Batch {
  assert(transfers.length <= BATCH_TRANSFERS_MAX, `a batch has at most ${BATCH_TRANSFERS_MAX} transfers`)
  assert(isId(companyId), 'the company id is a UUID')
  const accounts = new Map<string, AccountRef>()
  const holdIds = new Set<string>()
  const idOf = (ref: AccountRef): string => {
    assert(isId(ref.ownerId) && PRINTABLE.test(ref.assetId), `account ${JSON.stringify(ref)} is well formed`)
    const id = accountId(companyId, ref)
    accounts.set(id, { code: ref.code, ownerId: ref.ownerId.toLowerCase(), assetId: ref.assetId })
    return id
  }
  const drafts = transfers.map((transfer): Draft => {
    assertWellFormed(transfer)
    const common = {
      id: transfer.id.toLowerCase(),
      type: transfer.type,
      amount: transfer.amount,
      overdraw: transfer.overdraw === true,
      reason: transfer.reason,
      subjectId: transfer.subjectId.toLowerCase(),
    }
    if (transfer.type === 'CAPTURE' || transfer.type === 'RELEASE') {
      const holdId = transfer.holdId.toLowerCase()
      holdIds.add(holdId)
      return { ...common, debitId: null, creditId: null, assetId: null, holdId, expiresAt: null }
    }
    const debitId = idOf(transfer.debit)
    const creditId = idOf(transfer.credit)
    assert.notEqual(debitId, creditId, `transfer ${transfer.id} moves between two accounts`)
    assert.equal(transfer.debit.assetId, transfer.credit.assetId, `transfer ${transfer.id} is of one asset`)
    const expiresAt = transfer.type === 'HOLD' ? transfer.expiresAt : null
    return { ...common, debitId, creditId, assetId: transfer.debit.assetId, holdId: null, expiresAt }
  })
  return { drafts, accounts, holdIds: [...holdIds] }
}

function assertWellFormed(transfer: NewTransfer): void {
  const { id, amount, reason, subjectId } = transfer
  assert(isId(id) && isId(subjectId), `transfer ${id} and its subject ${subjectId} have UUIDs`)
  assert(amount > 0n && amount < AMOUNT_END, `transfer ${id} has an amount of 1 to 78 digits, above zero`)
  assert(PRINTABLE.test(reason), `transfer ${id} has a reason in printable ASCII`)
  if (transfer.type === 'CAPTURE' || transfer.type === 'RELEASE')
    assert(isId(transfer.holdId), `transfer ${id} names a hold by its UUID`)
}

/** What a repetition must have the same, in the order in which a difference is reported. */
const COMPARED = [
  ['type', 'type'],
  ['debitId', 'debit'],
  ['creditId', 'credit'],
  ['holdId', 'hold_id'],
  ['amount', 'amount'],
  ['overdraw', 'overdraw'],
  ['expiresAt', 'expires_at'],
  ['reason', 'reason'],
  ['subjectId', 'subject_id'],
] as const satisfies readonly (readonly [keyof Draft, string])[]

/** The first field in which a repeated transfer differs from the booked one; null when it is the same. */
export function differingField(draft: Draft, booked: TransferRecord): string | null {
  const ofHold = draft.type === 'CAPTURE' || draft.type === 'RELEASE'
  for (const [field, name] of COMPARED) {
    if (ofHold && (field === 'debitId' || field === 'creditId')) continue // the hold's, and that is compared
    if (comparable(draft[field]) !== comparable(booked[field])) return name
  }
  return null
}

function comparable(value: Draft[keyof Draft]): string | bigint | boolean | number | null {
  return value instanceof Date ? value.getTime() : value
}
