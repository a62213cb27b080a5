import { Alert, Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCan } from '../../shared/api/session.ts'
import { formatUsd } from '../../shared/format/amount.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Facts } from '../../shared/ui/facts.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import type { Overview } from './overview-page.tsx'

/** An endpoint that has not answered for so long does not answer. */
const SILENT_MS = 5 * 60_000

/** Whether your system hears of what happens. */
export function WebhookPanel({ webhooks }: { readonly webhooks: Overview['webhooks'] }) {
  const can = useCan()
  const { has_url, recent, oldest_pending_at, last_delivered_at } = webhooks
  const isSilent = oldest_pending_at !== null && Date.now() - Date.parse(oldest_pending_at) > SILENT_MS
  const link = can('management', 3) ? (
    <Anchor component={Link} to="/settings/deliveries" size="sm">
      To the deliveries
    </Anchor>
  ) : undefined
  return (
    <Panel title="Webhooks" lead="The newest deliveries to your endpoint." actions={link}>
      {has_url ? null : <Alert color="yellow" title="No endpoint is set: nothing is sent" role="note" />}
      {has_url && isSilent ? (
        <Alert color="yellow" title="Your endpoint does not answer" role="note">
          The oldest event waits since {formatTime(oldest_pending_at)}; later ones of its wallet or card wait
          behind it.
        </Alert>
      ) : null}
      <Facts
        columns={3}
        facts={[
          ['Delivered', recent.delivered],
          ['On their way', recent.pending],
          ['Given up', recent.dead],
          ['Tried again', recent.retried],
          ['Last delivered', formatTime(last_delivered_at)],
        ]}
      />
    </Panel>
  )
}

/** What purchases may still take, and the cards by state. */
export function CardsPanel({ cards }: { readonly cards: Overview['cards'] }) {
  return (
    <Panel title="Cards" lead="What purchases may still take, and what is on the cards.">
      <Facts
        columns={3}
        facts={[
          ['Available', formatUsd(cards.available)],
          ['On the cards', formatUsd(cards.on_cards)],
          ['Owed to the network', formatUsd(cards.owed_to_network)],
          ['Active', cards.cards.active],
          ['Frozen', cards.cards.frozen],
          ['Blocked', cards.cards.blocked],
        ]}
      />
    </Panel>
  )
}
