import { type Refusal, refuse } from '../../kernel/refusal.ts'

/** Of every event of a card. */
export const EVENT_OPERATIONS = [
  'TRANSACTION_AUTHORIZATION',
  'TRANSACTION_APPROVED',
  'TRANSACTION_CLEARED',
  'TRANSACTION_REJECTED',
  'TRANSACTION_REVERSED',
  'TRANSACTION_REFUND',
  'WALLET_DEPOSIT',
  'WALLET_WITHDRAWAL',
  'WARRANTY_DEPOSIT',
  'WARRANTY_WITHDRAWAL',
  'OVERRIDE_VIRTUAL_BALANCE',
  'VISA_DIRECT_DEPOSIT',
] as const

const SECOND_SHAPE = [
  'PURCHASE',
  'WARRANTY_WITHDRAWAL',
  'WARRANTY_DEPOSIT',
  'WALLET_WITHDRAWAL',
  'WALLET_DEPOSIT',
  'OVERRIDE_VIRTUAL_BALANCE',
  'VISA_DIRECT_DEPOSIT',
] as const

/** Of the first shape, on input. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['AUTHORIZATION', 'TRANSACTION_AUTHORIZATION'],
  ['CLEARING', 'TRANSACTION_CLEARED'],
  ['REFUND', 'TRANSACTION_REFUND'],
  ['REVERSAL', 'TRANSACTION_REVERSED'],
])

/** The operations that a search asks for, in any case, each once: T2 without any, T3 naming those that its shape does not know. */
export function readOperations(texts: readonly string[], version: 1 | 2): string[] | Refusal {
  if (texts.length === 0) return refuse('OPERATIONS_MISSING')
  const known: readonly string[] = version === 1 ? EVENT_OPERATIONS : SECOND_SHAPE
  const named = texts.map((text) => ({ text, operation: operationOf(text, version) }))
  const bad = named.filter(({ operation }) => !known.includes(operation)).map(({ text }) => text)
  if (bad.length > 0)
    return refuse(version === 1 ? 'OPERATIONS_V1' : 'OPERATIONS_V2', {
      bad: bad.join(', '),
      list: known.join(', '),
    })
  return [...new Set(named.map(({ operation }) => operation))]
}

function operationOf(text: string, version: 1 | 2): string {
  const upper = text.toUpperCase()
  return version === 1 ? (ALIASES.get(upper) ?? upper) : upper
}
