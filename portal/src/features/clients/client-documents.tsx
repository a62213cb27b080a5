import { FileText } from 'lucide-react'
import { useCan } from '../../shared/api/session.ts'
import { toWords } from '../../shared/format/words.ts'
import { Empty } from '../../shared/ui/empty.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import type { Client } from './client.ts'
import { GiveDocuments } from './give-documents.tsx'

interface Given {
  readonly key: string
  readonly type: string
  readonly number: string | null
  readonly country: string | null
}

/** What was given of papers. Images go to the partner and are never shown again. */
export function ClientDocuments({ client }: { readonly client: Client }) {
  const can = useCan()
  const give = can('management', 3) ? <GiveDocuments client={client} /> : undefined
  const rows = givenBy(client)
  return (
    <Panel
      title="Documents"
      lead="Images go to the partner and are never shown again."
      actions={rows.length === 0 ? undefined : give}
    >
      {rows.length === 0 ? (
        <Empty
          icon={FileText}
          title="No documents yet"
          hint="Photographs of papers speed the review up, and the partner may ask for them."
          action={give}
        />
      ) : (
        <PlainTable
          caption="Documents"
          rows={rows}
          idOf={({ key }: Given) => key}
          columns={[
            { title: 'Document', cell: ({ type }: Given) => type },
            { title: 'Number', cell: ({ number }: Given) => number ?? '–' },
            { title: 'Country', cell: ({ country }: Given) => country ?? '–' },
          ]}
        />
      )}
    </Panel>
  )
}

function givenBy({ identifying_information, documents }: Client): readonly Given[] {
  const items = identifying_information.map(({ type, number, issuing_country: country }) => ({
    // EIN, DNI, CUIT: an abbreviation.
    type: type.length <= 4 ? type.toUpperCase() : toWords(type),
    number,
    country,
  }))
  const papers = documents.map(({ id, name, number, issuing_country: country }) => ({
    type: name ?? toWords(id),
    number,
    country,
  }))
  return [...items, ...papers].map((one, index) => ({ ...one, key: String(index) }))
}
