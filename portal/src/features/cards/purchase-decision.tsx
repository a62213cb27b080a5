import { Box, Group, Stack, Text } from '@mantine/core'
import type { Answer } from '../../shared/api/call.ts'
import { toCount } from '../../shared/api/exact-json.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatMicros } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'

type Decision = Answer<'GET /portal/api/card-purchases/{cardId}/{transactionId}'>
type Steps = NonNullable<Decision['steps']>

const STEPS: Readonly<Record<string, string>> = {
  facts: 'Card, history and balances known',
  decision: 'Decided',
  company_asked: 'Your system asked',
  company_answered: 'Your system answered',
  committed: 'Recorded',
  answered: 'Network answered',
}

interface PurchaseDecisionProps {
  readonly cardId: string
  readonly transactionId: string
  readonly isApproved: boolean
}

/** What was looked at, and how long each step took. */
export function PurchaseDecision({ cardId, transactionId, isApproved }: PurchaseDecisionProps) {
  const decision = useRead('GET /portal/api/card-purchases/{cardId}/{transactionId}', {
    path: { cardId, transactionId },
  })
  return (
    <Loaded of={decision} lines={4}>
      {(shown) => (
        <Stack gap="xs" mt="xs">
          {sentencesOf(shown, isApproved).map((sentence) => (
            <Text key={sentence} size="sm">
              {sentence}
            </Text>
          ))}
          {shown.steps === null || shown.steps.length === 0 ? (
            <Text size="xs" c="dimmed">
              How long each step took was not kept.
            </Text>
          ) : (
            <Trace steps={shown.steps} />
          )}
        </Stack>
      )}
    </Loaded>
  )
}

function sentencesOf({ judged, fuse_spent, shadow_declined }: Decision, isApproved: boolean): string[] {
  const own = isApproved
    ? 'Every check passed: state of the card, blocked categories and countries, velocity, limits, risk, balance.'
    : judged
      ? 'It came as far as velocity rules and risk score.'
      : 'An earlier check declined it: velocity rules and risk score were not asked.'
  return [
    own,
    ...(fuse_spent ? ['The risk fuse let it pass, and is spent.'] : []),
    ...(shadow_declined === null
      ? []
      : [`Your candidate rules would have ${shadow_declined ? 'declined' : 'passed'} it.`]),
  ]
}

function Trace({ steps }: { readonly steps: Steps }) {
  const total = toCount(steps.at(-1)?.at_us ?? '0')
  const share = (micros: number) => `${total === 0 ? 0 : (100 * micros) / total}%`
  return (
    <Stack
      component="ol"
      gap={6}
      m={0}
      p={0}
      aria-label="How long each step took"
      style={{ listStyle: 'none' }}
    >
      {steps.map(({ step, at_us, took_us }) => {
        const [at, took] = [toCount(at_us), toCount(took_us)]
        return (
          <li key={step}>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <Text size="xs">{STEPS[step] ?? toWords(step)}</Text>
              <Text size="xs" style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
                {formatMicros(took)}
              </Text>
            </Group>
            <Box h={4} bdrs="sm" bg="var(--mantine-color-default-border)" aria-hidden>
              <Box
                h={4}
                miw={2}
                bdrs="sm"
                bg="var(--mantine-primary-color-filled)"
                ml={share(at - took)}
                w={share(took)}
                maw="100%"
              />
            </Box>
          </li>
        )
      })}
      <Group component="li" justify="space-between" gap="xs" wrap="nowrap">
        <Text size="xs" fw={600}>
          In all, from the message to its answer
        </Text>
        <Text size="xs" fw={600} style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
          {formatMicros(total)}
        </Text>
      </Group>
    </Stack>
  )
}
