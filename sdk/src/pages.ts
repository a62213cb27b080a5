import type { Digits } from './generated/calls.ts'

/** An answer that is one page of a list, in either form of the contract. */
export interface Page {
  readonly items?: readonly unknown[]
  readonly movements?: readonly unknown[]
  readonly next_page?: Digits | null
  readonly paging_state_token?: string | null
}

export type Item<P> = P extends { readonly items: readonly (infer T)[] }
  ? T
  : P extends { readonly movements: readonly (infer T)[] }
    ? T
    : never

export type Cursor = { readonly page_number?: string; readonly paging_state_token?: string }

/** Every item of a list; the next page is read when the one before is used up. */
export async function* eachOf<P extends Page>(
  read: (cursor: Cursor) => Promise<P>,
): AsyncGenerator<Item<P>, void, undefined> {
  for (let cursor: Cursor | null = {}; cursor !== null; ) {
    const page: P = await read(cursor)
    yield* (page.items ?? page.movements ?? []) as Item<P>[]
    cursor = cursorAfter(page)
  }
}

function cursorAfter({ next_page, paging_state_token }: Page): Cursor | null {
  if (typeof next_page === 'string') return { page_number: next_page }
  return typeof paging_state_token === 'string' ? { paging_state_token } : null
}
