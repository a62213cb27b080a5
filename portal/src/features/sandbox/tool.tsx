import { Button, Fieldset, Group, Stack, Text } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import type { Action } from '../../shared/api/use-action.ts'
import { ProblemAlert } from '../../shared/ui/problem-alert.tsx'
import { type MarkedForm, useFieldProblem } from '../../shared/ui/use-field-problem.ts'

interface ToolProps<Input> {
  readonly title: string
  readonly action: Action<Input>
  readonly form: MarkedForm
  readonly read: () => Input | null
  readonly label: string
  /** What has come of it. */
  readonly outcome: string | null
  readonly children: ReactNode
}

/** One thing that can be made to happen. */
export function Tool<Input>({ title, action, form, read, label, outcome, children }: ToolProps<Input>) {
  const isMarked = useFieldProblem(form, action.problem)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const input = read()
    if (input !== null) void action.run(input)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Fieldset legend={title} radius="md">
        <Stack gap="sm">
          {children}
          {action.problem === null ? null : <ProblemAlert error={action.problem} isMarked={isMarked} />}
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" role="status">
              {outcome}
            </Text>
            <Button type="submit" size="xs" loading={action.isRunning} style={{ flexShrink: 0 }}>
              {label}
            </Button>
          </Group>
        </Stack>
      </Fieldset>
    </form>
  )
}
