import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { readCodes } from './read-table.ts'

const INDUSTRIES = readCodes('industries.tsv')
const OCCUPATIONS = readCodes('occupations.tsv')

/** One of the six-digit codes of NAICS 2022: `541511`. */
export const isIndustryCode = (text: string): boolean => INDUSTRIES.has(text)

/** One of the detailed occupations of SOC 2018: `15-1252`. */
export const isOccupationCode = (text: string): boolean => OCCUPATIONS.has(text)

const listRoute = (path: string, summary: string, codes: ReadonlyMap<string, string>) => {
  const list = [...codes].map(([code, description]) => ({ code, description }))
  return readRoute({
    method: 'GET',
    path,
    access: { level: 1 },
    summary,
    tag: 'Reference data',
    answer: Type.Array(Type.Object({ code: Type.String(), description: Type.String() })),
    read: async () => list,
  })
}

export const listCodesRoutes = [
  listRoute('/management/clients/business-industries', 'List the industries (NAICS 2022)', INDUSTRIES),
  listRoute('/management/clients/occupation-codes', 'List the occupations (SOC 2018)', OCCUPATIONS),
]
