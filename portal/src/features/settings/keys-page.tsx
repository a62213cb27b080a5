import { Badge, Group } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { formatTime } from '../../shared/format/time.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { ChoiceFilter, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { CreateKey, OPERATIONS } from './create-key.tsx'
import { NewKey } from './new-key.tsx'
import { SettingsFrame } from './settings-frame.tsx'

type Key = ListRow<'keys'>

export function KeysPage() {
  const can = useCan()
  const [shown, setShown] = useState<string | null>(null)
  const search = useListSearch()
  const list = useList('keys', search, { state: search.text('state') })
  return (
    <SettingsFrame
      lead="Keys of your programs. Give each its own, with the least it needs."
      actions={can('management', 3) ? <CreateKey onCreated={setShown} /> : undefined}
    >
      <NewKey text={shown} onClose={() => setShown(null)} />
      <Filters>
        <TextFilter search={search} name="q" label="Name or beginning" />
        <ChoiceFilter
          search={search}
          name="state"
          label="State"
          every="Every state"
          values={['ACTIVE', 'EXPIRED', 'REVOKED']}
        />
      </Filters>
      <ListTable
        caption="API keys"
        {...list}
        idOf={({ id }: Key) => id}
        columns={[
          {
            accessor: 'name',
            title: 'Name',
            sortable: true,
            render: ({ name, prefix }) => `${name} (${prefix}…)`,
          },
          { accessor: 'levels', title: 'May', render: ({ levels }) => <Levels levels={levels} /> },
          {
            accessor: 'ip_allow_list',
            title: 'From',
            render: ({ ip_allow_list }) =>
              ip_allow_list.length === 0 ? 'Anywhere' : ip_allow_list.join(', '),
          },
          {
            accessor: 'last_used_at',
            title: 'Last used',
            sortable: true,
            render: ({ last_used_at }) => (last_used_at === null ? 'Never' : formatTime(last_used_at)),
          },
          {
            accessor: 'state',
            title: 'State',
            sortable: true,
            render: ({ state }) => <StatusBadge status={state} />,
          },
          {
            accessor: 'actions',
            title: 'Actions',
            textAlign: 'right',
            render: (key) =>
              key.revoked_at === null ? <KeyActions apiKey={key} onRotated={setShown} /> : null,
          },
        ]}
        empty={null}
      />
    </SettingsFrame>
  )
}

function Levels({ levels }: { readonly levels: Key['levels'] }) {
  const granted = OPERATIONS.filter(({ id }) => levels[id] !== '0')
  return (
    <Group gap={4} maw={210}>
      {granted.map(({ id, label }) => (
        <Badge key={id} variant="light" color="gray" tt="none" miw="max-content">
          {label} {levels[id]}
        </Badge>
      ))}
    </Group>
  )
}

interface KeyActionsProps {
  readonly apiKey: Key
  readonly onRotated: (text: string) => void
}

function KeyActions({ apiKey, onRotated }: KeyActionsProps) {
  const path = { keyId: apiKey.id }
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <ConfirmButton
        label="Rotate"
        question={`Rotate ${apiKey.name}?`}
        consequence="You get a new text. The present one works for another 24 hours, so that you can change your programs."
        done="The key has a new text"
        button={{ size: 'compact-xs' }}
        perform={async (idempotencyKey) => {
          const { api_key } = await call(
            'POST /management/keys/{keyId}/rotate',
            { path, body: {} },
            { idempotencyKey },
          )
          onRotated(api_key)
        }}
      />
      <ConfirmButton
        label="Revoke"
        question={`Revoke ${apiKey.name}?`}
        consequence="It stops working at once and for good."
        done="The key is revoked"
        isDangerous
        button={{ size: 'compact-xs' }}
        perform={(idempotencyKey) => call('DELETE /management/keys/{keyId}', { path }, { idempotencyKey })}
      />
    </Group>
  )
}
