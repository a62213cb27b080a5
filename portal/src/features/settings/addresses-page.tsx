import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { BookMarked } from 'lucide-react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Address } from '../../shared/ui/address.tsx'
import { ChainSelect } from '../../shared/ui/chain-select.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChainFilter, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { SettingsFrame } from './settings-frame.tsx'

type Entry = ListRow<'allowed-addresses'>

export function AddressesPage() {
  const search = useListSearch()
  const list = useList('allowed-addresses', search, { blockchain: search.text('chain') })
  return (
    <SettingsFrame
      lead="Where payments may go when a policy allows listed addresses only."
      actions={<AllowAddress />}
    >
      <Filters>
        <TextFilter search={search} name="q" label="Name or address" />
        <ChainFilter search={search} />
      </Filters>
      <ListTable
        caption="Allowed addresses"
        {...list}
        idOf={({ id }: Entry) => id}
        columns={[
          { accessor: 'label', title: 'Name', sortable: true, render: ({ label }) => label ?? '–' },
          { accessor: 'blockchain', title: 'Chain', sortable: true },
          {
            accessor: 'address',
            title: 'Address',
            render: ({ address, blockchain }) => <Address value={address} blockchain={blockchain} />,
          },
          {
            accessor: 'usable_at',
            title: 'Usable',
            sortable: true,
            render: ({ usable_at }) =>
              usable_at === null || new Date(usable_at) <= new Date() ? (
                <StatusBadge status="Active" />
              ) : (
                `from ${formatTime(usable_at)}`
              ),
          },
          {
            accessor: 'actions',
            title: 'Actions',
            textAlign: 'right',
            render: ({ id }) => (
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
            ),
          },
        ]}
        empty={
          <Empty
            icon={BookMarked}
            title="No addresses yet"
            hint="Add one before you need it: it can be used after a waiting time."
          />
        }
      />
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
      <Button aria-haspopup="dialog" onClick={open}>
        Allow an address
      </Button>
      <FormModal
        title="Allow an address"
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
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
