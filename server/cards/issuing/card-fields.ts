import { Type } from 'typebox'
import { malformed, readEnum } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import type { ApprovalMethod, Card } from '../card.ts'

/** Digits as a number or a text. */
export const digitsField = () => Type.Union([Type.Integer(), Type.String()])

/** An object of any shape, which comes back as it was given. */
export const metadataField = () => Type.Unsafe<Record<string, unknown>>({ type: 'object' })

const METHODS = ['TOP_UP', 'WEBHOOK', 'NONE'] as const satisfies ApprovalMethod[]
const HOLDER_NAME = /^[\p{L}\p{M} '.-]{1,27}$/u
const DIAL_CODE = /^[1-9]\d{0,2}$/
const PHONE = /^\d{4,14}$/
const METADATA_BYTES_MAX = 4_096

/** `TOPUP` and `TopUp` are `TOP_UP`. */
export function readApprovalMethod(value: string): ApprovalMethod | Refusal {
  const text = value.trim().toUpperCase()
  return readEnum('approval_method', text === 'TOPUP' ? 'TOP_UP' : text, METHODS)
}

export function readHolderName(value: string): string | Refusal {
  const name = value.trim()
  return HOLDER_NAME.test(name) ? name : refuse('HOLDER_NAME_INVALID')
}

/** As the row keeps it. */
export type Phone = Pick<Card, 'phone_country_code' | 'phone'>

export function readPhone(countryCode: string | number, phone: string | number): Phone | Refusal {
  const found = { phone_country_code: String(countryCode).trim(), phone: String(phone).trim() }
  if (!DIAL_CODE.test(found.phone_country_code) || !PHONE.test(found.phone)) return refuse('PHONE_INVALID')
  return found
}

/** JSON text of what was given, or null. */
export function readMetadata(value: Record<string, unknown> | undefined): string | null | Refusal {
  if (value === undefined) return null
  const text = JSON.stringify(value)
  return Buffer.byteLength(text) > METADATA_BYTES_MAX ? refuse('METADATA_TOO_LARGE') : text
}

/** The first of several names that a field goes by, which must be there. */
export function readAliased<T>(field: string, ...values: readonly (T | undefined)[]): T | Refusal {
  return values.find((value) => value !== undefined) ?? malformed(`${field} is required`)
}

/** A refusal over the body's shape, which comes before the card of the path is looked for. */
export function isShapeRefusal(value: unknown): value is Refusal {
  return isRefusal(value) && (value.name === 'MALFORMED' || value.name === 'CARD_FIELD_NEGATIVE')
}
