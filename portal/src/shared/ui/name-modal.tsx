import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useAction } from '../api/use-action.ts'
import { FormModal } from './form-modal.tsx'

interface NameModalProps {
  /** On the button. */
  readonly label: string
  readonly title: string
  readonly lead?: string
  readonly save: string
  readonly done: string
  readonly initial?: string
  readonly isPrimary?: boolean
  readonly perform: (name: string, idempotencyKey: string) => Promise<unknown>
}

/** Asks for a name and nothing else. */
export function NameModal(props: NameModalProps) {
  const { label, title, lead, save, done, initial = '', isPrimary = false, perform } = props
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { name: initial },
    validate: { name: isNotEmpty('A name is needed') },
  })
  const action = useAction((name: string, idempotencyKey) => perform(name, idempotencyKey))
  return (
    <>
      <Button
        size={isPrimary ? 'sm' : 'xs'}
        variant={isPrimary ? 'filled' : 'default'}
        aria-haspopup="dialog"
        onClick={open}
      >
        {label}
      </Button>
      <FormModal
        title={title}
        lead={lead}
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues().name.trim())}
        label={save}
        done={done}
      >
        <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
      </FormModal>
    </>
  )
}
