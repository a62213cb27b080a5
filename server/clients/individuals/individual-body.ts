import { Type } from 'typebox'
import { readText } from '../../kernel/http/fields.ts'
import type { Call } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import { type ClientChange, changeBody, readClientChange } from '../fields/client-change.ts'
import type { DetailName } from '../fields/details.ts'
import { AddressBody, WHOLE } from '../fields/read-address.ts'

const OPTIONAL_COLUMNS = [
  'second_name',
  'phone_country_code',
  'phone_number',
  'tax_identification_number',
  'individual_identification',
] as const
const DETAILS = [
  'individual_identification_type',
  'occupation',
  'annual_salary',
  'account_purpose',
  'expected_monthly_volume',
  'signed_agreement_id',
] as const satisfies readonly DetailName[]

/** The body of POST and PUT, which is a full replacement. */
export const IndividualBody = Type.Object({
  first_name: Type.String(),
  last_name: Type.String(),
  email: Type.String(),
  birth_date: Type.String({ description: 'YYYY-MM-DD, 18 years ago at least' }),
  address: AddressBody,
  ...changeBody(OPTIONAL_COLUMNS, DETAILS, ['documents']),
})

/** Everything that the body can name: what it leaves out is null, so nothing of before stays. */
export function readIndividual({
  body,
  now,
}: Pick<Call<Readonly<Record<string, unknown>>, unknown>, 'body' | 'now'>): ClientChange | Refusal {
  for (const name of ['first_name', 'last_name', 'email', 'birth_date']) {
    const text = readText(name, body[name], { max: 254 })
    if (isRefusal(text)) return text
  }
  const nothing = Object.fromEntries([...OPTIONAL_COLUMNS, ...DETAILS].map((name) => [name, null]))
  const whole = { ...nothing, documents: [], ...body }
  return readClientChange(whole, { now, details: DETAILS, addressLines: WHOLE })
}
