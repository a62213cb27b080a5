import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useAction } from '../../shared/api/use-action.ts'
import { type Fact, Facts } from '../../shared/ui/facts.tsx'
import { ProblemAlert } from '../../shared/ui/problem-alert.tsx'
import { type MarkedForm, useFieldProblem } from '../../shared/ui/use-field-problem.ts'

interface QuotedModalProps<Input> {
  readonly title: string
  readonly lead: string
  readonly isOpen: boolean
  readonly onClose: () => void
  /** Another input needs another quote. */
  readonly form: MarkedForm
  /** What is sent; null: something is not filled in yet, and the form shows it. */
  readonly read: () => Input | null
  readonly ask: (input: Input, idempotencyKey: string) => Promise<readonly Fact[]>
  readonly start: (input: Input, idempotencyKey: string) => Promise<unknown>
  readonly label: string
  readonly children: ReactNode
}

/** Asks for the price first, shows it, and starts only what was shown. */
export function QuotedModal<Input>(props: QuotedModalProps<Input>) {
  const { title, lead, isOpen, onClose, form, read, ask, start, label, children } = props
  const text = JSON.stringify(form.getValues())
  const [quote, setQuote] = useState<{ readonly of: string; readonly facts: readonly Fact[] } | null>(null)
  const asking = useAction(async (input: Input, key) => setQuote({ of: text, facts: await ask(input, key) }))
  const starting = useAction(start)
  const facts = quote?.of === text ? quote.facts : null
  const close = () => {
    setQuote(null)
    asking.forget()
    starting.forget()
    onClose()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const input = read()
    if (input === null || asking.isRunning || starting.isRunning) return
    starting.forget()
    if (facts === null) await asking.run(input)
    else if (await starting.run(input)) close()
  }
  const problem = starting.problem ?? asking.problem
  const isMarked = useFieldProblem(form, problem)
  return (
    <Modal opened={isOpen} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <Text size="sm">{lead}</Text>
          {children}
          {facts === null ? null : (
            <Alert role="status" color="kelp" title="By the rate of now">
              <Facts columns={2} facts={facts} />
            </Alert>
          )}
          {problem === null ? null : <ProblemAlert error={problem} isMarked={isMarked} />}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={asking.isRunning || starting.isRunning}>
              {facts === null ? 'Show the quote' : label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
