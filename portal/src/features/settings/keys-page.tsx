import { Badge, Group } from '@mantine/core'
import { useState } from 'react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { CreateKey, OPERATIONS } from './create-key.tsx'
import { NewKey } from './new-key.tsx'
import { SettingsFrame } from './settings-frame.tsx'

type Key = Answer<'GET /management/keys/list'>[number]

export function KeysPage() {
  const [shown, setShown] = useState<string | null>(null)
  const keys = useRead('GET /management/keys/list', {})
  return (
    <SettingsFrame
      lead="Keys of your programs. Give each its own, with the least it needs."
      actions={<CreateKey onCreated={setShown} />}
    >
      <NewKey text={shown} onClose={() => setShown(null)} />
      <Panel>
        <Loaded of={keys}>
          {(rows) => (
            <PlainTable
              caption="API keys"
              rows={rows}
              idOf={({ id }: Key) => id}
              columns={[
                { title: 'Name', cell: ({ name, prefix }: Key) => `${name} (${prefix}…)` },
                { title: 'May', cell: (key: Key) => <Levels levels={key.levels} /> },
                {
                  title: 'From',
                  cell: ({ ip_allow_list }: Key) =>
                    ip_allow_list.length === 0 ? 'Anywhere' : ip_allow_list.join(', '),
                },
                {
                  title: 'Last used',
                  cell: ({ last_used_at }: Key) =>
                    last_used_at === null ? 'Never' : formatTime(last_used_at),
                },
                { title: 'State', cell: (key: Key) => <StatusBadge status={stateOf(key)} /> },
                {
                  title: 'Actions',
                  isRight: true,
                  cell: (key: Key) =>
                    key.revoked_at === null ? <KeyActions apiKey={key} onRotated={setShown} /> : null,
                },
              ]}
            />
          )}
        </Loaded>
      </Panel>
    </SettingsFrame>
  )
}

function stateOf({ revoked_at, expires_at }: Key): string {
  if (revoked_at !== null) return 'Revoked'
  return expires_at !== null && new Date(expires_at) < new Date() ? 'Expired' : 'Active'
}

function Levels({ levels }: { readonly levels: Key['levels'] }) {
  const granted = OPERATIONS.filter(({ id }) => levels[id] !== '0')
  return (
    <Group gap={4} wrap="nowrap">
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
