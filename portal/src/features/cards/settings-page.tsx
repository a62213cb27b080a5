import { Group, SimpleGrid, TagsInput, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type Answer, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatAmount } from '../../shared/format/amount.ts'
import { AmountInput } from '../../shared/ui/amount-input.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { CardsTabs } from './cards-tabs.tsx'

export function CardSettingsPage() {
  const fees = useRead('GET /cards/account/configuration/fees', {})
  const settings = useRead('GET /cards/account/configuration/settings', {})
  return (
    <Page title="Cards" lead="Fees, the minimum of holding, and how long holds live.">
      <CardsTabs />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Loaded of={fees}>{(shown) => <Fees key={JSON.stringify(shown)} fees={shown} />}</Loaded>
        <Loaded of={settings}>{(shown) => <Settings key={JSON.stringify(shown)} settings={shown} />}</Loaded>
      </SimpleGrid>
    </Page>
  )
}

const FEES = [
  ['fx_percentage', 'Foreign currency', '% of the amount'],
  ['atm_flat', 'Cash machine, each time', 'USD'],
  ['atm_percentage', 'Cash machine', '% of the amount'],
  ['deposit_percentage', 'Deposits on chain', '% of the amount'],
] as const

function Fees({ fees }: { readonly fees: Answer<'GET /cards/account/configuration/fees'> }) {
  const form = useForm({ initialValues: Object.fromEntries(FEES.map(([field]) => [field, fees[field]])) })
  const action = useAction((body: Record<string, string>, idempotencyKey) =>
    call('PUT /cards/account/configuration/fees', { body }, { idempotencyKey }),
  )
  return (
    <SaveForm
      title="Fees"
      lead="Your part, on top of the operator's."
      needs={['cards', 3]}
      form={form}
      action={action}
      done="The fees are saved"
    >
      {FEES.map(([field, label, unit]) => (
        <AmountInput
          key={field}
          label={label}
          description={`${unit}; the operator takes ${formatAmount(fees[`provider_${field}`], 0)}`}
          {...form.getInputProps(field)}
        />
      ))}
    </SaveForm>
  )
}

type CardSettings = Answer<'GET /cards/account/configuration/settings'>

function Settings({ settings }: { readonly settings: CardSettings }) {
  const form = useForm({
    initialValues: { ...settings, pan_page_ancestors: [...settings.pan_page_ancestors] },
  })
  const action = useAction(({ cvv_attempts, hold_days, ...rest }: typeof form.values, idempotencyKey) => {
    const body = {
      ...rest,
      cvv_attempts: Number(cvv_attempts),
      hold_days: {
        ecommerce: Number(hold_days.ecommerce),
        card_present: Number(hold_days.card_present),
        merchant_initiated: Number(hold_days.merchant_initiated),
        long: Number(hold_days.long),
      },
    }
    return call('PUT /cards/account/configuration/settings', { body }, { idempotencyKey })
  })
  return (
    <SaveForm title="Settings" needs={['cards', 3]} form={form} action={action} done="The settings are saved">
      <TextInput
        label="Time zone of limits"
        description="Such as Europe/Madrid"
        {...form.getInputProps('limit_time_zone')}
      />
      <AmountInput
        label="Minimum of holding"
        description="USD; locked against withdrawals"
        {...form.getInputProps('holding_floor')}
      />
      <TextInput
        label="Wrong CVVs before a card is blocked"
        inputMode="numeric"
        {...form.getInputProps('cvv_attempts')}
      />
      <Text size="sm" fw={600}>
        Days until a hold expires
      </Text>
      <Group grow>
        <TextInput label="Online" inputMode="numeric" {...form.getInputProps('hold_days.ecommerce')} />
        <TextInput
          label="In the shop"
          inputMode="numeric"
          {...form.getInputProps('hold_days.card_present')}
        />
      </Group>
      <Group grow>
        <TextInput
          label="Begun by the merchant"
          inputMode="numeric"
          {...form.getInputProps('hold_days.merchant_initiated')}
        />
        <TextInput label="Travel" inputMode="numeric" {...form.getInputProps('hold_days.long')} />
      </Group>
      <TagsInput
        label="Pages that may embed the card number"
        description="Origins, Enter after each"
        placeholder="https://app.example.com"
        {...form.getInputProps('pan_page_ancestors')}
      />
    </SaveForm>
  )
}
