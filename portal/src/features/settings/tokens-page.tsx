import { Button, Group, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { Coins } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { ChainSelect } from '../../shared/ui/chain-select.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { SettingsFrame } from './settings-frame.tsx'

type Token = Answer<'GET /mpc/tokens/list'>[number]

export function TokensPage() {
  const tokens = useRead('GET /mpc/tokens/list', {})
  return (
    <SettingsFrame
      lead="Tokens of your own besides USDC and USDT, with the price at which deposits count."
      actions={<AddToken />}
    >
      <Panel>
        <Loaded of={tokens}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty
                icon={Coins}
                title="No tokens of your own"
                hint="The default tokens of each chain work without being listed here."
              />
            ) : (
              <PlainTable
                caption="Tokens"
                rows={rows}
                idOf={({ id }: Token) => id}
                columns={[
                  { title: 'Token', cell: ({ name, symbol }: Token) => `${name} (${symbol})` },
                  { title: 'Chain', cell: ({ blockchain }: Token) => blockchain },
                  {
                    title: 'Address',
                    cell: ({ address, blockchain }: Token) => (
                      <Address value={address} blockchain={blockchain} />
                    ),
                  },
                  {
                    title: 'Price',
                    isRight: true,
                    cell: ({ usd_price }: Token) => <Amount value={usd_price} unit="USD" />,
                  },
                  {
                    title: 'Actions',
                    isRight: true,
                    cell: ({ id, symbol }: Token) => (
                      <Group justify="flex-end">
                        <ConfirmButton
                          label="Remove"
                          question={`Remove ${symbol}?`}
                          consequence="Refused while any balance of it is not zero. Later deposits of it are not credited."
                          done="The token is removed"
                          isDangerous
                          button={{ size: 'compact-xs' }}
                          perform={(idempotencyKey) =>
                            call(
                              'DELETE /management/tokens/{tokenId}',
                              { path: { tokenId: id } },
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
      <Button onClick={open}>Add a token</Button>
      <FormModal
        title="Add a token"
        lead="Name, symbol and decimals are read from the chain."
        isOpen={isOpen}
        onClose={close}
        action={action}
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
