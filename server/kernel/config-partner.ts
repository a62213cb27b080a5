import { Secret } from './secret.ts'
import type { SettingsReader } from './settings.ts'

export const PARTNER_WEBHOOK_PATH = '/virtual-wallets/webhook/bridge'

export interface PartnerConfig {
  /** With its version (`…/v0`), without a slash at the end. */
  readonly url: string
  readonly apiKey: Secret<string>
  /** Where the partner reaches us; null: nowhere, so it tells nothing and is asked. */
  readonly webhookUrl: string | null
}

/** @param publicUrl where callers reach the platform; the partner too, unless another URL is set for it. */
export function readPartner(
  read: SettingsReader,
  profile: 'production' | 'sandbox',
  publicUrl: string | null,
): PartnerConfig | null {
  const url = readUrl(
    read,
    profile,
    'HOLDFAST_BRIDGE_URL',
    "The banking partner's API, Bridge's: https://api.bridge.xyz/v0; without it no ramps, and clients are decided by hand",
  )
  const apiKey = read.optional(
    'HOLDFAST_BRIDGE_API_KEY',
    'The key to it, of one account (sk-live-… or sk-test-…)',
  )
  const webhookUrl = readUrl(
    read,
    profile,
    'HOLDFAST_BRIDGE_WEBHOOK_URL',
    `Where it reaches us with its events; by default ${PARTNER_WEBHOOK_PATH} of HOLDFAST_PUBLIC_URL, and without that nowhere`,
  )
  if (url === '') return null
  if (apiKey === '') read.problems.push('HOLDFAST_BRIDGE_API_KEY is missing: HOLDFAST_BRIDGE_URL is set')
  else if (!/^[\x21-\x7e]+$/.test(apiKey))
    read.problems.push('HOLDFAST_BRIDGE_API_KEY must be printable ASCII without blanks')
  const own = publicUrl === null ? null : `${publicUrl}${PARTNER_WEBHOOK_PATH}`
  return {
    url: url.replace(/\/+$/, ''),
    apiKey: new Secret(apiKey),
    webhookUrl: webhookUrl === '' ? own : webhookUrl,
  }
}

/** The key and what belongs to people travel there: in production encrypted. */
function readUrl(
  read: SettingsReader,
  profile: 'production' | 'sandbox',
  name: string,
  what: string,
): string {
  const url = read.optional(name, what)
  const isAllowed = profile === 'production' ? /^https:\/\/[^?#\s]+$/ : /^https?:\/\/[^?#\s]+$/
  if (url !== '' && !isAllowed.test(url))
    read.problems.push(`${name} must be an ${profile === 'production' ? 'https' : 'http or https'} URL`)
  return url
}
