import { Type } from 'typebox'
import { NullableText } from '../../companies/schemas.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import type { BankAccount } from './bank-account.ts'
import { RAILS } from './rails/rails.ts'
import { openAccount } from './sealed-account.ts'

const COMMON = {
  id: Type.String(),
  company_id: Type.String(),
  client_id: Type.String(),
  bank_name: NullableText,
  bank_holder_name: Type.String(),
  account_alias: NullableText,
  type: Type.String(),
  currency: Type.String(),
  business_name: NullableText,
}

/** Of one rail: exactly its fields. */
export const railAnswer = (fields: (typeof RAILS)[number]['fields']) => Type.Object({ ...COMMON, ...fields })

/** Of any rail. */
export const BankAccountAnswer = Type.Union(RAILS.map((rail) => railAnswer(rail.fields)))

/** In full: who may see an account sees its numbers. */
export function showBankAccount(sealer: Sealer, row: BankAccount): object {
  return {
    id: row.id,
    company_id: row.company_id,
    client_id: row.client_id,
    bank_name: row.bank_name,
    bank_holder_name: row.bank_holder_name,
    account_alias: row.account_alias,
    type: row.rail,
    currency: row.currency,
    business_name: row.business_name,
    ...openAccount(sealer, row.id, row.sealed).fields,
  }
}
