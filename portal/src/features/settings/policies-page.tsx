import {
  Alert,
  Button,
  Group,
  MultiSelect,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { ShieldCheck } from 'lucide-react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { AmountInput } from '../../shared/ui/amount-input.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { PoliciesSummary, type Policy } from './policies-summary.tsx'
import { SettingsFrame } from './settings-frame.tsx'

type Product = 'treasury' | 'virtual_wallets' | 'cards'

const PRODUCTS: readonly { readonly value: Product; readonly label: string }[] = [
  { value: 'virtual_wallets', label: 'Wallets' },
  { value: 'cards', label: 'Cards' },
  { value: 'treasury', label: 'Treasury' },
]

/** A policy as a form has it: every field a text. */
interface Edited {
  readonly name: string
  readonly products: string[]
  readonly wallet_id: string
  readonly max_per_payment: string
  readonly max_per_day: string
  readonly destinations: 'ANY' | 'ALLOWED'
  readonly approval_above: string
  readonly approvals: string
}

const NEW: Edited = {
  name: '',
  products: ['virtual_wallets'],
  wallet_id: '',
  max_per_payment: '',
  max_per_day: '',
  destinations: 'ANY',
  approval_above: '',
  approvals: '1',
}

export function PoliciesPage() {
  const policies = useRead('GET /management/policies', {})
  return (
    <SettingsFrame lead="What stands before every payment that leaves: maxima, lists, and approvals by people.">
      <Loaded of={policies} lines={6}>
        {(found) => (
          <Stack>
            {found.draft === null ? null : (
              <Alert color="yellow" title="A change waits">
                <Text size="sm">
                  Another Admin approves it under Approvals
                  {found.draft.effective_at === null
                    ? '.'
                    : `, or it counts from ${formatTime(found.draft.effective_at)} by itself.`}
                </Text>
                <PoliciesSummary policies={found.draft.policies} />
              </Alert>
            )}
            <PolicyForm key={JSON.stringify(found.policies)} policies={found.policies} />
          </Stack>
        )}
      </Loaded>
    </SettingsFrame>
  )
}

function PolicyForm({ policies }: { readonly policies: readonly Policy[] }) {
  const form = useForm<{ policies: Edited[] }>({ initialValues: { policies: policies.map(edit) } })
  const action = useAction(({ policies: edited }: { policies: Edited[] }, idempotencyKey) =>
    call('PUT /management/policies', { body: { policies: edited.map(send) } }, { idempotencyKey }),
  )
  const edited = form.getValues().policies
  return (
    <SaveForm
      title="Policies"
      lead="All that fit a payment apply; the strictest wins. None at all: everything may leave. Amounts are USD, a day is 24 hours."
      needs={['management', 3]}
      form={form}
      action={action}
      done="The policies wait for another Admin"
    >
      {edited.length === 0 ? (
        <Empty
          icon={ShieldCheck}
          title="No policies yet"
          hint="Add one, for example: above 10,000 USD another person must approve."
        />
      ) : null}
      {edited.map((_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a form have no other name
        <Stack key={row} gap="xs">
          <Group align="flex-end" gap="xs">
            <TextInput label="Name" flex={1} miw={160} {...form.getInputProps(`policies.${row}.name`)} />
            <Button variant="default" onClick={() => form.removeListItem('policies', row)}>
              Remove
            </Button>
          </Group>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="xs">
            <MultiSelect
              label="Products"
              data={PRODUCTS}
              {...form.getInputProps(`policies.${row}.products`)}
            />
            <AmountInput
              label="At most per payment"
              placeholder="No limit"
              {...form.getInputProps(`policies.${row}.max_per_payment`)}
            />
            <AmountInput
              label="At most per day"
              placeholder="No limit"
              {...form.getInputProps(`policies.${row}.max_per_day`)}
            />
            <AmountInput
              label="Approval above"
              placeholder="Never"
              {...form.getInputProps(`policies.${row}.approval_above`)}
            />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="xs">
            <TextInput
              label="People who approve"
              inputMode="numeric"
              {...form.getInputProps(`policies.${row}.approvals`)}
            />
            <TextInput
              label="Only of this wallet"
              placeholder="Every wallet"
              {...form.getInputProps(`policies.${row}.wallet_id`)}
            />
          </SimpleGrid>
          <SegmentedControl
            aria-label="Destinations"
            data={[
              { value: 'ANY', label: 'To any address' },
              { value: 'ALLOWED', label: 'To listed addresses only' },
            ]}
            {...form.getInputProps(`policies.${row}.destinations`)}
          />
        </Stack>
      ))}
      <Group>
        <Button variant="default" size="xs" onClick={() => form.insertListItem('policies', NEW)}>
          Add a policy
        </Button>
      </Group>
    </SaveForm>
  )
}

function edit(policy: Policy): Edited {
  return {
    name: policy.name,
    products: [...policy.products],
    wallet_id: policy.wallet_id ?? '',
    max_per_payment: policy.max_per_payment ?? '',
    max_per_day: policy.max_per_day ?? '',
    destinations: policy.destinations,
    approval_above: policy.approval_above ?? '',
    approvals: policy.approvals,
  }
}

function send(edited: Edited) {
  const given = (text: string) => (text.trim() === '' ? undefined : text.trim())
  return {
    name: edited.name.trim(),
    products: PRODUCTS.map(({ value }) => value).filter((value) => edited.products.includes(value)),
    wallet_id: given(edited.wallet_id),
    max_per_payment: given(edited.max_per_payment),
    max_per_day: given(edited.max_per_day),
    destinations: edited.destinations,
    approval_above: given(edited.approval_above),
    approvals: Number(edited.approvals),
  }
}
