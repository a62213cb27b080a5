import { urlOf } from './call.ts'

/** Where a file is, and its name. */
export interface CsvFile {
  readonly url: string
  readonly fileName: string
}

/** All rows of a list that fit, in the same order; what was added since as well. */
export function listCsv(name: string, query: Readonly<Record<string, unknown>>): CsvFile {
  const { size: _size, page_number: _page, as_of: _asOf, ...all } = query
  return {
    url: urlOf(`/portal/api/lists/${name}`, {}, { ...all, format: 'csv' }),
    fileName: `${name}.csv`,
  }
}
