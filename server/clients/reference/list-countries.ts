import { Type } from 'typebox'
import { COUNTRIES } from '../../kernel/countries.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { readCodes } from './read-table.ts'
import { subdivisionsOf } from './subdivisions.ts'

const POSTAL_CODE_FORMATS = readCodes('postal-code-formats.tsv')

const data = COUNTRIES.map((country) => ({
  name: country.name,
  alpha3: country.alpha3,
  postal_code_format: POSTAL_CODE_FORMATS.get(country.alpha2) ?? null,
  subdivisions: subdivisionsOf(country),
}))

const answer = Type.Object({
  count: Type.Integer(),
  data: Type.Array(
    Type.Object({
      name: Type.String(),
      alpha3: Type.String(),
      postal_code_format: Type.Union([
        Type.String({ description: '`#` is a digit, `@` a letter, all else stands as it is' }),
        Type.Null(),
      ]),
      subdivisions: Type.Array(Type.Object({ name: Type.String(), code: Type.String() })),
    }),
  ),
})

const PATHS = ['/management/clients/countries', '/management/clients/individuals/countries'] as const

export const listCountriesRoutes = PATHS.map((path) =>
  readRoute({
    method: 'GET',
    path,
    access: { level: 1 },
    summary: 'List the countries with their subdivisions and the form of their postal codes',
    tag: 'Reference data',
    answer,
    read: async () => ({ count: data.length, data }),
  }),
)
