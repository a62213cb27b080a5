import { UserRound } from 'lucide-react'
import type { Answer } from '../../shared/api/call.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatDay } from '../../shared/format/time.ts'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import type { Client } from './client.ts'

type Person = Answer<'GET /management/clients/{clientId}/associated-persons'>[number]

/** Who owns, controls and signs for a business. */
export function ClientPersons({ client }: { readonly client: Client }) {
  const persons = useRead('GET /management/clients/{clientId}/associated-persons', {
    path: { clientId: client.id },
  })
  return (
    <Panel title="People">
      <Loaded of={persons}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={UserRound}
              title="Nobody is named"
              hint="People are named when a business is entered."
            />
          ) : (
            <PlainTable
              caption="People"
              rows={rows}
              idOf={({ id }: Person) => id}
              columns={[
                {
                  title: 'Name',
                  cell: ({ first_name, last_name }: Person) => `${first_name} ${last_name}`,
                },
                { title: 'Roles', cell: rolesOf },
                { title: 'E-mail', cell: ({ email }: Person) => email },
                { title: 'Birth date', cell: ({ birth_date }: Person) => formatDay(birth_date) },
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}

function rolesOf({ has_control, is_signer, has_ownership, is_director, title }: Person): string {
  const roles = [
    title,
    has_control ? 'controls' : null,
    is_signer ? 'signs' : null,
    has_ownership ? 'owns' : null,
    is_director ? 'directs' : null,
  ].filter(Boolean)
  return roles.length === 0 ? '–' : roles.join(', ')
}
