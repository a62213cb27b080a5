import { Button, Select, SimpleGrid, TagsInput, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import type { Operation } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'

export const OPERATIONS: readonly { readonly id: Operation; readonly label: string }[] = [
  { id: 'virtual_wallets', label: 'Wallets' },
  { id: 'cards', label: 'Cards' },
  { id: 'treasury', label: 'Treasury' },
  { id: 'management', label: 'Management' },
]

const LEVELS = [
  { value: '0', label: '0 Nothing' },
  { value: '1', label: '1 Read' },
  { value: '2', label: '2 Operate' },
  { value: '3', label: '3 Everything' },
]

export function CreateKey({ onCreated }: { readonly onCreated: (text: string) => void }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: {
      name: '',
      virtual_wallets: '0',
      cards: '0',
      treasury: '0',
      management: '0',
      ips: [] as string[],
    },
    validate: { name: isNotEmpty('A name, unique in your company') },
  })
  const action = useAction(async ({ name, ips, ...levels }: typeof form.values, idempotencyKey) => {
    const numbers = Object.fromEntries(
      Object.entries(levels).map(([operation, level]) => [operation, Number(level)]),
    )
    const body = { name: name.trim(), levels: numbers, ip_allow_list: ips }
    const { api_key } = await call('POST /management/keys/create', { body }, { idempotencyKey })
    onCreated(api_key)
  }, form.reset)
  return (
    <>
      <Button aria-haspopup="dialog" onClick={open}>
        New key
      </Button>
      <FormModal
        title="New API key"
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Create key"
        done="The key is there"
      >
        <TextInput label="Name" placeholder="Billing" data-autofocus {...form.getInputProps('name')} />
        <SimpleGrid cols={2} spacing="xs">
          {OPERATIONS.map(({ id, label }) => (
            <Select key={id} label={label} allowDeselect={false} data={LEVELS} {...form.getInputProps(id)} />
          ))}
        </SimpleGrid>
        <TagsInput
          label="Allowed addresses"
          description="IP addresses or ranges, Enter after each; none: from anywhere"
          placeholder="203.0.113.0/24"
          {...form.getInputProps('ips')}
        />
      </FormModal>
    </>
  )
}
