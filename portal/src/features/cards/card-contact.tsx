import { Button, Group, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import type { Card } from './card-page.tsx'

const THREE_DS = [
  { value: 'sms', label: 'One-time code by SMS' },
  { value: 'webhook', label: 'Your system delivers the code' },
  { value: 'disabled', label: 'No challenge' },
]

/** Phone, e-mail and 3-D Secure: three calls, and only what was changed is sent. */
export function CardContact({ card }: { readonly card: Card }) {
  const [isOpen, { open, close }] = useDisclosure()
  const { dial_code, phone_number } = card.meta.otp_phone_number
  const form = useForm({
    initialValues: {
      code: dial_code,
      phone: phone_number,
      email: card.meta.email ?? '',
      type: card.forwarded_3ds_type,
    },
    validate: {
      code: (code) => (/^\d{1,3}$/.test(code) ? null : 'Such as 34'),
      phone: (phone) => (/^\d{4,}$/.test(phone) ? null : 'Digits only'),
    },
  })
  const path = { cardId: card.id }
  const action = useAction(async ({ code, phone, email, type }: typeof form.values) => {
    if (form.isDirty('code') || form.isDirty('phone'))
      await call('PUT /cards/virtual-cards/{cardId}/phone', {
        path,
        body: { phone_country_code: code, phone },
      })
    if (form.isDirty('email') && email !== '')
      await call('PUT /cards/virtual-cards/{cardId}/email', { path, body: { business_email: email } })
    if (form.isDirty('type'))
      await call('POST /cards/virtual-cards/{cardId}/3ds-configuration', { path, body: { type } })
  }, form.resetDirty)
  return (
    <>
      <Group>
        <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
          Change phone, e-mail or 3-D Secure
        </Button>
      </Group>
      <FormModal
        title="Contact and 3-D Secure"
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Save"
        done="Saved"
      >
        <Group gap="xs" grow align="flex-start" preventGrowOverflow={false}>
          <TextInput label="Phone code" inputMode="tel" w={96} {...form.getInputProps('code')} />
          <TextInput label="Phone" inputMode="tel" {...form.getInputProps('phone')} />
        </Group>
        <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
        <Select label="3-D Secure" allowDeselect={false} data={THREE_DS} {...form.getInputProps('type')} />
      </FormModal>
    </>
  )
}
