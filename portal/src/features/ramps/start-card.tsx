import { Anchor, Button, Center, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { CreditCard } from 'lucide-react'
import { QRCodeSVG } from 'qrcode.react'
import { useState } from 'react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { CopyButton } from '../../shared/ui/copy-button.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { CURRENCIES } from './states.ts'
import { WalletSelect } from './wallet-select.tsx'

type Session = Answer<'POST /virtual-wallets/ramps/{walletId}/credit-card/on'>

interface Values {
  readonly wallet_id: string
  readonly amount: string
  readonly asset: (typeof CURRENCIES)[number]
}

const EMPTY: Values = { wallet_id: '', amount: '', asset: 'USD' }

/** A page of the partner on which the client's card is charged. */
export function StartCard() {
  const [isOpen, { open, close }] = useDisclosure()
  const [session, setSession] = useState<Session | null>(null)
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: {
      wallet_id: isNotEmpty('Which wallet'),
      amount: (amount) => (amount.trim() === '' ? null : checkAmount(amount, 2)),
    },
  })
  const action = useAction(async ({ wallet_id, amount, asset }: Values, idempotencyKey) => {
    const body = { asset, ...(amount.trim() === '' ? {} : { amount: amount.trim() }) }
    const path = { walletId: wallet_id }
    setSession(
      await call('POST /virtual-wallets/ramps/{walletId}/credit-card/on', { path, body }, { idempotencyKey }),
    )
  }, form.reset)
  return (
    <>
      <Button
        variant="default"
        leftSection={<CreditCard size={16} aria-hidden />}
        aria-haspopup="dialog"
        onClick={open}
      >
        Card page
      </Button>
      <FormModal
        title="Card page"
        lead="The client pays by card on a page of the partner, and the wallet gets tokens for it."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Make the page"
        done="The page is there"
      >
        <WalletSelect {...form.getInputProps('wallet_id')} />
        <Group gap="xs" grow align="flex-start">
          <AmountInput label="Amount" description="Empty: chosen there" {...form.getInputProps('amount')} />
          <Select
            label="Currency"
            description="Of the card’s charge"
            allowDeselect={false}
            data={CURRENCIES}
            {...form.getInputProps('asset')}
          />
        </Group>
      </FormModal>
      <CardPage session={session} onClose={() => setSession(null)} />
    </>
  )
}

function CardPage({ session, onClose }: { readonly session: Session | null; readonly onClose: () => void }) {
  return (
    <Modal
      opened={session !== null}
      onClose={onClose}
      title="The card page"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {session === null ? null : (
        <Stack gap="sm" align="center">
          <Center bg="white" p="md" bdrs="md">
            <QRCodeSVG value={session.session_url} size={200} title="Address of the card page" />
          </Center>
          <Text size="sm" c="dimmed" ta="center">
            For the client, once: the address is not shown again.
          </Text>
          <Group gap="xs">
            <Anchor href={session.session_url} target="_blank" rel="noreferrer" size="sm">
              Open the page
            </Anchor>
            <CopyButton value={session.session_url} label="Copy the address" />
          </Group>
          <Button component={Link} to={`/ramps/${session.session_id}`} variant="default">
            To the ramp
          </Button>
        </Stack>
      )}
    </Modal>
  )
}
