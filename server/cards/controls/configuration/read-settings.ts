import { type Static, Type } from 'typebox'
import type { Profile } from '../../../kernel/config.ts'
import type { CardsConfig } from '../../../kernel/config-cards.ts'
import { amountField } from '../../../kernel/http/fields.ts'
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts'
import { isTimeZone } from '../business-day.ts'
import { invalid, readMillionths, readWhole } from './fields.ts'
import { readOrigin } from './origin.ts'

const HOLD_DAYS_MAX = 60
const CVV_ATTEMPTS_MAX = 10
const ANCESTORS_MAX = 20
const HOLDS = ['ecommerce', 'card_present', 'merchant_initiated', 'long'] as const

export const SettingsInput = Type.Object({
  limit_time_zone: Type.Optional(Type.String({ description: 'IANA' })),
  holding_floor: Type.Optional(amountField()),
  cvv_attempts: Type.Optional(amountField()),
  hold_days: Type.Optional(
    Type.Object({
      ecommerce: Type.Optional(amountField()),
      card_present: Type.Optional(amountField()),
      merchant_initiated: Type.Optional(amountField()),
      long: Type.Optional(amountField()),
    }),
  ),
  pan_page_ancestors: Type.Optional(Type.Array(Type.String(), { description: 'https origins' })),
})
/** As stored in card_programs.settings; what is absent is the platform's default. */
export interface StoredSettings {
  limit_time_zone?: string
  /** Micro-dollars. */
  holding_floor?: string
  cvv_attempts?: number
  hold_days?: Partial<Record<(typeof HOLDS)[number], number>>
  pan_page_ancestors?: string[]
}

/** V3 for what lies outside the bounds, the operator's among them. */
export function readSettings(
  body: Static<typeof SettingsInput>,
  operator: CardsConfig,
  profile: Profile,
): StoredSettings | Refusal {
  const given: StoredSettings = {}
  if (body.limit_time_zone !== undefined) {
    given.limit_time_zone = body.limit_time_zone.trim()
    if (!isTimeZone(given.limit_time_zone))
      return invalid('limit_time_zone must be an IANA time zone like Europe/Madrid')
  }
  if (body.holding_floor !== undefined) {
    const floor = readMillionths('holding_floor', body.holding_floor, {
      min: operator.floorMinimumMicroUsd,
      decimals: 2,
    })
    if (isRefusal(floor)) return floor
    given.holding_floor = floor.toString()
  }
  if (body.cvv_attempts !== undefined) {
    const attempts = readWhole('cvv_attempts', body.cvv_attempts, 1, CVV_ATTEMPTS_MAX)
    if (isRefusal(attempts)) return attempts
    given.cvv_attempts = attempts
  }
  const days = readHoldDays(body.hold_days ?? {})
  if (isRefusal(days)) return days
  given.hold_days = days
  if (body.pan_page_ancestors === undefined) return given
  if (body.pan_page_ancestors.length > ANCESTORS_MAX)
    return invalid(`pan_page_ancestors must not name more than ${ANCESTORS_MAX}`)
  const origins = body.pan_page_ancestors.map((text) => readOrigin(text, profile))
  const wrong = origins.indexOf(null)
  if (wrong !== -1)
    return invalid(`pan_page_ancestors[${wrong}] must be an origin like https://app.example.com`)
  return { ...given, pan_page_ancestors: [...new Set(origins.filter((origin) => origin !== null))] }
}

function readHoldDays(
  body: Readonly<Record<string, unknown>>,
): NonNullable<StoredSettings['hold_days']> | Refusal {
  const days: NonNullable<StoredSettings['hold_days']> = {}
  for (const name of HOLDS) {
    if (body[name] === undefined) continue
    const value = readWhole(`hold_days.${name}`, body[name], 1, HOLD_DAYS_MAX)
    if (isRefusal(value)) return value
    days[name] = value
  }
  return days
}
