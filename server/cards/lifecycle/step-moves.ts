import type { NewTransfer } from '../../ledger/types.ts'
import { creditParts, holdParts, releaseParts, settleParts } from '../card-money.ts'
import type { Step } from './purchase.ts'
import type { PurchaseRow } from './purchase-row.ts'

type Row = Pick<PurchaseRow, 'company_id' | 'card_id' | 'id' | 'hold_generation'>

/** A step in the ledger. `row` is as it was before; an approval takes its hold by `holdMoves` besides. */
export function stepMoves(row: Row, step: Step, eventId: string): NewTransfer[] {
  const key = keyOf(row, row.hold_generation)
  return [
    ...releaseParts(key, eventId, step.released),
    ...settleParts(key, eventId, step),
    ...creditParts(key, eventId, step.credited, 'card_refund'),
  ]
}

export function holdMoves(row: Row, { purchase }: Step, options: { overdraw?: true } = {}): NewTransfer[] {
  return holdParts(keyOf(row, purchase.generation), purchase.hold, options)
}

function keyOf(row: Row, generation: number) {
  return { companyId: row.company_id, cardId: row.card_id, transactionId: row.id, generation }
}
