import { Anchor, Button, Select, Text, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowUpRight } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatAmount } from '../../shared/format/amount.ts'
import { textField } from '../../shared/format/field.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { QuotedModal } from './quoted-modal.tsx'
import { describeRail } from './states.ts'
import { WalletSelect } from './wallet-select.tsx'

type Bank = Answer<'GET /management/clients/{clientId}/banks'>[number]

const EMPTY = { wallet_id: '', bank_account_id: '', amount: '', reference: '' }
type Values = typeof EMPTY

/** The partner's own bound in Colombia. */
const REFERENCE_MAX = 18
const NUMBERS = ['iban', 'clabe', 'pix_key', 'bre_b_key', 'account_number'] as const

/** The balance of a wallet becomes fiat on a bank account of its client. */
export function StartOffRamp() {
  const [isOpen, { open, close }] = useDisclosure()
  const navigate = useNavigate()
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      wallet_id: isNotEmpty('Which wallet'),
      bank_account_id: isNotEmpty('Which bank account'),
      amount: (amount) => checkAmount(amount),
    },
  })
  const values = form.getValues()
  const { clientId, banks, balance } = useParty(values.wallet_id)
  const bank = banks?.find(({ id }) => id === values.bank_account_id)
  const isColombian = bank?.currency === 'COP'
  const shut = () => {
    form.reset()
    close()
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<ArrowUpRight size={16} aria-hidden />}
        aria-haspopup="dialog"
        onClick={open}
      >
        Fiat out
      </Button>
      <QuotedModal
        title="Fiat out"
        lead="The balance goes down at once, the tokens go to the partner, and the partner pays the bank account."
        isOpen={isOpen}
        onClose={shut}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        ask={askQuote}
        start={async (input, idempotencyKey) => {
          const body = sendOrder(input)
          const { id } = await call('POST /virtual-wallets/bank-ramps/ramp-off', { body }, { idempotencyKey })
          await navigate({ to: `/ramps/${id}` })
        }}
        label="Start"
      >
        <WalletSelect
          {...form.getInputProps('wallet_id')}
          onChange={(id) => form.setValues({ wallet_id: id ?? '', bank_account_id: '' })}
        />
        {banks?.length === 0 ? (
          <Text size="sm">
            Its client has no bank account yet.{' '}
            <Anchor component={Link} to={`/clients/${clientId}`} size="sm">
              Add one
            </Anchor>
          </Text>
        ) : (
          <Select
            label="Bank account"
            placeholder={values.wallet_id === '' ? 'Choose the wallet first' : 'Choose one'}
            disabled={banks === undefined}
            data={(banks ?? []).map((one) => ({ value: one.id, label: describeBank(one) }))}
            {...form.getInputProps('bank_account_id')}
          />
        )}
        <AmountInput
          label="Amount"
          description={balance === undefined ? 'Of tokens' : `Of ${balance}`}
          {...form.getInputProps('amount')}
        />
        <TextInput
          label="Reference"
          description={
            isColombian
              ? `At most ${REFERENCE_MAX} characters, shown to whoever is paid`
              : 'Shown to whoever is paid; may be empty'
          }
          {...form.getInputProps('reference')}
        />
      </QuotedModal>
    </>
  )
}

/** Of whom the wallet is, where that client can be paid, and what there is to be paid. */
function useParty(walletId: string) {
  const options = { enabled: walletId !== '' }
  const wallet = useRead('GET /virtual-wallets/{walletId}', { path: { walletId } }, options)
  const balances = useRead('GET /virtual-wallets/{walletId}/balance', { path: { walletId } }, options)
  const clientId = walletId === '' || wallet.data?.id !== walletId ? '' : (wallet.data.client_id ?? '')
  const banks = useRead(
    'GET /management/clients/{clientId}/banks',
    { path: { clientId } },
    { enabled: clientId !== '' },
  )
  const [first] = balances.data ?? []
  return {
    clientId,
    banks: clientId === '' || banks.isPlaceholderData ? undefined : banks.data,
    balance:
      walletId === '' || first === undefined ? undefined : `${formatAmount(first.balance)} ${first.symbol}`,
  }
}

function describeBank(bank: Bank): string {
  const number = NUMBERS.map((name) => textField(bank, name)).find((text) => text !== undefined) ?? ''
  const name = bank.account_alias ?? bank.bank_name ?? bank.bank_holder_name
  return `${name} · ${describeRail(bank.type)}, ${bank.currency} · …${number.slice(-4)}`
}

function sendOrder({ wallet_id, bank_account_id, amount, reference }: Values) {
  return {
    wallet_id,
    bank_account_id,
    amount: amount.trim(),
    ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
  }
}

async function askQuote(values: Values, idempotencyKey: string) {
  const body = sendOrder(values)
  const quote = await call('POST /virtual-wallets/bank-ramps/ramp-off/simulate', { body }, { idempotencyKey })
  return [
    ['The wallet pays', <Amount key="in" value={quote.original_amount} unit={quote.original_currency} />],
    ['Fee', <Amount key="fee" value={quote.service_fee} unit={quote.final_currency} />],
    ['The bank account gets', <Amount key="out" value={quote.final_amount} unit={quote.final_currency} />],
    ['Rate, fixed when the tokens arrive', quote.exchange_rate],
  ] as const
}
