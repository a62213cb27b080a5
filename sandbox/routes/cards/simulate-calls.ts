import { Type } from 'typebox'
import { amountField, readAmount } from '../../../server/kernel/http/fields.ts'
import { decimalToUnits } from '../../../server/kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../../server/kernel/refusal.ts'
import type { Fields } from '../../network/fields.ts'
import type { NetworkCall } from './network-call.ts'

const DOLLARS = '10'
const AMOUNT_REFUSALS = ['AMOUNT_NOT_POSITIVE', 'AMOUNT_DECIMALS', 'AMOUNT_TOO_LARGE'] as const

const optionalAmount = Type.Object({ card_id: Type.String(), bill_amount: Type.Optional(amountField()) })
const requiredAmount = Type.Object({ card_id: Type.String(), bill_amount: amountField() })

const common = {
  tag: 'Cards',
  takesAnyField: false,
  answer: Type.Object({}),
  answersNothing: true,
  refusals: AMOUNT_REFUSALS,
} as const

/** `/cards/webhook/simulate/…`: they answer nothing; the platform's events tell what became of them. */
export const SIMULATE_CALLS: readonly NetworkCall[] = [
  {
    ...common,
    path: '/cards/webhook/simulate/authorize',
    type: 'authorization',
    summary: 'Simulate a purchase',
    body: optionalAmount,
    unknownCard: 'CARD_NOT_FOUND_VAL',
    fitting: null,
    given: withBilling,
  },
  {
    ...common,
    path: '/cards/webhook/simulate/clearing',
    type: 'clearing',
    summary: 'Simulate the settlement of the newest approved purchase, in full',
    body: optionalAmount,
    refusals: [],
    unknownCard: 'AUTHORIZATION_EVENT_NOT_FOUND',
    fitting: 'uncleared',
    given: ({ card_id }) => ({ card_id }),
  },
  {
    ...common,
    path: '/cards/webhook/simulate/refund',
    type: 'refund',
    summary: 'Simulate a refund of the newest settled purchase',
    body: requiredAmount,
    unknownCard: 'CLEARED_NOT_FOUND',
    fitting: 'cleared',
    given: withBilling,
  },
  {
    ...common,
    path: '/cards/webhook/simulate/reversal',
    type: 'reversal',
    summary: 'Simulate a reversal of the newest approved purchase',
    body: requiredAmount,
    unknownCard: 'AUTHORIZATION_EVENT_NOT_FOUND',
    fitting: 'uncleared',
    given: withBilling,
  },
]

/** n2 dollars as the network writes them. */
function withBilling({ card_id, bill_amount }: Fields): Fields | Refusal {
  const amount = readAmount('bill_amount', bill_amount ?? DOLLARS, { decimalsMax: 2 })
  if (isRefusal(amount)) return amount
  const cents = Number(decimalToUnits(amount, 2))
  if (!Number.isSafeInteger(cents)) return refuse('AMOUNT_TOO_LARGE', { field: 'bill_amount' })
  return { card_id, billing: { value: cents, currency: 'USD' } }
}
