import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import type { Card } from './card-page.tsx'

/** Goes to the card processor, which keeps and checks it; it is never shown again. */
export function SetPin({ card }: { readonly card: Card }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { pin: '', again: '' },
    validate: {
      pin: (pin) => (/^\d{4,12}$/.test(pin) ? null : '4 to 12 digits'),
      again: (again, { pin }) => (again === pin ? null : 'Not the same digits'),
    },
  })
  const action = useAction(
    (pin: string, idempotencyKey) =>
      call(
        'PUT /cards/virtual-cards/{cardId}/pin',
        { path: { cardId: card.id }, body: { pin } },
        { idempotencyKey },
      ),
    form.reset,
  )
  const input = { inputMode: 'numeric', autoComplete: 'off', maxLength: 12 } as const
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Set the PIN
      </Button>
      <FormModal
        title="Set the PIN"
        lead="The card processor keeps and checks it. It is stored nowhere here, and cannot be shown later."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues().pin)}
        label="Set the PIN"
        done="The card has its new PIN"
      >
        <PasswordInput
          label="PIN"
          description="4 to 12 digits"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the PIN', tabIndex: 0 }}
          data-autofocus
          {...input}
          {...form.getInputProps('pin')}
        />
        <PasswordInput
          label="PIN again"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the PIN', tabIndex: 0 }}
          {...input}
          {...form.getInputProps('again')}
        />
      </FormModal>
    </>
  )
}
