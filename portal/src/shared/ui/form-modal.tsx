import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, type ReactNode, useEffect } from 'react'
import type { Action } from '../api/use-action.ts'
import { ProblemAlert } from './problem-alert.tsx'
import { type MarkedForm, useFieldProblem } from './use-field-problem.ts'

interface FormModalProps<Input> {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly action: Action<Input>
  /** What is sent; null: something is not filled in yet, and the form shows it. */
  readonly read: () => Input | null
  /** Its field that was refused is marked. */
  readonly form?: MarkedForm
  readonly hints?: Readonly<Record<string, string | undefined>>
  readonly label: string
  /** What is told afterwards. */
  readonly done: string
  readonly isDangerous?: boolean
  readonly lead?: ReactNode
  readonly children?: ReactNode
}

/** A question with an answer: its fields, what refused it, and one button that does it. */
export function FormModal<Input>(props: FormModalProps<Input>) {
  const {
    title,
    isOpen,
    onClose,
    action,
    read,
    form,
    hints,
    label,
    done,
    isDangerous = false,
    lead,
    children,
  } = props
  const isMarked = useFieldProblem(form, action.problem, hints)
  const { forget } = action
  // biome-ignore lint/correctness/useExhaustiveDependencies: only opening forgets what was refused before
  useEffect(() => {
    if (isOpen) forget()
  }, [isOpen])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const input = read()
    if (action.isRunning) return
    // What refused it before says nothing of what is typed now.
    if (input === null) return forget()
    if (!(await action.run(input))) return
    notifications.show({ message: done, color: 'kelp' })
    onClose()
  }
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          {lead === undefined ? null : <Text size="sm">{lead}</Text>}
          {children}
          {action.problem === null ? null : <ProblemAlert error={action.problem} isMarked={isMarked} />}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={action.isRunning} {...(isDangerous ? { color: 'red' } : {})}>
              {label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
