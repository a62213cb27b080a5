import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { BookMarked } from 'lucide-react'
import { call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Address } from '../../shared/ui/address.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'

type Row = ListRow<'withdrawal-addresses'>

export function WithdrawalAddresses() {
  const can = useCan()
  const search = useListSearch()
  const list = useList('withdrawal-addresses', search)
  return (
    <Panel
      title="Withdrawal addresses"
      lead="Fees go to these alone, a day after an address was added."
      actions={can('cards', 3) ? <AddAddress /> : undefined}
    >
      <Filters>
        <TextFilter search={search} name="q" label="Name or address" />
      </Filters>
      <ListTable
        caption="Withdrawal addresses"
        {...list}
        idOf={({ id }: Row) => id}
        columns={[
          { accessor: 'alias', title: 'Name', sortable: true, render: ({ alias }) => alias ?? '–' },
          {
            accessor: 'address',
            title: 'Address',
            render: ({ address, blockchain }) => <Address value={address} blockchain={blockchain} />,
          },
          {
            accessor: 'created_at',
            title: 'Added',
            sortable: true,
            render: ({ created_at }) => formatTime(created_at),
          },
          {
            accessor: 'actions',
            title: 'Actions',
            textAlign: 'right',
            hidden: !can('cards', 3),
            render: ({ id }) => <RemoveAddress id={id} />,
          },
        ]}
        empty={
          <Empty
            icon={BookMarked}
            title="No addresses yet"
            hint="Add the address that your fees should go to; it can be used a day later."
          />
        }
      />
    </Panel>
  )
}

function RemoveAddress({ id }: { readonly id: string }) {
  return (
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
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Add
      </Button>
      <FormModal
        title="Add a withdrawal address"
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
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
