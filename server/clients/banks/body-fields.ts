import { type Static, Type } from 'typebox'
import { NullableText, OptionalText } from '../../companies/schemas.ts'
import { readText } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'

/** Optional on every rail. */
export const NameFields = { bank_name: OptionalText, account_alias: OptionalText }

export const OwnerFields = {
  bank_holder_first_name: OptionalText,
  bank_holder_last_name: OptionalText,
  business_name: OptionalText,
}
const OwnerBody = Type.Object(OwnerFields)

/** The same in answers; null for a business. */
export const OwnerAnswer = { bank_holder_first_name: NullableText, bank_holder_last_name: NullableText }

/** Whose account it is. */
export type Owner =
  | {
      readonly type: 'individual'
      readonly firstName: string
      readonly lastName: string
      readonly name: string
    }
  | { readonly type: 'business'; readonly name: string }

/** A person by both names or a business, not both. */
export function readOwner(body: Static<typeof OwnerBody>): Owner | Refusal {
  const [first, last, business] = [
    readOptionalText('bank_holder_first_name', body.bank_holder_first_name),
    readOptionalText('bank_holder_last_name', body.bank_holder_last_name),
    readOptionalText('business_name', body.business_name),
  ]
  if (isRefusal(first)) return first
  if (isRefusal(last)) return last
  if (isRefusal(business)) return business
  if (business !== null)
    return first === null && last === null ? { type: 'business', name: business } : refuse('BANK_OWNER')
  if (first === null || last === null) return refuse('BANK_OWNER')
  return { type: 'individual', firstName: first, lastName: last, name: `${first} ${last}` }
}

/** The owner as the partner wants it. */
export function partnerOwner(owner: Owner) {
  const common = { account_owner_name: owner.name, account_owner_type: owner.type }
  return owner.type === 'business'
    ? { ...common, business_name: owner.name }
    : { ...common, first_name: owner.firstName, last_name: owner.lastName }
}

/** The owner's fields as they are answered. */
export function ownerAnswer(owner: Owner) {
  return {
    bank_holder_first_name: owner.type === 'individual' ? owner.firstName : null,
    bank_holder_last_name: owner.type === 'individual' ? owner.lastName : null,
  }
}

/** Blank counts as absent. */
export function readOptionalText(field: string, value: string | undefined): string | null | Refusal {
  return value === undefined || value.trim() === '' ? null : readText(field, value)
}

export function invalid(field: string): Refusal {
  return refuse('FIELD_INVALID', { field })
}

/** Without the blanks and hyphens by which people group digits. */
export function compact(text: string): string {
  return text.replace(/[\s-]/g, '')
}

/** The partner's, for accounts in the United States and IBANs. */
export function isShortName(name: string): boolean {
  const { length } = [...name]
  return length >= 3 && length <= 35
}
