import { Type } from 'typebox'
import { findCountry } from '../../kernel/countries.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import { readTable } from './read-table.ts'

interface Identification {
  readonly type: string
  readonly description: string
}

/** What a person of any country may have. */
const EVERYWHERE: readonly Identification[] = [
  { type: 'PASSPORT', description: 'Passport' },
  { type: 'NATIONAL_ID', description: 'National identity document' },
  { type: 'DRIVERS_LICENSE', description: 'Driving licence' },
]

const BUSINESS_DEFAULT: readonly Identification[] = [
  { type: 'REGISTRATION_NUMBER', description: 'Number in the register of companies' },
  { type: 'TAX_ID', description: 'Tax number' },
]

const personal = byCountry('identifications.tsv')
const business = byCountry('business-identifications.tsv')

const listFor = (path: string, summary: string, list: (alpha2: string) => readonly Identification[]) =>
  readRoute({
    method: 'GET',
    path,
    access: { level: 1 },
    summary,
    tag: 'Reference data',
    refusals: ['COUNTRY_NOT_FOUND'],
    answer: Type.Array(Type.Object({ type: Type.String(), description: Type.String() })),
    async read(_db, { params }) {
      const country = findCountry(params.countryCode ?? '')
      return country === null ? refuse('COUNTRY_NOT_FOUND') : list(country.alpha2)
    },
  })

const listPersonal = (path: string) =>
  listFor(path, 'List the identifications of a person of a country', (alpha2) => [
    ...(personal.get(alpha2) ?? []),
    ...EVERYWHERE,
  ])

export const listIdentificationsRoutes = [
  listPersonal('/management/clients/identifications/{countryCode}'),
  listPersonal('/management/clients/individuals/identifications/{countryCode}'),
  listFor(
    '/management/clients/business-identifications/{countryCode}',
    'List the identifications of a business of a country',
    (alpha2) => business.get(alpha2) ?? BUSINESS_DEFAULT,
  ),
]

function byCountry(file: string): ReadonlyMap<string, readonly Identification[]> {
  const rows = Map.groupBy(readTable(file), ([alpha2 = '']) => alpha2)
  return new Map(
    [...rows].map(([alpha2, list]) => [
      alpha2,
      list.map(([, type = '', description = '']) => ({ type, description })),
    ]),
  )
}
