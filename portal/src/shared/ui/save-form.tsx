import { Button, Fieldset, Group, Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { type Operation, useCan } from '../api/session.ts'
import type { Action } from '../api/use-action.ts'
import { Panel } from './panel.tsx'
import { ProblemAlert } from './problem-alert.tsx'
import { useFieldProblem } from './use-field-problem.ts'

interface SaveFormProps<Values extends object> {
  readonly title: string
  readonly lead?: string
  /** Below that level the fields are shown and cannot be changed. */
  readonly needs: readonly [Operation, number]
  readonly form: UseFormReturnType<Values>
  readonly action: Action<Values>
  readonly hints?: Readonly<Record<string, string | undefined>>
  readonly done: string
  readonly label?: string
  /** Nothing has to be changed before it is sent. */
  readonly isAlwaysReady?: boolean
  readonly children: ReactNode
}

/** A panel of settings with one button that saves them. */
export function SaveForm<Values extends object>(props: SaveFormProps<Values>) {
  const {
    title,
    lead,
    needs,
    form,
    action,
    hints,
    done,
    label = 'Save',
    isAlwaysReady = false,
    children,
  } = props
  const isMarked = useFieldProblem(form, action.problem, hints)
  const mayWrite = useCan()(...needs)
  const save = async (values: Values) => {
    if (await action.run(values)) notifications.show({ message: done, color: 'kelp' })
  }
  return (
    <Panel title={title} lead={lead}>
      <form onSubmit={form.onSubmit((values) => void save(values))} noValidate>
        <Fieldset variant="unstyled" mx={0} disabled={!mayWrite}>
          <Stack gap="md">
            {children}
            {action.problem === null ? null : <ProblemAlert error={action.problem} isMarked={isMarked} />}
            {mayWrite ? (
              <Group justify="flex-end">
                <Button type="submit" loading={action.isRunning} disabled={!isAlwaysReady && !form.isDirty()}>
                  {label}
                </Button>
              </Group>
            ) : null}
          </Stack>
        </Fieldset>
      </form>
    </Panel>
  )
}
