import { Code, Drawer, Stack, Text, UnstyledButton } from '@mantine/core'
import { ScrollText } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../shared/api/call.ts'
import { exportCsv } from '../../shared/api/csv.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatExactTime, formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { DayFilters, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { SettingsFrame } from './settings-frame.tsx'

type Entry = Answer<'GET /management/audit-log'>['items'][number]

const FILTERS = [
  ['actor', 'Who'],
  ['action', 'What, such as card.frozen'],
  ['object', 'Id of the object'],
] as const

export function AuditPage() {
  const search = useListSearch()
  const [open, setOpen] = useState<Entry | null>(null)
  const query = {
    actor: search.text('actor'),
    action: search.text('action'),
    object_id: search.text('object'),
    from_date: search.text('from'),
    to_date: search.text('to'),
    size: '20',
    page_number: String(search.page),
  }
  const log = useRead('GET /management/audit-log', { query })
  return (
    <SettingsFrame lead="Who has changed what, when and from where.">
      <Filters>
        {FILTERS.map(([name, label]) => (
          <TextFilter key={name} search={search} name={name} label={label} />
        ))}
        <DayFilters search={search} />
      </Filters>
      <ListTable
        caption="Audit log"
        query={log}
        idOf={({ id }: Entry) => id}
        {...search.table}
        csv={exportCsv('audit-log', query)}
        columns={[
          {
            accessor: 'at',
            title: 'When',
            render: (entry) => (
              <UnstyledButton
                c="var(--mantine-color-anchor)"
                fz="sm"
                aria-haspopup="dialog"
                onClick={() => setOpen(entry)}
              >
                {formatTime(entry.at)}
              </UnstyledButton>
            ),
          },
          { accessor: 'actor', title: 'Who', render: ({ actor }) => actor.name ?? toWords(actor.type) },
          { accessor: 'action', title: 'What', render: ({ action }) => toWords(action) },
          {
            accessor: 'object_id',
            title: 'Object',
            render: ({ object_id }) => <Address value={object_id} />,
          },
          { accessor: 'ip_address', title: 'From', render: ({ ip_address }) => ip_address ?? '–' },
        ]}
        empty={
          <Empty
            icon={ScrollText}
            title="Nothing yet"
            hint="Every change that a person or a key makes is written here."
          />
        }
      />
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        position="right"
        size="lg"
        title="Audit entry"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {open === null ? null : <Shown entry={open} />}
      </Drawer>
    </SettingsFrame>
  )
}

function Shown({ entry }: { readonly entry: Entry }) {
  return (
    <Stack gap="md">
      <Facts
        columns={2}
        facts={[
          ['When', formatExactTime(entry.at)],
          ['Who', `${toWords(entry.actor.type)} ${entry.actor.name ?? ''}`],
          ['What', entry.action],
          ['Object', `${toWords(entry.object_type)} ${entry.object_id ?? ''}`],
          ['From', entry.ip_address ?? '–'],
          ['Trace id', entry.trace_id ?? '–'],
        ]}
      />
      {(
        [
          ['Before', entry.before],
          ['After', entry.after],
        ] as const
      ).map(([label, state]) =>
        state === null ? null : (
          <div key={label}>
            <Text size="sm" fw={600}>
              {label}
            </Text>
            <Code block tabIndex={0} aria-label={label}>
              {JSON.stringify(state, null, 2)}
            </Code>
          </div>
        ),
      )}
    </Stack>
  )
}
