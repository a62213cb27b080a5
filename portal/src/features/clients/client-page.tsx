import { Button, SimpleGrid } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { toWords } from '../../shared/format/words.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { BankAccounts } from './bank-accounts.tsx'
import { type Client, nameOf } from './client.ts'
import { ClientAbout } from './client-about.tsx'
import { ClientDocuments } from './client-documents.tsx'
import { ClientPersons } from './client-persons.tsx'
import { ClientProducts } from './client-products.tsx'
import { ClientProgress } from './client-progress.tsx'
import { ClientRamps } from './client-ramps.tsx'
import { ClientWallets } from './client-wallets.tsx'

const BACK = { to: '/clients', label: 'All clients' } as const

export function ClientPage() {
  const { clientId = '' } = useParams({ strict: false })
  const client = useRead('GET /management/clients/{id}', { path: { id: clientId } })
  if (client.data === undefined)
    return (
      <Page title="Client" lead={client.error === null ? 'Loading' : undefined} back={BACK}>
        <Loaded of={client} lines={8}>
          {() => null}
        </Loaded>
      </Page>
    )
  return <ShownClient client={client.data} />
}

function ShownClient({ client }: { readonly client: Client }) {
  const can = useCan()
  return (
    <Page
      title={nameOf(client)}
      lead={toWords(client.type)}
      back={BACK}
      badge={<StatusBadge status={client.status} />}
      actions={can('management', 3) ? <Actions client={client} /> : undefined}
    >
      <ClientProgress client={client} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <ClientAbout client={client} />
        <ClientDocuments client={client} />
      </SimpleGrid>
      {client.type === 'business' ? <ClientPersons client={client} /> : null}
      <ClientWallets client={client} />
      <BankAccounts client={client} />
      <ClientRamps client={client} />
      {client.type === 'individual' ? <ClientProducts client={client} /> : null}
    </Page>
  )
}

function Actions({ client }: { readonly client: Client }) {
  const navigate = useNavigate()
  return (
    <>
      <Button component={Link} to={`/clients/${client.id}/edit`} variant="default">
        Edit
      </Button>
      <ConfirmButton
        label="Delete"
        question={`Delete ${nameOf(client)}?`}
        consequence="Its wallets stay and belong to no client any more; its bank accounts are removed. It must have no open ramps. This cannot be undone."
        done="The client is deleted"
        isDangerous
        perform={(idempotencyKey) =>
          call('DELETE /management/clients/{id}', { path: { id: client.id } }, { idempotencyKey })
        }
        onDone={() => void navigate({ to: '/clients' })}
      />
    </>
  )
}
