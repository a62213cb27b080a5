import { Type } from 'typebox'
import { jsonb, type Reader } from '../../../kernel/database.ts'
import { type Route, readRoute, writeRoute } from '../../../kernel/http/route.ts'
import { jsonNumber } from '../../../kernel/money.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import { type ProgramSettings, readProgram } from '../../program.ts'
import type { ControlsDeps } from '../deps.ts'
import { showMillionths } from './fields.ts'
import { type Aspect, changeProgram } from './program-row.ts'
import { readSettings, SettingsInput, type StoredSettings } from './read-settings.ts'

const PATH = '/cards/account/configuration/settings'
const Shape = Type.Object({
  limit_time_zone: Type.String(),
  holding_floor: Type.Number(),
  cvv_attempts: Type.Integer(),
  hold_days: Type.Object({
    ecommerce: Type.Integer(),
    card_present: Type.Integer(),
    merchant_initiated: Type.Integer(),
    long: Type.Integer(),
  }),
  pan_page_ancestors: Type.Array(Type.String()),
})

/** What the company itself has set. */
const ASPECT: Aspect = { name: 'card_settings', show: ({ settings }) => settings as object }

export function settingsRoutes({ config }: ControlsDeps): Route[] {
  const show = async (reader: Reader, companyId: string) =>
    showSettings((await readProgram(reader, companyId, config.cards)).settings)
  return [
    readRoute({
      method: 'GET',
      path: PATH,
      access: { level: 1 },
      summary: 'Settings of cards',
      tag: 'Card configuration',
      answer: Shape,
      read: (db, { companyId }) => show(db, companyId),
    }),
    writeRoute({
      method: 'PUT',
      path: PATH,
      access: { level: 3 },
      summary: 'Change settings of cards; what is left out is kept',
      tag: 'Card configuration',
      refusals: ['CARD_CONFIGURATION'],
      body: SettingsInput,
      answer: Shape,
      async write(tx, call) {
        const given = readSettings(call.body, config.cards, config.profile)
        if (isRefusal(given)) return given
        const after = await changeProgram(tx, call, ASPECT, ({ settings }) => {
          const before = settings as StoredSettings
          const hold_days = { ...before.hold_days, ...given.hold_days }
          return { settings: jsonb({ ...before, ...given, hold_days }) }
        })
        return isRefusal(after) ? after : show(tx, call.companyId)
      },
    }),
  ]
}

function showSettings({
  limitTimeZone,
  holdingFloor,
  cvvAttempts,
  holdDays,
  panPageAncestors,
}: ProgramSettings): object {
  return {
    limit_time_zone: limitTimeZone,
    holding_floor: jsonNumber(showMillionths(holdingFloor)),
    cvv_attempts: cvvAttempts,
    hold_days: holdDays,
    pan_page_ancestors: panPageAncestors,
  }
}
