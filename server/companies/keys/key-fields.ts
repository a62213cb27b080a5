import ipaddr from 'ipaddr.js'
import { Type } from 'typebox'
import { malformed, readDate } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { LevelField } from '../schemas.ts'
import { type Levels, OPERATIONS } from './api-key.ts'

const ALLOW_LIST_ENTRIES_MAX = 100

const OptionalLevel = Type.Optional(LevelField)

/** What create and change take beside the name. */
export const keyFields = {
  levels: Type.Optional(
    Type.Object({
      treasury: OptionalLevel,
      virtual_wallets: OptionalLevel,
      cards: OptionalLevel,
      management: OptionalLevel,
    }),
  ),
  ip_allow_list: Type.Optional(Type.Array(Type.String(), { maxItems: ALLOW_LIST_ENTRIES_MAX })),
  expires_at: Type.Optional(Type.Union([Type.String(), Type.Null()])),
}

/** The levels given, the others as they are at present. */
export function readLevels(given: Partial<Levels>, present: Levels): Levels {
  const levels = { ...present }
  for (const operation of OPERATIONS) levels[operation] = given[operation] ?? present[operation]
  return levels
}

/** Addresses and CIDR ranges, IPv4 or IPv6, in canonical form and without repetitions. */
export function readAllowList(entries: readonly string[]): string[] | Refusal {
  const list = new Set<string>()
  for (const entry of entries) {
    const canonical = canonicalRange(entry.trim())
    if (canonical === null) return refuse('ALLOW_LIST_INVALID', { value: entry.slice(0, 100) })
    list.add(canonical)
  }
  return [...list]
}

function canonicalRange(text: string): string | null {
  const slash = text.indexOf('/')
  const addressText = slash === -1 ? text : text.slice(0, slash)
  const address = parseAddress(addressText)
  if (address === null) return null
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress())
    return slash === -1 ? address.toIPv4Address().toString() : null
  if (slash === -1) return address.toString()
  const bits = text.slice(slash + 1)
  const bitsMax = address.kind() === 'ipv4' ? 32 : 128
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > bitsMax) return null
  return `${address.toString()}/${Number(bits)}`
}

/** Dotted decimals only for IPv4: `010.1.1.1` and `1.1` mean different things to different readers. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text) && !/(^|\.)0\d/.test(text))
    return ipaddr.IPv4.isValid(text) ? ipaddr.IPv4.parse(text) : null
  return ipaddr.IPv6.isValid(text) && !text.includes('%') ? ipaddr.IPv6.parse(text) : null
}

/** Null: no expiry. */
export function readExpiry(value: string | null): Date | null | Refusal {
  if (value === null) return null
  const date = readDate('expires_at', value, '00:00:00.000')
  if (isRefusal(date)) return date
  return date ?? malformed('expires_at must be a date or null')
}
