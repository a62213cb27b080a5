import { urlOf } from './call.ts'

/** Where a file is, and its name. */
export interface CsvFile {
  readonly url: string
  readonly fileName: string
}

/** All rows of a list of the portal's own that fit, in the same order. */
export function listCsv(name: string, query: Readonly<Record<string, unknown>>): CsvFile {
  return {
    url: urlOf(`/portal/api/lists/${name}`, {}, { ...query, format: 'csv' }),
    fileName: `${name}.csv`,
  }
}

/** All rows of a list of the contract that fit; `path` is what its own path says of it. */
export function exportCsv(
  name: string,
  query: Readonly<Record<string, unknown>>,
  path: readonly string[] = [],
): CsvFile {
  const { size: _size, page_number: _page, paging_state_token: _token, ...filters } = query
  return {
    url: urlOf(['/portal/api/exports', name, ...path].join('/'), {}, filters),
    fileName: `${name}.csv`,
  }
}
