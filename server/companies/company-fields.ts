import { classifyAddress } from '../kernel/address-class.ts'
import type { Profile } from '../kernel/config.ts'
import { readText } from '../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+$/
const EMAIL_LENGTH_MAX = 254
const WEBHOOK_URL_LENGTH_MAX = 2048
const WEBHOOK_KEY_LENGTH_MIN = 10
const WEBHOOK_KEY_LENGTH_MAX = 255
/** The key is sent as a header: printable ASCII survives every HTTP library. */
const HEADER_TEXT = /^[\x20-\x7e]*$/

export function readEmail(field: string, value: string): string | Refusal {
  const email = value.trim()
  return email.length <= EMAIL_LENGTH_MAX && EMAIL.test(email) ? email : refuse('FIELD_INVALID', { field })
}

/** M2: at least 10 characters. */
export function readWebhookKey(field: string, value: string): string | Refusal {
  const key = value.trim()
  if (key.length < WEBHOOK_KEY_LENGTH_MIN) return refuse('WEBHOOK_KEY_SHORT')
  if (!HEADER_TEXT.test(key)) return refuse('FIELD_INVALID', { field })
  const bounded = readText(field, key, { max: WEBHOOK_KEY_LENGTH_MAX })
  return isRefusal(bounded) ? bounded : key
}

/**
 * M3, as far as the text alone shows it: http or https; in production https only and no address but a public one; the
 * sandbox also takes http and loopback. What a name resolves to is checked again at every delivery.
 */
export function readWebhookUrl(value: string, profile: Profile): string | Refusal {
  const text = value.trim()
  const invalid = refuse('WEBHOOK_URL_INVALID')
  if (text.length > WEBHOOK_URL_LENGTH_MAX || !URL.canParse(text)) return invalid
  const url = new URL(text)
  const schemes = profile === 'sandbox' ? ['https:', 'http:'] : ['https:']
  if (!schemes.includes(url.protocol)) return invalid
  if (url.username !== '' || url.password !== '') return invalid
  // The URL parser has already turned every spelling of an IPv4 address (0x7f.1, 2130706433) into dotted decimals.
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const isLoopbackName = host === 'localhost' || host.endsWith('.localhost')
  const addressClass = isLoopbackName ? 'LOOPBACK' : classifyAddress(host)
  if (addressClass === 'INTERNAL') return invalid
  if (addressClass === 'LOOPBACK' && profile !== 'sandbox') return invalid
  return text
}
