import { Button, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { type Answer, call } from '../../shared/api/call.ts'
import { type Role, useSession } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { SettingsFrame } from './settings-frame.tsx'

type User = Answer<'GET /management/users'>[number]

const ROLES: readonly { readonly value: Role; readonly label: string }[] = [
  { value: 'ADMIN', label: 'Admin: everything' },
  { value: 'OPERATOR', label: 'Operator: products, no settings' },
  { value: 'READ_ONLY', label: 'Read-only' },
]

export function UsersPage() {
  const users = useRead('GET /management/users', {})
  const { user: self } = useSession()
  return (
    <SettingsFrame
      lead="People who sign in here, each with a password and a second factor of their own."
      actions={<Invite />}
    >
      <Panel>
        <Loaded of={users}>
          {(rows) => (
            <PlainTable
              caption="Users"
              rows={rows}
              idOf={({ id }: User) => id}
              columns={[
                {
                  title: 'E-mail',
                  cell: ({ email, id }: User) => (id === self.id ? `${email} (you)` : email),
                },
                { title: 'Role', cell: (user: User) => <RoleSelect key={user.role} user={user} /> },
                { title: 'State', cell: ({ status }: User) => <StatusBadge status={status} /> },
                { title: 'Since', cell: ({ created_at }: User) => formatTime(created_at) },
                {
                  title: 'Actions',
                  isRight: true,
                  cell: ({ id, email }: User) => (
                    <ConfirmButton
                      label="Remove"
                      question={`Remove ${email}?`}
                      consequence="All their sessions end at once. Every Admin is told by e-mail."
                      done="The user is removed"
                      isDangerous
                      button={{ size: 'compact-xs' }}
                      perform={(idempotencyKey) =>
                        call(
                          'DELETE /management/users/{userId}',
                          { path: { userId: id } },
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
    </SettingsFrame>
  )
}

/** Changed only after a question: another role ends the person's sessions. */
function RoleSelect({ user }: { readonly user: User }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({ initialValues: { role: user.role } })
  const action = useAction((role: Role, idempotencyKey) =>
    call('PUT /management/users/{userId}', { path: { userId: user.id }, body: { role } }, { idempotencyKey }),
  )
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        onClick={open}
        aria-label={`Change the role of ${user.email}`}
      >
        {ROLES.find(({ value }) => value === user.role)?.label.split(':')[0]}
      </Button>
      <FormModal
        title={`Role of ${user.email}`}
        lead="Another role ends all sessions of this person."
        isOpen={isOpen}
        onClose={close}
        action={action}
        read={() => form.getValues().role}
        label="Change"
        done="The role is changed"
      >
        <Select label="Role" allowDeselect={false} data={ROLES} {...form.getInputProps('role')} />
      </FormModal>
    </>
  )
}

function Invite() {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { email: '', role: 'OPERATOR' as Role },
    validate: { email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : 'An e-mail address') },
  })
  const action = useAction(
    (body: typeof form.values, idempotencyKey) =>
      call('POST /management/users', { body }, { idempotencyKey }),
    form.reset,
  )
  return (
    <>
      <Button onClick={open}>Invite</Button>
      <FormModal
        title="Invite somebody"
        lead="An e-mail with the invitation goes out. It can be taken for 72 hours."
        isOpen={isOpen}
        onClose={close}
        action={action}
        read={() =>
          form.validate().hasErrors ? null : { ...form.getValues(), email: form.getValues().email.trim() }
        }
        label="Invite"
        done="The invitation is on its way"
      >
        <TextInput label="E-mail" type="email" data-autofocus {...form.getInputProps('email')} />
        <Select label="Role" allowDeselect={false} data={ROLES} {...form.getInputProps('role')} />
      </FormModal>
    </>
  )
}
