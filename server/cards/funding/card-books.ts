import type { DepositBooks, Movable } from '../../deposits/types.ts'
import { derivedId } from '../../kernel/ids.ts'
import type { AccountCode, NewTransfer } from '../../ledger/types.ts'
import { cardBalance, programAccount } from '../card-accounts.ts'

/** Tokens that are owed to nobody count in holding, so the dollar book moves with them. */
export const CARD_BOOKS: DepositBooks = {
  holding: 'CARD_TOKENS',
  unswept: 'CARD_UNSWEPT',
  uncredited: 'CARD_UNCREDITED',
  company: 'CARD_CLAIM',
  beside: (row, { way, reason }) => [
    way === 'IN'
      ? dollarMove(row, reason, { debit: 'CARD_BACKING', credit: 'CARD_HOLDING', amount: row.amount })
      : {
          ...dollarMove(row, reason, { debit: 'CARD_HOLDING', credit: 'CARD_BACKING', amount: row.amount }),
          overdraw: true,
        },
  ],
}

/** Micro-dollars of one deposit by the accounts that they go to. */
export interface DepositParts {
  readonly net: bigint
  readonly clientFee: bigint
  readonly providerFee: bigint
  /** The card's own side: the net, or zero where no card has it. */
  readonly card: bigint
}

const PARTS = [
  { name: 'net', debit: 'CARD_BACKING', credit: 'CARD_HOLDING' },
  { name: 'clientFee', debit: 'CARD_BACKING', credit: 'CARD_FEES' },
  { name: 'providerFee', debit: 'CARD_BACKING', credit: 'CARD_PROVIDER_FEES' },
] as const

/** The dollars of a credited deposit. `cardId`: whose balance takes `parts.card`. */
export function creditDollars(row: Movable, parts: DepositParts, cardId: string | null): NewTransfer[] {
  const reason = 'deposit'
  return [
    ...PARTS.map(({ name, ...sides }) =>
      dollarMove(row, `${reason} ${name}`, { ...sides, amount: parts[name] }, reason),
    ),
    ...cardSide(row, cardId, parts.card, 'IN'),
  ].filter(({ amount }) => amount > 0n)
}

/** The exact opposite, whatever was spent of it meanwhile. */
export function revertDollars(row: Movable, parts: DepositParts, cardId: string | null): NewTransfer[] {
  const reason = 'deposit_reverted'
  return [
    ...PARTS.map(({ name, debit, credit }) => ({
      ...dollarMove(row, `${reason} ${name}`, { debit: credit, credit: debit, amount: parts[name] }, reason),
      overdraw: true as const,
    })),
    ...cardSide(row, cardId, parts.card, 'OUT'),
  ].filter(({ amount }) => amount > 0n)
}

/** A move between two accounts of the company's dollar book. `key` makes the id, together with the row. */
export function dollarMove(
  row: Pick<Movable, 'company_id' | 'id'>,
  key: string,
  move: { debit: ProgramCode; credit: ProgramCode; amount: bigint },
  reason = key,
): NewTransfer {
  return {
    type: 'POST',
    id: derivedId('card dollars', key, row.id),
    debit: programAccount(move.debit, row.company_id),
    credit: programAccount(move.credit, row.company_id),
    amount: move.amount,
    reason,
    subjectId: row.id,
  }
}

type ProgramCode = Exclude<AccountCode, 'CARD_BALANCE'>

function cardSide(row: Movable, cardId: string | null, amount: bigint, way: 'IN' | 'OUT'): NewTransfer[] {
  if (cardId === null) return []
  const issued = programAccount('CARD_ISSUED', row.company_id)
  const card = cardBalance(cardId)
  const reason = way === 'IN' ? 'deposit' : 'deposit_reverted'
  return [
    {
      type: 'POST',
      id: derivedId('card balance', reason, row.id),
      debit: way === 'IN' ? issued : card,
      credit: way === 'IN' ? card : issued,
      amount,
      reason,
      subjectId: row.id,
      ...(way === 'OUT' && { overdraw: true as const }),
    },
  ]
}
