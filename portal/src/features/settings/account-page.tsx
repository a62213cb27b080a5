import { Text } from '@mantine/core'
import { type Answer, call } from '../../shared/api/call.ts'
import { useSession } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { ChangePassword } from './change-password.tsx'
import { describeAgent } from './describe-agent.ts'
import { PasskeysPanel } from './passkeys-panel.tsx'

type OwnSession = Answer<'GET /portal/api/sessions'>[number]

/** Of the person who has signed in: also of roles that see no settings. */
export function AccountPage() {
  const { user, company } = useSession()
  const sessions = useRead('GET /portal/api/sessions', {})
  return (
    <Page title="Your account" lead="Who you are here, how you sign in, and where you have.">
      <Panel title="You" actions={<ChangePassword />}>
        <Facts
          facts={[
            ['E-mail', user.email],
            ['Role', toWords(user.role)],
            ['Company', company.name],
          ]}
        />
      </Panel>
      <PasskeysPanel />
      <Panel
        title="Sessions"
        lead="A session ends after 30 minutes without you, and after 12 hours."
        actions={<SignOutEverywhere />}
      >
        <Loaded of={sessions}>
          {(rows) => (
            <PlainTable
              caption="Sessions"
              rows={rows}
              idOf={({ id }: OwnSession) => id}
              columns={[
                {
                  title: 'Where',
                  cell: ({ user_agent }: OwnSession) => <Text size="sm">{describeAgent(user_agent)}</Text>,
                },
                { title: 'From', cell: ({ ip_address }: OwnSession) => ip_address ?? '–' },
                { title: 'Since', cell: ({ created_at }: OwnSession) => formatTime(created_at) },
                { title: 'Last seen', cell: ({ last_used_at }: OwnSession) => formatTime(last_used_at) },
                {
                  title: 'Actions',
                  isRight: true,
                  cell: ({ id, is_current }: OwnSession) =>
                    is_current ? (
                      'This one'
                    ) : (
                      <ConfirmButton
                        label="End"
                        question="End this session?"
                        consequence="Whoever uses it must sign in again."
                        done="The session has ended"
                        button={{ size: 'compact-xs' }}
                        perform={(idempotencyKey) =>
                          call(
                            'DELETE /portal/api/sessions/{sessionId}',
                            { path: { sessionId: id } },
                            { idempotencyKey },
                          )
                        }
                      />
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  )
}

function SignOutEverywhere() {
  return (
    <ConfirmButton
      label="Sign out everywhere"
      question="Sign out everywhere?"
      consequence="All your sessions end, this one too."
      done="All your sessions have ended"
      button={{ size: 'xs' }}
      perform={(idempotencyKey) => call('POST /portal/api/sign-out-everywhere', {}, { idempotencyKey })}
    />
  )
}
