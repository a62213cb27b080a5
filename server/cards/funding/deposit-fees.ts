import { percentOf } from '../fees.ts'
import type { CardProgram } from '../program.ts'

/** Each rounded half up to cents; together never more than the deposit. Micro-dollars. */
export function depositFees(
  gross: bigint,
  rates: CardProgram['depositFees'],
): { readonly client: bigint; readonly provider: bigint } {
  const provider = least(percentOf(gross, rates.provider), gross)
  const client = least(percentOf(gross, rates.client), gross - provider)
  return { client, provider }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
