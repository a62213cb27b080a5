import { Button, Group, Select, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { ArrowDownLeft } from 'lucide-react'
import { call } from '../../shared/api/call.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { QuotedModal } from './quoted-modal.tsx'
import { CURRENCIES } from './states.ts'
import { WalletSelect } from './wallet-select.tsx'

const COP_RAILS = [
  { value: 'co_bank_transfer', label: 'Bank transfer (PSE)' },
  { value: 'bre_b', label: 'Bre-B key' },
]

interface Values {
  readonly wallet_id: string
  readonly currency: (typeof CURRENCIES)[number]
  readonly amount: string
  readonly rail: string
  readonly redirect_url: string
}

const EMPTY: Values = {
  wallet_id: '',
  currency: 'USD',
  amount: '',
  rail: 'co_bank_transfer',
  redirect_url: '',
}

/** Fiat of a payer becomes the balance of a wallet. */
export function StartOnRamp() {
  const [isOpen, { open, close }] = useDisclosure()
  const navigate = useNavigate()
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: {
      wallet_id: isNotEmpty('Which wallet'),
      amount: (amount) => checkAmount(amount, 2),
      redirect_url: (url, values) =>
        isByPse(values) && !/^https?:\/\//.test(url.trim()) ? 'An address that begins with https://' : null,
    },
  })
  const values = form.getValues()
  const shut = () => {
    form.reset()
    close()
  }
  return (
    <>
      <Button leftSection={<ArrowDownLeft size={16} aria-hidden />} aria-haspopup="dialog" onClick={open}>
        Fiat in
      </Button>
      <QuotedModal
        title="Fiat in"
        lead="Somebody pays fiat to the partner, and the wallet gets tokens for it."
        isOpen={isOpen}
        onClose={shut}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        ask={askQuote}
        start={async (input, idempotencyKey) => {
          const { id } = await start(input, idempotencyKey)
          await navigate({ to: `/ramps/${id}` })
        }}
        label="Start"
      >
        <WalletSelect {...form.getInputProps('wallet_id')} />
        <Group gap="xs" grow align="flex-start">
          <AmountInput label="Amount" {...form.getInputProps('amount')} />
          <Select
            label="Currency"
            allowDeselect={false}
            data={CURRENCIES}
            {...form.getInputProps('currency')}
          />
        </Group>
        {values.currency === 'COP' ? (
          <Select label="Paid by" allowDeselect={false} data={COP_RAILS} {...form.getInputProps('rail')} />
        ) : null}
        {isByPse(values) ? (
          <TextInput
            label="Where the bank sends the payer back to"
            type="url"
            placeholder="https://example.org/paid"
            {...form.getInputProps('redirect_url')}
          />
        ) : null}
      </QuotedModal>
    </>
  )
}

function isByPse({ currency, rail }: Values): boolean {
  return currency === 'COP' && rail === 'co_bank_transfer'
}

async function askQuote({ wallet_id, currency, amount }: Values, idempotencyKey: string) {
  const body = { wallet_id, origin_currency: currency, amount: amount.trim() }
  const quote = await call('POST /virtual-wallets/bank-ramps/ramp-on/simulate', { body }, { idempotencyKey })
  return [
    ['The payer pays', <Amount key="in" value={quote.original_amount} unit={quote.original_currency} />],
    ['Fee, in it', <Amount key="fee" value={quote.service_fee} unit={quote.original_currency} />],
    ['The wallet gets', <Amount key="out" value={quote.final_amount} unit={quote.final_currency} />],
    ['Rate, fixed when the money arrives', quote.exchange_rate],
  ] as const
}

function start(values: Values, idempotencyKey: string) {
  const { wallet_id, currency, amount, rail, redirect_url } = values
  const body = {
    wallet_id,
    source_currency: currency,
    amount: amount.trim(),
    ...(currency === 'COP' ? { payment_rail: rail } : {}),
    ...(isByPse(values) ? { redirect_url: redirect_url.trim() } : {}),
  }
  return call('POST /virtual-wallets/bank-ramps/ramp-on', { body }, { idempotencyKey })
}
