import { SimpleGrid } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import type { Answer } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { CardActions } from './card-actions.tsx'
import { CardBalance } from './card-balance.tsx'
import { CardContact } from './card-contact.tsx'
import { CardLimits } from './card-limits.tsx'
import { CardPurchases } from './card-purchases.tsx'
import { FuseButton } from './fuse-button.tsx'
import { describeMethod } from './methods.ts'
import { ShowNumber } from './show-number.tsx'

export type Card = Answer<'GET /cards/virtual-cards/{cardId}'>

const BACK = { to: '/cards', label: 'All cards' } as const

export function CardPage() {
  const { cardId = '' } = useParams({ strict: false })
  const card = useRead('GET /cards/virtual-cards/{cardId}', { path: { cardId } })
  if (card.data === undefined)
    return (
      <Page title="Card" lead={card.error === null ? 'Loading' : undefined} back={BACK}>
        <Loaded of={card}>{() => null}</Loaded>
      </Page>
    )
  return <ShownCard card={card.data} />
}

function ShownCard({ card }: { readonly card: Card }) {
  const can = useCan()
  const isUsable = card.status !== 'DELETED'
  return (
    <Page
      title={card.card_holder_name}
      lead={`Visa •••• ${card.last4}`}
      back={BACK}
      badge={<StatusBadge status={card.status} />}
      actions={can('cards', 2) && isUsable ? <ShowNumber card={card} /> : undefined}
    >
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {card.approval_method === 'TOP_UP' ? <CardBalance card={card} /> : null}
        <CardLimits card={card} />
      </SimpleGrid>
      <CardPurchases card={card} />
      <Panel
        title="About this card"
        actions={can('cards', 2) && isUsable ? <FuseButton card={card} /> : undefined}
      >
        <Facts
          facts={[
            ['Purchases are approved by', describeMethod(card.approval_method)],
            ['3-D Secure', toWords(card.forwarded_3ds_type)],
            [
              'Phone for one-time codes',
              `+${card.meta.otp_phone_number.dial_code} ${card.meta.otp_phone_number.phone_number}`,
            ],
            ['E-mail', card.meta.email ?? 'None'],
            ['Id', <Address key="id" value={card.id} />],
          ]}
        />
        {can('cards', 2) && isUsable ? (
          <>
            <CardContact card={card} />
            <CardActions card={card} />
          </>
        ) : null}
      </Panel>
    </Page>
  )
}
