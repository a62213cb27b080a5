import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatAmount, formatUsd, isZero, toPosition } from '../../shared/format/amount.ts'
import { AmountInput } from '../../shared/ui/amount-input.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import type { Card } from './card-page.tsx'

/** How much of each limit is used. */
export function CardLimits({ card }: { readonly card: Card }) {
  const can = useCan()
  const spending = useRead('GET /cards/transactions/{cardId}/accumulated-spending', {
    path: { cardId: card.id },
  })
  return (
    <Panel
      title="Limits"
      lead="Fees included, by day, week and month."
      actions={can('cards', 2) && card.status !== 'DELETED' ? <ChangeLimits card={card} /> : undefined}
    >
      <Loaded of={spending}>
        {({ daily_spending, weekly_spending, monthly_spending }) => (
          <Stack gap="sm">
            <Used label="Today" spent={daily_spending} limit={card.daily_limit} />
            <Used label="This week" spent={weekly_spending} limit={card.weekly_limit} />
            <Used label="This month" spent={monthly_spending} limit={card.monthly_limit} />
            <Group justify="space-between">
              <Text size="sm">Per purchase</Text>
              <Text size="sm">
                {card.per_transaction_limit === null ? 'No limit' : formatUsd(card.per_transaction_limit)}
              </Text>
            </Group>
          </Stack>
        )}
      </Loaded>
    </Panel>
  )
}

interface UsedProps {
  readonly label: string
  readonly spent: string
  readonly limit: string | null
}

function Used({ label, spent, limit }: UsedProps) {
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm">{label}</Text>
        <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {formatAmount(spent)} of {limit === null ? 'no limit' : formatUsd(limit)}
        </Text>
      </Group>
      {limit === null ? null : (
        <Progress value={shareOf(spent, limit)} aria-label={`${label}: part of the limit that is used`} />
      )}
    </div>
  )
}

function shareOf(spent: string, limit: string): number {
  return isZero(limit) ? 100 : Math.min(100, (100 * toPosition(spent)) / toPosition(limit))
}

const FIELDS = [
  ['per_transaction_limit', 'Per purchase'],
  ['daily_limit', 'Per day'],
  ['weekly_limit', 'Per week'],
  ['monthly_limit', 'Per month'],
] as const

function ChangeLimits({ card }: { readonly card: Card }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: Object.fromEntries(FIELDS.map(([field]) => [field, card[field] ?? ''])),
  })
  const action = useAction((limits: Record<string, string>, idempotencyKey) => {
    const given = Object.entries(limits).flatMap(([name, text]) =>
      text.trim() === '' ? [] : [[name, text.trim()]],
    )
    return call(
      'PATCH /cards/virtual-cards/{cardId}/limits',
      { path: { cardId: card.id }, body: Object.fromEntries(given) },
      { idempotencyKey },
    )
  })
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Change
      </Button>
      <FormModal
        title="Change the limits"
        lead="They count from the next purchase. Empty: no limit. Zero: nothing passes."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => form.getValues()}
        label="Save"
        done="The limits are changed"
      >
        {FIELDS.map(([field, label]) => (
          <AmountInput
            key={field}
            label={label}
            description="USD"
            placeholder="No limit"
            {...form.getInputProps(field)}
          />
        ))}
      </FormModal>
    </>
  )
}
