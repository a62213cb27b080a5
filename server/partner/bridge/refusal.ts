import { PartnerError, type PartnerErrorDetails } from '../partner.ts'
import { type Fields, isFields, optionalFields, optionalList, optionalText } from './read.ts'

const CODE_LENGTH_MAX = 64
const FIELDS_MAX = 32
const FIELD_LENGTH_MAX = 100
/** What looks like a name; a text with more than three digits in a row may be a number of somebody's. */
const NAME = /^(?!.*\d{4})[a-z_][\w.[\]-]*$/i
const RETRY_AFTER_SECONDS_MAX = 3_600

/**
 * What an answer that cannot be used means. A refusal is believed only when it is the partner's: it names a `code`. Its texts are neither
 * read nor passed on, since they may repeat what was sent; nor is a code or field that does not look like a name.
 */
export function refusalOf(
  call: string,
  status: number,
  { body, retryAfter, isKeyed }: { body: Fields; retryAfter: string | null; isKeyed: boolean },
): PartnerError {
  // A 500 has a list of errors; nobody promises that nothing else has.
  const error = optionalText(body, 'code') === null ? optionalFields(optionalList(body.errors)[0]) : body
  const code = optionalText(error, 'code')?.slice(0, CODE_LENGTH_MAX)
  const word = code !== undefined && NAME.test(code) ? code : undefined
  const named = namedFields(error)
  const retryAfterSeconds = readRetryAfter(retryAfter)
  const details: PartnerErrorDetails = {
    status,
    ...(word === undefined ? {} : { code: word }),
    ...(named.length === 0 ? {} : { fields: named }),
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  }
  const words = [`${call}: status ${status}`, word, named.join(', ')].filter((one) => one)
  return new PartnerError(kindOf(status, code, error, isKeyed), words.join(' '), details)
}

function kindOf(
  status: number,
  code: string | undefined,
  error: Fields,
  isKeyed: boolean,
): PartnerError['kind'] {
  if (code === undefined || status < 400 || status >= 500) return 'UNAVAILABLE'
  switch (status) {
    case 404:
      return 'NOT_FOUND'
    case 408:
    case 409:
    case 425:
    case 429:
      return 'UNAVAILABLE'
    case 422:
      return isKeyed ? 'KEY_EXPIRED' : 'REFUSED'
    case 401:
      // Our key is wrong, and not the call: it will be right again when an operator has corrected the setting.
      return isAboutApiKey(error) ? 'UNAVAILABLE' : 'REFUSED'
    default:
      return 'REFUSED'
  }
}

function isAboutApiKey(error: Fields): boolean {
  return optionalText(error, 'name')?.toLowerCase() === 'api-key'
}

/** `name`: "first_name,ssn". `source.key`: {"address.city": "must be set"}, or comma-joined as well. */
function namedFields(error: Fields): string[] {
  const { key } = optionalFields(error.source)
  const names = isFields(key) ? Object.keys(key) : typeof key === 'string' ? key.split(',') : []
  return [...(optionalText(error, 'name')?.split(',') ?? []), ...names]
    .map((name) => name.trim().slice(0, FIELD_LENGTH_MAX))
    .filter((name) => NAME.test(name))
    .slice(0, FIELDS_MAX)
}

/** Seconds or a date. */
function readRetryAfter(header: string | null): number | null {
  if (header === null) return null
  const seconds = /^\d{1,9}$/.test(header.trim())
    ? Number(header)
    : Math.ceil((Date.parse(header) - Date.now()) / 1000)
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), RETRY_AFTER_SECONDS_MAX)
}
