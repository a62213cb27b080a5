import type { DepositBooks } from '../deposits/types.ts'
import { derivedId } from '../kernel/ids.ts'
import type { NewTransfer } from '../ledger/types.ts'

/** Nothing is owed to anybody: what lies on the company's wallets is the company's. Nothing is swept, so nothing lies elsewhere. */
export const TREASURY_BOOKS: DepositBooks = {
  holding: 'TREASURY_TOKENS',
  unswept: 'TREASURY_TOKENS',
  uncredited: 'TREASURY_UNCREDITED',
  company: 'TREASURY_EQUITY',
}

interface Subject {
  readonly companyId: string
  /** The deposit or payment. */
  readonly id: string
  readonly assetId: string
  readonly units: bigint
}

/** A deposit became the company's; `from` is where it was booked until then. */
export function creditDeposit(
  deposit: Subject,
  from: 'TREASURY_TOKENS' | 'TREASURY_UNCREDITED',
): NewTransfer {
  return move(deposit, 'treasury_deposit', from, 'TREASURY_EQUITY')
}

export function takeBackDeposit(deposit: Subject): NewTransfer {
  return move(deposit, 'treasury_deposit_reverted', 'TREASURY_EQUITY', 'TREASURY_TOKENS')
}

/** A transfer is final and paid. Until then the chain's balance and the open payment say all. */
export function payTransfer(payment: Subject): NewTransfer {
  return move(payment, 'treasury_transfer', 'TREASURY_EQUITY', 'TREASURY_TOKENS')
}

/** The id follows from the subject and the step, so a step is booked once however often it is tried. */
function move(
  { companyId, id, assetId, units }: Subject,
  reason: string,
  debit: 'TREASURY_TOKENS' | 'TREASURY_UNCREDITED' | 'TREASURY_EQUITY',
  credit: 'TREASURY_TOKENS' | 'TREASURY_EQUITY',
): NewTransfer {
  return {
    type: 'POST',
    id: derivedId(reason, id),
    debit: { code: debit, ownerId: companyId, assetId },
    credit: { code: credit, ownerId: companyId, assetId },
    amount: units,
    reason,
    subjectId: id,
  }
}
