import { Type } from 'typebox'
import { jsonb } from '../../../kernel/database.ts'
import { amountField } from '../../../kernel/http/fields.ts'
import { type Route, readRoute, writeRoute } from '../../../kernel/http/route.ts'
import { jsonNumber, type RawJson } from '../../../kernel/money.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { ControlsDeps } from '../deps.ts'
import { readMillionths, showMillionths } from './fields.ts'
import { type Aspect, changeProgram, type ProgramRow, readProgramRow } from './program-row.ts'

const PATH = '/cards/account/configuration/fees'
const HUNDRED_PERCENT = 100_000_000n
/** A thousand dollars on one withdrawal of cash. */
const FLAT_MAX = 1_000_000_000n

const FEES = {
  fx_percentage: HUNDRED_PERCENT,
  atm_flat: FLAT_MAX,
  atm_percentage: HUNDRED_PERCENT,
  deposit_percentage: HUNDRED_PERCENT,
} as const
const NAMES = Object.keys(FEES) as (keyof typeof FEES)[]

const Shape = Type.Object({
  fx_percentage: Type.Number(),
  atm_flat: Type.Number(),
  atm_percentage: Type.Number(),
  deposit_percentage: Type.Number(),
  provider_fx_percentage: Type.Number(),
  provider_atm_flat: Type.Number(),
  provider_atm_percentage: Type.Number(),
  provider_deposit_percentage: Type.Number(),
})

const ASPECT: Aspect = { name: 'card_fees', show: ownFees }

export function feesRoutes({ config }: ControlsDeps): Route[] {
  const { fxPercent, atmFlat, atmPercent, depositPercent } = config.cards.providerFees
  const show = (row: ProgramRow) => ({
    ...ownFees(row),
    provider_fx_percentage: jsonNumber(showMillionths(fxPercent)),
    provider_atm_flat: jsonNumber(showMillionths(atmFlat)),
    provider_atm_percentage: jsonNumber(showMillionths(atmPercent)),
    provider_deposit_percentage: jsonNumber(showMillionths(depositPercent)),
  })
  return [
    readRoute({
      method: 'GET',
      path: PATH,
      access: { level: 1 },
      summary: "Fees on purchases and deposits: the company's and the provider's",
      tag: 'Card configuration',
      answer: Shape,
      read: async (db, { companyId }) => show(await readProgramRow(db, companyId)),
    }),
    writeRoute({
      method: 'PUT',
      path: PATH,
      access: { level: 3 },
      summary: "Change the company's fees, from the next purchase or deposit; what is left out is kept",
      tag: 'Card configuration',
      refusals: ['CARD_CONFIGURATION'],
      body: Type.Object({
        fx_percentage: Type.Optional(amountField()),
        atm_flat: Type.Optional(amountField()),
        atm_percentage: Type.Optional(amountField()),
        deposit_percentage: Type.Optional(amountField()),
      }),
      answer: Shape,
      async write(tx, call) {
        const given: Record<string, string> = {}
        for (const name of NAMES) {
          if (call.body[name] === undefined) continue
          const units = readMillionths(name, call.body[name], { max: FEES[name] })
          if (isRefusal(units)) return units
          given[name] = units.toString()
        }
        const after = await changeProgram(tx, call, ASPECT, ({ fees }) => ({
          fees: jsonb({ ...(fees as object), ...given }),
        }))
        return isRefusal(after) ? after : show(after)
      },
    }),
  ]
}

function ownFees({ fees }: ProgramRow): Record<string, RawJson> {
  const stored = new Map<string, string>(Object.entries(fees as Record<string, string>))
  return Object.fromEntries(
    NAMES.map((name) => [name, jsonNumber(showMillionths(BigInt(stored.get(name) ?? '0')))]),
  )
}
