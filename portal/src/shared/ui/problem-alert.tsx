import { Alert, Button, Code, Group, Text } from '@mantine/core'
import { CircleAlert } from 'lucide-react'
import { toProblem } from '../api/problem.ts'
import { CopyButton } from './copy-button.tsx'

interface ProblemAlertProps {
  readonly error: unknown
  /** What it says stands at a field. */
  readonly isMarked?: boolean
  readonly onRetry?: () => void
}

/** What went wrong, what to do, and the trace id that support asks for. */
export function ProblemAlert({ error, isMarked = false, onRetry }: ProblemAlertProps) {
  const { message, nextStep, traceId } = toProblem(error)
  return (
    <Alert
      color="red"
      icon={<CircleAlert size={18} aria-hidden />}
      title={isMarked ? 'Look at the marked field.' : message}
      role="alert"
    >
      {nextStep === null || isMarked ? null : <Text size="sm">{nextStep}</Text>}
      {traceId === null ? null : (
        <Group gap={4} mt={6}>
          <Text size="xs" c="dimmed">
            Trace id
          </Text>
          <Code fz="xs">{traceId}</Code>
          <CopyButton value={traceId} label="Copy the trace id" />
        </Group>
      )}
      {onRetry === undefined ? null : (
        <Button size="xs" variant="default" mt="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  )
}
