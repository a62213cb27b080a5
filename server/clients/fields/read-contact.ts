import { Type } from 'typebox'
import { malformed, readDate } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'

const LOCAL = /^[^\s@<>"(),:;\\[\]]{1,64}$/
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*[\p{L}\p{N}]$/u
const EMAIL_CHARACTERS_MAX = 254

/** K3. As it was written, trimmed. */
export function readEmail(field: string, value: string): string | Refusal {
  const email = value.trim()
  const at = email.lastIndexOf('@')
  const isEmail =
    email.length <= EMAIL_CHARACTERS_MAX && LOCAL.test(email.slice(0, at)) && DOMAIN.test(email.slice(at + 1))
  return isEmail && at > 0 ? email : refuse('FIELD_INVALID', { field })
}

/** K3: a day that exists. @returns `YYYY-MM-DD` */
export function readDay(field: string, value: string): string | Refusal {
  const date = readDate(field, value, '00:00:00.000')
  if (date === null || isRefusal(date)) return refuse('FIELD_INVALID', { field })
  return value.trim().slice(0, 10)
}

const ADULT_YEARS = 18
const FIRST_BIRTH_DATE = '1900-01-01'

/** K3: of who is 18 years old on the day of `now`, UTC. */
export function readBirthDate(field: string, value: string, now: Date): string | Refusal {
  const day = readDay(field, value)
  if (isRefusal(day)) return day
  const isAdult = addYears(day, ADULT_YEARS) <= now.toISOString().slice(0, 10)
  return isAdult && day >= FIRST_BIRTH_DATE ? day : refuse('FIELD_INVALID', { field })
}

/** Compared as text only: who is born on 29 February comes of age on 1 March of a year without that day. */
function addYears(day: string, years: number): string {
  return `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`
}

/** An integer or a digit string. */
export const PhonePart = Type.Optional(Type.Union([Type.Integer(), Type.String(), Type.Null()]))

const CODE_MAX = 999n
const NUMBER_DIGITS_MIN = 4
const PHONE_DIGITS_MAX = 15

/** @returns null for an empty text. */
export function readPhoneCode(value: number | string): number | null | Refusal {
  const digits = readDigits('phone_country_code', value)
  if (digits === null || isRefusal(digits)) return digits
  const code = BigInt(digits)
  if (code < 1n || code > CODE_MAX) return refuse('FIELD_INVALID', { field: 'phone_country_code' })
  return Number(code)
}

/** @returns null for an empty text. */
export function readPhoneNumber(value: number | string): bigint | null | Refusal {
  const digits = readDigits('phone_number', value)
  if (digits === null || isRefusal(digits)) return digits
  const number = digits.replace(/^0+/, '')
  if (number.length < NUMBER_DIGITS_MIN || number.length > PHONE_DIGITS_MAX)
    return refuse('FIELD_INVALID', { field: 'phone_number' })
  return BigInt(number)
}

function readDigits(field: string, value: number | string): string | null | Refusal {
  const text = String(value)
    .trim()
    .replace(/^\+/, '')
    .replace(/[\s().-]/g, '')
  if (text === '') return null
  return /^\d{1,30}$/.test(text) ? text : malformed(`${field} must be an integer or a text of digits`)
}

/** A whole number as it is dialled, without `+`, blanks and the like; null when it holds anything else. */
export function readFullPhone(text: string): string | null {
  const digits = text
    .trim()
    .replace(/^(?:\+|00)/, '')
    .replace(/[\s().-]/g, '')
  return /^\d{1,30}$/.test(digits) ? digits : null
}
