import { keepPreviousData, type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { type CallName, type CallOptions, call, type Input } from './call.ts'
import { Problem } from './problem.ts'

export interface ReadOptions extends Pick<CallOptions, 'version' | 'isBackground'> {
  readonly enabled?: boolean
  /** Ask again by itself, for what no event tells. */
  readonly everyMs?: number
}

/** A read of the platform: known while its page is shown, asked again when an event says that it has changed. */
export function read<N extends CallName>(
  name: N,
  input: Input<N>,
  { version, enabled = true, everyMs }: ReadOptions = {},
) {
  return queryOptions({
    queryKey: [name, input, version ?? 1],
    queryFn: ({ signal }) => call(name, input, { signal, ...(version === undefined ? {} : { version }) }),
    enabled,
    // A page of a list stays until the next one is there.
    placeholderData: keepPreviousData,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  })
}

export function useRead<N extends CallName>(name: N, input: Input<N>, options?: ReadOptions) {
  return useQuery(read(name, input, options))
}

/** A refusal stays one; only what did not reach the platform is tried again. */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500)
}

/** Everything below these paths is asked again where it is shown. */
export function refresh(client: QueryClient, paths: readonly string[]): void {
  void client.invalidateQueries({
    predicate: ({ queryKey: [name] }) =>
      typeof name === 'string' && paths.some((path) => name.startsWith(`GET ${path}`)),
  })
}
