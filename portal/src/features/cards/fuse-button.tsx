import { Text } from '@mantine/core'
import { call } from '../../shared/api/call.ts'
import { Problem } from '../../shared/api/problem.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import type { Card } from './card-page.tsx'

/** Lets one purchase pass the risk engine. */
export function FuseButton({ card }: { readonly card: Card }) {
  const path = { cardId: card.id }
  const fuse = useRead('GET /cards/virtual-cards/{cardId}/risk-score-fuse', { path })
  const isUnarmed = fuse.error instanceof Problem && fuse.error.status === 404
  if (isUnarmed)
    return (
      <ConfirmButton
        label="Arm the fuse"
        question="Arm the risk fuse?"
        consequence="The next purchase is not judged by the risk engine. Every other check stays. The fuse is spent by one decision."
        done="The fuse is armed"
        button={{ size: 'xs' }}
        perform={(idempotencyKey) =>
          call('POST /cards/virtual-cards/{cardId}/risk-score-fuse', { path, body: {} }, { idempotencyKey })
        }
      />
    )
  if (fuse.data === undefined) return null
  return (
    <>
      <Text size="sm" c="dimmed">
        Fuse armed {formatTime(fuse.data.activated_at)}
      </Text>
      <ConfirmButton
        label="Disarm"
        question="Disarm the risk fuse?"
        consequence="The next purchase is judged by the risk engine again."
        done="The fuse is disarmed"
        button={{ size: 'xs' }}
        perform={(idempotencyKey) =>
          call('DELETE /cards/virtual-cards/{cardId}/risk-score-fuse', { path }, { idempotencyKey })
        }
      />
    </>
  )
}
