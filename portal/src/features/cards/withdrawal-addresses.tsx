import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { BookMarked } from 'lucide-react'
import { call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Address } from '../../shared/ui/address.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'

export function WithdrawalAddresses() {
  const can = useCan()
  const addresses = useRead('GET /cards/account/configuration/withdrawal-addresses', {})
  return (
    <Panel
      title="Withdrawal addresses"
      lead="Fees go to these alone, a day after an address was added."
      actions={can('cards', 3) ? <AddAddress /> : undefined}
    >
      <Loaded of={addresses}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={BookMarked}
              title="No addresses yet"
              hint="Add the address that your fees should go to; it can be used a day later."
            />
          ) : (
            <PlainTable
              caption="Withdrawal addresses"
              rows={rows}
              idOf={({ id }) => id}
              columns={[
                { title: 'Name', cell: ({ alias }) => alias ?? '–' },
                {
                  title: 'Address',
                  cell: ({ address, blockchain }) => <Address value={address} blockchain={blockchain} />,
                },
                { title: 'Added', cell: ({ created_at }) => formatTime(created_at) },
                {
                  title: 'Actions',
                  isRight: true,
                  cell: ({ id }) =>
                    can('cards', 3) ? (
                      <ConfirmButton
                        label="Remove"
                        question="Remove this address?"
                        consequence="Fees can no longer go to it. Adding it again takes another day."
                        done="The address is removed"
                        button={{ size: 'compact-xs' }}
                        perform={(idempotencyKey) =>
                          call(
                            'DELETE /cards/account/configuration/withdrawal-addresses/{addressId}',
                            { path: { addressId: id } },
                            { idempotencyKey },
                          )
                        }
                      />
                    ) : null,
                },
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}

function AddAddress() {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { address: '', alias: '' },
    validate: { address: isNotEmpty('An address on POLYGON') },
  })
  const action = useAction(({ address, alias }: typeof form.values, idempotencyKey) => {
    const body = {
      address: address.trim(),
      blockchain: 'POLYGON',
      alias: alias.trim() === '' ? undefined : alias.trim(),
    }
    return call('POST /cards/account/configuration/withdrawal-addresses', { body }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        Add
      </Button>
      <FormModal
        title="Add a withdrawal address"
        isOpen={isOpen}
        onClose={close}
        action={action}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Add"
        done="The address can be used in a day"
      >
        <TextInput
          label="Address"
          description="On POLYGON"
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('address')}
        />
        <TextInput label="Name" {...form.getInputProps('alias')} />
      </FormModal>
    </>
  )
}
