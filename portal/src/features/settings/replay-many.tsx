import { Button, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'

type Wanted = 'DEAD' | 'DELIVERED'

/** After an outage: everything of some days again. */
export function ReplayMany() {
  const [isOpen, { open, close }] = useDisclosure()
  const today = new Date().toISOString().slice(0, 10)
  const form = useForm({ initialValues: { from_date: today, to_date: today, status: 'DEAD' as Wanted } })
  const action = useAction((body: typeof form.values, idempotencyKey) =>
    call('POST /management/webhooks/replay', { body }, { idempotencyKey }),
  )
  return (
    <>
      <Button variant="default" aria-haspopup="dialog" onClick={open}>
        Replay
      </Button>
      <FormModal
        title="Replay deliveries"
        lead="Authorizations and 3-D Secure events are never sent again."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => form.getValues()}
        label="Replay"
        done="The events go out again"
      >
        <TextInput label="From" type="date" {...form.getInputProps('from_date')} />
        <TextInput label="To" type="date" {...form.getInputProps('to_date')} />
        <Select
          label="Which"
          allowDeselect={false}
          data={[
            { value: 'DEAD', label: 'Those given up' },
            { value: 'DELIVERED', label: 'Those delivered' },
          ]}
          {...form.getInputProps('status')}
        />
      </FormModal>
    </>
  )
}
