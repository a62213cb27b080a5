import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { Coins } from 'lucide-react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { ChainSelect } from '../../shared/ui/chain-select.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChainFilter, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { SettingsFrame } from './settings-frame.tsx'

type Token = ListRow<'tokens'>

export function TokensPage() {
  const search = useListSearch()
  const list = useList('tokens', search, { blockchain: search.text('chain') })
  return (
    <SettingsFrame
      lead="Tokens of your own besides USDC and USDT, with the price at which deposits count."
      actions={<AddToken />}
    >
      <Filters>
        <TextFilter search={search} name="q" label="Name, symbol or address" />
        <ChainFilter search={search} />
      </Filters>
      <ListTable
        caption="Tokens"
        {...list}
        idOf={({ id }: Token) => id}
        columns={[
          {
            accessor: 'symbol',
            title: 'Token',
            sortable: true,
            render: ({ name, symbol }) => `${name} (${symbol})`,
          },
          { accessor: 'blockchain', title: 'Chain', sortable: true },
          {
            accessor: 'address',
            title: 'Address',
            render: ({ address, blockchain }) => <Address value={address} blockchain={blockchain} />,
          },
          {
            accessor: 'usd_price',
            title: 'Price',
            textAlign: 'right',
            sortable: true,
            render: ({ usd_price }) => <Amount value={usd_price} unit="USD" />,
          },
          {
            accessor: 'actions',
            title: 'Actions',
            textAlign: 'right',
            render: ({ id, symbol }) => (
              <ConfirmButton
                label="Remove"
                question={`Remove ${symbol}?`}
                consequence="Refused while any balance of it is not zero. Later deposits of it are not credited."
                done="The token is removed"
                isDangerous
                button={{ size: 'compact-xs' }}
                perform={(idempotencyKey) =>
                  call('DELETE /management/tokens/{tokenId}', { path: { tokenId: id } }, { idempotencyKey })
                }
              />
            ),
          },
        ]}
        empty={
          <Empty
            icon={Coins}
            title="No tokens of your own"
            hint="The default tokens of each chain work without being listed here."
          />
        }
      />
    </SettingsFrame>
  )
}

function AddToken() {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { blockchain: 'POLYGON', address: '', usd_price: '' },
    validate: {
      address: isNotEmpty('The address of its contract'),
      usd_price: (price) => checkAmount(price, 18),
    },
  })
  const action = useAction(({ address, usd_price, blockchain }: typeof form.values, idempotencyKey) => {
    const body = { blockchain, address: address.trim(), usd_price: usd_price.trim() }
    return call('POST /management/tokens', { body }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button aria-haspopup="dialog" onClick={open}>
        Add a token
      </Button>
      <FormModal
        title="Add a token"
        lead="Name, symbol and decimals are read from the chain."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Add"
        done="The token is added"
      >
        <ChainSelect {...form.getInputProps('blockchain')} />
        <TextInput label="Address of the contract" autoComplete="off" {...form.getInputProps('address')} />
        <AmountInput
          label="Price"
          description="USD for one"
          placeholder="1.00"
          {...form.getInputProps('usd_price')}
        />
      </FormModal>
    </>
  )
}
