import { Type } from 'typebox'
import { findCountry } from '../../../kernel/countries.ts'
import { amountField } from '../../../kernel/http/fields.ts'
import { type Route, readRoute, writeRoute } from '../../../kernel/http/route.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import { invalid } from './fields.ts'
import { type Aspect, changeProgram, type ProgramRow, readProgramRow } from './program-row.ts'

const PATH = '/cards/account/configuration/blocked-countries'
const Shape = Type.Object({ countries: Type.Array(Type.String()) })
const ASPECT: Aspect = { name: 'card_blocked_countries', show }

export function blockedCountriesRoutes(): Route[] {
  return [
    readRoute({
      method: 'GET',
      path: PATH,
      access: { level: 1 },
      summary: 'Blocked merchant countries',
      tag: 'Card configuration',
      answer: Shape,
      read: async (db, { companyId }) => show(await readProgramRow(db, companyId)),
    }),
    writeRoute({
      method: 'PUT',
      path: PATH,
      access: { level: 2 },
      summary: 'Replace the blocked merchant countries',
      tag: 'Card configuration',
      refusals: ['CARD_CONFIGURATION'],
      body: Type.Object({
        countries: Type.Array(amountField(), { description: 'Alpha-2, alpha-3 or numeric codes' }),
      }),
      answer: Shape,
      async write(tx, call) {
        const found = call.body.countries.map((code) => findCountry(String(code)))
        const wrong = found.indexOf(null)
        if (wrong !== -1) return invalid(`countries[${wrong}] is no country code`)
        const codes = found.flatMap((country) => (country === null ? [] : [country.alpha3]))
        const blocked_countries = [...new Set(codes)].sort()
        const after = await changeProgram(tx, call, ASPECT, () => ({ blocked_countries }))
        return isRefusal(after) ? after : show(after)
      },
    }),
  ]
}

function show({ blocked_countries }: ProgramRow): { countries: string[] } {
  return { countries: blocked_countries }
}
