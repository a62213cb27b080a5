import { Button, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useAction } from '../api/use-action.ts'
import { FormModal } from './form-modal.tsx'

interface ConfirmButtonProps {
  readonly label: string
  readonly question: string
  /** What will happen, and whether it can be undone. */
  readonly consequence: ReactNode
  readonly done: string
  readonly perform: (idempotencyKey: string) => Promise<unknown>
  readonly onDone?: () => void
  readonly isDangerous?: boolean
  readonly button?: ButtonProps
}

/** A button that asks once more, saying what will happen. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, question, consequence, done, perform, onDone, isDangerous = false, button = {} } = props
  const [isOpen, { open, close }] = useDisclosure()
  const action = useAction((_input: true, key: string) => perform(key), onDone)
  return (
    <>
      <Button variant="default" {...button} aria-haspopup="dialog" onClick={open}>
        {label}
      </Button>
      <FormModal
        title={question}
        isOpen={isOpen}
        onClose={close}
        action={action}
        read={() => true}
        label={label}
        done={done}
        isDangerous={isDangerous}
        lead={consequence}
      />
    </>
  )
}
