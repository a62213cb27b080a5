import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { QRCodeSVG } from 'qrcode.react'
import { call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatUsd } from '../../shared/format/amount.ts'
import { Address } from '../../shared/ui/address.tsx'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import type { Card } from './card-page.tsx'

/** What the card may spend, and where to send tokens for more. */
export function CardBalance({ card }: { readonly card: Card }) {
  const can = useCan()
  const path = { cardId: card.id }
  const balance = useRead('GET /cards/virtual-cards/{cardId}/virtual-balances', { path })
  const topUp = useRead('GET /cards/virtual-cards/{cardId}/top-up', { path })
  return (
    <Panel
      title="Balance"
      lead="Available, without what open purchases hold."
      actions={can('cards', 2) && card.status !== 'DELETED' ? <ChangeBalance card={card} /> : undefined}
    >
      <Loaded of={balance} lines={1}>
        {({ available_credit }) => (
          <Text fz={28} fw={650} style={{ fontVariantNumeric: 'tabular-nums' }}>
            {formatUsd(available_credit)}
          </Text>
        )}
      </Loaded>
      <Loaded of={topUp} lines={2}>
        {(addresses) =>
          addresses.map(({ address, blockchain, tokens }) => (
            <Group key={address} gap="md" align="flex-start" wrap="nowrap">
              <Stack bg="white" p={6} bdrs="sm" gap={0}>
                <QRCodeSVG value={address} size={84} title={`Deposit address ${address}`} />
              </Stack>
              <Stack gap={4}>
                <Text size="sm">
                  Top up with {tokens.join(' or ')} on {blockchain}
                </Text>
                <Address value={address} blockchain={blockchain} isWhole />
              </Stack>
            </Group>
          ))
        }
      </Loaded>
    </Panel>
  )
}

function ChangeBalance({ card }: { readonly card: Card }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { way: 'add', amount: '' },
    validate: { amount: (amount) => checkAmount(amount, 2) },
  })
  const action = useAction(({ way, amount }: typeof form.values, idempotencyKey) => {
    const input = { path: { cardId: card.id }, body: { amount: amount.trim() } }
    return way === 'add'
      ? call('POST /cards/virtual-cards/{cardId}/virtual-balance/add', input, { idempotencyKey })
      : call('POST /cards/virtual-cards/{cardId}/virtual-balance/subtract', input, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Change
      </Button>
      <FormModal
        title="Change the balance"
        lead="Nothing moves on chain: your holding wallet still has to cover what the card spends."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Change"
        done="The balance is changed"
      >
        <SegmentedControl
          aria-label="Add or take away"
          data={[
            { value: 'add', label: 'Add' },
            { value: 'subtract', label: 'Take away' },
          ]}
          {...form.getInputProps('way')}
        />
        <AmountInput label="Amount" description="USD" data-autofocus {...form.getInputProps('amount')} />
      </FormModal>
    </>
  )
}
