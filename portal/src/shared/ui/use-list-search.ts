import { useNavigate, useSearch } from '@tanstack/react-router'

/** What a list shows is in the address: it survives a reload, and can be sent to somebody. */
export interface ListSearch {
  readonly text: (name: string) => string | undefined
  readonly page: number
  /** Another filter begins on the first page. */
  readonly set: (changes: Readonly<Record<string, string | null>>) => void
  readonly setPage: (page: number) => void
}

export function useListSearch(): ListSearch {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const go = (changes: Readonly<Record<string, string | number | undefined>>) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...changes }), replace: true })
  const page = Number(search.page ?? 1)
  return {
    text(name) {
      const value = search[name]
      return value === undefined || value === null || value === '' ? undefined : String(value)
    },
    page: Number.isInteger(page) && page > 0 ? page : 1,
    set: (changes) =>
      go({
        ...Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value ?? undefined])),
        page: undefined,
      }),
    setPage: (next) => go({ page: next === 1 ? undefined : next }),
  }
}
