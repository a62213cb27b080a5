import { Group } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import type { Card } from './card-page.tsx'
import { SetPin } from './set-pin.tsx'

const SMALL = { size: 'xs' } as const

/** What changes the state of a card. */
export function CardActions({ card }: { readonly card: Card }) {
  const can = useCan()
  const navigate = useNavigate()
  const path = { cardId: card.id }
  const isFrozen = card.status === 'FROZEN'
  return (
    <Group gap="xs">
      {can('cards', 3) && (isFrozen || card.status === 'ACTIVE') ? (
        <ConfirmButton
          label={isFrozen ? 'Unfreeze' : 'Freeze'}
          question={isFrozen ? 'Unfreeze this card?' : 'Freeze this card?'}
          consequence={
            isFrozen
              ? 'Purchases are decided again, with the limits as they were.'
              : 'Every new purchase is declined until you unfreeze it. What was approved before still settles.'
          }
          done={isFrozen ? 'The card is active' : 'The card is frozen'}
          button={SMALL}
          perform={(idempotencyKey) =>
            call(
              'PATCH /cards/virtual-cards/{cardId}/frozen',
              { path, body: { freeze: !isFrozen } },
              { idempotencyKey },
            )
          }
        />
      ) : null}
      {card.status === 'BLOCKED' ? (
        <ConfirmButton
          label="Unblock"
          question="Unblock this card?"
          consequence="The counts of purchases and of wrong CVVs begin anew. Look at its purchases first."
          done="The card is active"
          button={SMALL}
          perform={(idempotencyKey) =>
            call('PATCH /cards/virtual-cards/{cardId}/unblock', { path }, { idempotencyKey })
          }
        />
      ) : null}
      <ConfirmButton
        label="Reissue"
        question="Reissue this card?"
        consequence="It gets a new number, CVV and expiry; the old number takes no new purchase from now on. Balance, history and limits stay."
        done="The card has a new number"
        button={SMALL}
        perform={(idempotencyKey) =>
          call('PUT /cards/virtual-cards/{cardId}/reissue', { path }, { idempotencyKey })
        }
      />
      {can('cards', 3) ? <SetPin card={card} /> : null}
      {card.approval_method === 'TOP_UP' ? (
        <ConfirmButton
          label="New deposit address"
          question="Give this card a new deposit address?"
          consequence="What is sent to the old address from now on goes to your holding wallet and belongs to no card."
          done="The card has a new deposit address"
          button={SMALL}
          perform={(idempotencyKey) =>
            call('POST /cards/virtual-cards/{cardId}/deposit-wallet/rotate', { path }, { idempotencyKey })
          }
        />
      ) : null}
      <ConfirmButton
        label="Delete"
        question="Delete this card?"
        consequence="It can never be used again, and what is left of its balance becomes yours. This cannot be undone."
        done="The card is deleted"
        isDangerous
        button={SMALL}
        perform={(idempotencyKey) =>
          call('DELETE /cards/virtual-cards/{cardId}', { path }, { idempotencyKey })
        }
        onDone={() => void navigate({ to: '/cards' })}
      />
    </Group>
  )
}
