import { useNavigate, useSearch } from '@tanstack/react-router'

/** What a list shows is in the address: it survives a reload, and can be sent to somebody. */
export interface ListSearch {
  readonly text: (name: string) => string | undefined
  readonly page: number
  /** Another filter begins on the first page. */
  readonly set: (changes: Readonly<Record<string, string | null>>) => void
  /** `asOf`: what the first page answered, so that nothing moves while somebody turns pages. */
  readonly setPage: (page: number, asOf?: string) => void
  /** What a table of the list is given. */
  readonly table: {
    readonly page: number
    readonly onPage: (page: number) => void
    readonly sort: ListSort | undefined
    readonly onSort: (sort: ListSort) => void
    /** Takes all filters away; undefined: there is none. */
    readonly onClear: (() => void) | undefined
  }
  /** What every list of the portal's own takes: text to find, order, page. */
  readonly asked: {
    readonly search: string | undefined
    readonly sort: string | undefined
    readonly page_number: string
    readonly as_of: string | undefined
    readonly size: string
  }
}

export interface ListSort {
  readonly field: string
  readonly isDescending: boolean
}

/** Where one is in a list, which filters nothing. */
const PLACE: readonly string[] = ['page', 'as_of', 'sort']

const FIRST_PAGE = { page: undefined, as_of: undefined }

export function useListSearch(): ListSearch {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const go = (changes: Readonly<Record<string, string | number | undefined>>) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...changes }), replace: true })
  const text = (name: string) => {
    const value = search[name]
    return value === undefined || value === null || value === '' ? undefined : String(value)
  }
  const number = Number(search.page ?? 1)
  const page = Number.isInteger(number) && number > 0 ? number : 1
  const sort = text('sort')
  const setPage = (next: number, asOf?: string) => go(next === 1 ? FIRST_PAGE : { page: next, as_of: asOf })
  const filters = Object.keys(search).filter((name) => !PLACE.includes(name) && text(name) !== undefined)
  const cleared = { ...Object.fromEntries(filters.map((name) => [name, undefined])), ...FIRST_PAGE }
  return {
    text,
    page,
    set: (changes) =>
      go({
        ...Object.fromEntries(
          Object.entries(changes).map(([name, value]) => [
            name,
            value === '' ? undefined : (value ?? undefined),
          ]),
        ),
        ...FIRST_PAGE,
      }),
    setPage,
    table: {
      page,
      onPage: setPage,
      sort:
        sort === undefined
          ? undefined
          : { field: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') },
      onSort: ({ field, isDescending }) => go({ sort: isDescending ? `-${field}` : field, ...FIRST_PAGE }),
      onClear: filters.length === 0 ? undefined : () => go(cleared),
    },
    asked: {
      search: text('q'),
      sort,
      page_number: String(page),
      as_of: page === 1 ? undefined : text('as_of'),
      size: '20',
    },
  }
}
