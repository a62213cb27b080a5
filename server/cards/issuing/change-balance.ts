import { Type } from 'typebox'
import { amountField, readAmount } from '../../kernel/http/fields.ts'
import { type Call, writeRoute } from '../../kernel/http/route.ts'
import { decimalToUnits, jsonNumber, type RawJson, unitsToText } from '../../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { USD_DECIMALS } from '../card-accounts.ts'
import { isShapeRefusal } from './card-fields.ts'
import { moveBalance } from './move-balance.ts'

const common = { access: { level: 2 }, tag: 'Cards', answer: Type.Number() } as const

/** Sets what the card can spend. The company vouches: nothing in the holding wallet need cover it. */
export function setBalance() {
  return writeRoute({
    ...common,
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/virtual-balance',
    summary: 'Set what a card can spend',
    refusals: [
      'CARD_NOT_FOUND',
      'CARD_STATUS',
      'BALANCE_NOT_TOP_UP',
      'NEGATIVE_OVERRIDE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
    ],
    body: Type.Object({ virtual_balance: amountField() }),
    async write(tx, call) {
      const target = readUsd('virtual_balance', call.body.virtual_balance)
      if (isShapeRefusal(target)) return target
      return shown(await moveBalance(tx, call, call.params.cardId ?? '', () => target))
    },
  })
}

export function addBalance() {
  return changeBalance('add', 'Add to what a card can spend', (available, amount) => available + amount)
}

export function subtractBalance() {
  return changeBalance('subtract', 'Take from what a card can spend', (available, amount) =>
    available < amount ? refuse('INSUFFICIENT_VIRTUAL_BALANCE') : available - amount,
  )
}

/** A repetition would change the balance again: so these two demand a key. */
function changeBalance(
  verb: 'add' | 'subtract',
  summary: string,
  change: (available: bigint, amount: bigint) => bigint | Refusal,
) {
  return writeRoute({
    ...common,
    method: 'POST',
    path: `/cards/virtual-cards/{cardId}/virtual-balance/${verb}`,
    summary,
    refusals: [
      'IDEMPOTENCY_REQUIRED',
      'CARD_NOT_FOUND',
      'CARD_STATUS',
      'BALANCE_NOT_TOP_UP',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
      ...(verb === 'subtract' ? (['INSUFFICIENT_VIRTUAL_BALANCE'] as const) : []),
    ],
    body: Type.Object({ amount: amountField() }),
    async write(tx, call: Call<{ amount: string | number }, object>) {
      const amount = readUsd('amount', call.body.amount)
      if (isShapeRefusal(amount)) return amount
      if (!call.isKeyed) return refuse('IDEMPOTENCY_REQUIRED')
      const decide = (available: bigint) => (isRefusal(amount) ? amount : change(available, amount))
      return shown(await moveBalance(tx, call, call.params.cardId ?? '', decide))
    },
  })
}

/** Micro-dollars of an amount in cents at most. A balance may be set to zero. */
function readUsd(field: 'virtual_balance' | 'amount', value: unknown): bigint | Refusal {
  const rules = field === 'amount' ? {} : { zeroAllowed: true, notPositive: 'NEGATIVE_OVERRIDE' as const }
  const amount = readAmount(field, value, { decimalsMax: 2, ...rules })
  if (isRefusal(amount)) return amount
  return decimalToUnits(amount, USD_DECIMALS) ?? refuse('AMOUNT_DECIMALS', { field, decimals: '2' })
}

function shown(available: bigint | Refusal): RawJson | Refusal {
  return isRefusal(available) ? available : jsonNumber(unitsToText(available, USD_DECIMALS))
}
