import { Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemAlert } from './problem-alert.tsx'

interface LoadedProps<T> {
  readonly of: UseQueryResult<T>
  /** Lines of the placeholder. */
  readonly lines?: number
  readonly children: (data: T) => ReactNode
}

/** What a read has brought, or that it is on its way, or why it did not come. */
export function Loaded<T>({ of, lines = 3, children }: LoadedProps<T>) {
  if (of.data !== undefined) return children(of.data)
  if (of.error !== null) return <ProblemAlert error={of.error} onRetry={() => void of.refetch()} />
  return (
    <Stack gap="xs" aria-busy="true" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={line} h={18} radius="sm" />
      ))}
    </Stack>
  )
}
