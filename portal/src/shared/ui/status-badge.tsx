import { Badge } from '@mantine/core'
import { toWords } from '../format/words.ts'

type Tone = 'good' | 'waiting' | 'bad' | 'quiet'

const TONES: Readonly<Record<string, Tone>> = {
  ACTIVE: 'good',
  ENABLED: 'good',
  SUCCESS: 'good',
  COMPLETED: 'good',
  DELIVERED: 'good',
  APPROVED: 'good',
  FINALIZED: 'good',
  CONFIRMED: 'good',
  DONE: 'good',
  PENDING: 'waiting',
  PROCESSING: 'waiting',
  RUNNING: 'waiting',
  DETECTED: 'waiting',
  INVITED: 'waiting',
  IN_REVIEW: 'waiting',
  REQUESTED: 'waiting',
  PENDING_DOCUMENTATION: 'waiting',
  IN_KYC: 'waiting',
  MANUAL_CHECK: 'bad',
  FAILED: 'bad',
  REJECTED: 'bad',
  DECLINED: 'bad',
  BLOCKED: 'bad',
  REVERTED: 'bad',
  DEAD: 'bad',
}

const COLORS: Readonly<Record<Tone, string>> = { good: 'kelp', waiting: 'yellow', bad: 'red', quiet: 'gray' }

/** A state in words; the colour only repeats what the words say. */
export function StatusBadge({ status }: { readonly status: string }) {
  const tone = TONES[status.toUpperCase()] ?? 'quiet'
  return (
    <Badge variant="light" color={COLORS[tone]} tt="none" fw={600} miw="max-content">
      {toWords(status)}
    </Badge>
  )
}
