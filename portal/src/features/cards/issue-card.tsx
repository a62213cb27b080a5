import { Button, Group, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { AmountInput } from '../../shared/ui/amount-input.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { METHODS } from './methods.ts'

const EMPTY = {
  card_holder_name: '',
  approval_method: 'TOP_UP',
  phone_country_code: '',
  phone: '',
  email: '',
  daily_limit: '',
  monthly_limit: '',
}

export function IssueCard() {
  const [isOpen, { open, close }] = useDisclosure()
  const navigate = useNavigate()
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      card_holder_name: (name) =>
        /^[\p{L} '.-]{1,27}$/u.test(name.trim()) ? null : '1 to 27 letters or spaces',
      phone_country_code: (code) => (/^\+?\d{1,3}$/.test(code.trim()) ? null : 'Such as 34'),
      phone: (phone) => (/^\d[\d\s]{3,}$/.test(phone.trim()) ? null : 'Digits only'),
    },
  })
  const { approval_method } = form.getValues()
  const action = useAction(async (fields: typeof form.values, idempotencyKey) => {
    const { email, daily_limit, monthly_limit, ...rest } = fields
    const body = {
      ...rest,
      card_holder_name: rest.card_holder_name.trim(),
      phone_country_code: rest.phone_country_code.replace('+', '').trim(),
      phone: rest.phone.replace(/\s/g, ''),
      email: email.trim() === '' ? undefined : email.trim(),
      daily_limit: daily_limit.trim() === '' ? undefined : daily_limit.trim(),
      monthly_limit: monthly_limit.trim() === '' ? undefined : monthly_limit.trim(),
    }
    const { id } = await call('POST /cards/virtual-cards/create', { body }, { idempotencyKey })
    await navigate({ to: `/cards/${id}` })
  }, form.reset)
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} aria-haspopup="dialog" onClick={open}>
        Issue a card
      </Button>
      <FormModal
        title="Issue a card"
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Issue"
        done="The card is issued"
      >
        <TextInput
          label="Name of the holder"
          placeholder="ANA RUIZ"
          data-autofocus
          {...form.getInputProps('card_holder_name')}
        />
        <Select
          label="Purchases are approved by"
          description={METHODS.find(({ value }) => value === approval_method)?.hint}
          allowDeselect={false}
          data={METHODS.map(({ value, label }) => ({ value, label }))}
          {...form.getInputProps('approval_method')}
        />
        <Group gap="xs" grow align="flex-start" preventGrowOverflow={false}>
          <TextInput
            label="Phone code"
            placeholder="34"
            inputMode="tel"
            w={96}
            {...form.getInputProps('phone_country_code')}
          />
          <TextInput label="Phone" placeholder="600000000" inputMode="tel" {...form.getInputProps('phone')} />
        </Group>
        <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
        <Group gap="xs" grow align="flex-start">
          <AmountInput
            label="Daily limit"
            description="USD; empty: none"
            {...form.getInputProps('daily_limit')}
          />
          <AmountInput
            label="Monthly limit"
            description="USD; empty: none"
            {...form.getInputProps('monthly_limit')}
          />
        </Group>
      </FormModal>
    </>
  )
}
