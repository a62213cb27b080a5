import { Button, Group, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { BookMarked } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Address } from '../../shared/ui/address.tsx'
import { ChainSelect } from '../../shared/ui/chain-select.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { SettingsFrame } from './settings-frame.tsx'

type Entry = Answer<'GET /management/allowed-addresses'>[number]

export function AddressesPage() {
  const addresses = useRead('GET /management/allowed-addresses', {})
  return (
    <SettingsFrame
      lead="Where payments may go when a policy allows listed addresses only."
      actions={<AllowAddress />}
    >
      <Panel>
        <Loaded of={addresses}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty
                icon={BookMarked}
                title="No addresses yet"
                hint="Add one before you need it: it can be used after a waiting time."
              />
            ) : (
              <PlainTable
                caption="Allowed addresses"
                rows={rows}
                idOf={({ id }: Entry) => id}
                columns={[
                  { title: 'Name', cell: ({ label }: Entry) => label ?? '–' },
                  { title: 'Chain', cell: ({ blockchain }: Entry) => blockchain },
                  {
                    title: 'Address',
                    cell: ({ address, blockchain }: Entry) => (
                      <Address value={address} blockchain={blockchain} />
                    ),
                  },
                  {
                    title: 'Usable',
                    cell: ({ usable_at }: Entry) =>
                      new Date(usable_at) <= new Date() ? (
                        <StatusBadge status="Active" />
                      ) : (
                        `from ${formatTime(usable_at)}`
                      ),
                  },
                  {
                    title: 'Actions',
                    isRight: true,
                    cell: ({ id }: Entry) => (
                      <Group justify="flex-end">
                        <ConfirmButton
                          label="Remove"
                          question="Remove this address?"
                          consequence="Payments that need a listed address no longer go to it."
                          done="The address is removed"
                          button={{ size: 'compact-xs' }}
                          perform={(idempotencyKey) =>
                            call(
                              'DELETE /management/allowed-addresses/{addressId}',
                              { path: { addressId: id } },
                              { idempotencyKey },
                            )
                          }
                        />
                      </Group>
                    ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Panel>
    </SettingsFrame>
  )
}

function AllowAddress() {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { address: '', blockchain: 'POLYGON', label: '' },
    validate: { address: isNotEmpty('An address on that chain') },
  })
  const action = useAction(({ address, blockchain, label }: typeof form.values, idempotencyKey) => {
    const body = { address: address.trim(), blockchain, label: label.trim() === '' ? null : label.trim() }
    return call('POST /management/allowed-addresses', { body }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button onClick={open}>Allow an address</Button>
      <FormModal
        title="Allow an address"
        isOpen={isOpen}
        onClose={close}
        action={action}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Allow"
        done="The address is on the list"
      >
        <ChainSelect {...form.getInputProps('blockchain')} />
        <TextInput label="Address" autoComplete="off" {...form.getInputProps('address')} />
        <TextInput label="Name" {...form.getInputProps('label')} />
      </FormModal>
    </>
  )
}
