import { Code, Drawer, Stack, Text, UnstyledButton } from '@mantine/core'
import { ScrollText } from 'lucide-react'
import { useState } from 'react'
import { formatExactTime, formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { DayFilters, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { SettingsFrame } from './settings-frame.tsx'

type Entry = ListRow<'audit-log'>

const FILTERS = [
  ['q', 'Who, object or address'],
  ['action', 'What, such as card.frozen'],
] as const

export function AuditPage() {
  const search = useListSearch()
  const [open, setOpen] = useState<Entry | null>(null)
  const log = useList('audit-log', search, {
    action: search.text('action'),
    from_date: search.text('from'),
    to_date: search.text('to'),
  })
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
        idOf={({ id }: Entry) => id}
        {...log}
        columns={[
          {
            accessor: 'at',
            title: 'When',
            sortable: true,
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
          {
            accessor: 'actor_name',
            title: 'Who',
            sortable: true,
            render: ({ actor_name, actor_type }) => actor_name ?? toWords(actor_type),
          },
          {
            accessor: 'action',
            title: 'What',
            sortable: true,
            render: ({ action }) => toWords(action ?? ''),
          },
          {
            accessor: 'object_id',
            title: 'Object',
            render: ({ object_id }) => <Address value={object_id} />,
          },
          {
            accessor: 'ip_address',
            title: 'From',
            sortable: true,
            render: ({ ip_address }) => ip_address ?? '–',
          },
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
          ['When', formatExactTime(entry.at ?? '')],
          ['Who', `${toWords(entry.actor_type)} ${entry.actor_name ?? ''}`],
          ['What', entry.action ?? ''],
          ['Object', `${toWords(entry.object_type ?? '')} ${entry.object_id ?? ''}`],
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
