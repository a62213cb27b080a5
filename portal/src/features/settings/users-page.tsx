import { Button, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { type Role, useSession } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { formatTime } from '../../shared/format/time.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { ChoiceFilter, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { SettingsFrame } from './settings-frame.tsx'

type User = ListRow<'users'>

const ROLES: readonly { readonly value: Role; readonly label: string }[] = [
  { value: 'ADMIN', label: 'Admin: everything' },
  { value: 'OPERATOR', label: 'Operator: products, no settings' },
  { value: 'READ_ONLY', label: 'Read-only' },
]

export function UsersPage() {
  const search = useListSearch()
  const list = useList('users', search, { role: search.text('role'), status: search.text('status') })
  const { user: self } = useSession()
  return (
    <SettingsFrame
      lead="People who sign in here, each with a password and a second factor of their own."
      actions={<Invite />}
    >
      <Filters>
        <TextFilter search={search} name="q" label="E-mail" />
        <ChoiceFilter
          search={search}
          name="role"
          label="Role"
          every="Every role"
          values={ROLES.map(({ value }) => value)}
        />
        <ChoiceFilter
          search={search}
          name="status"
          label="State"
          every="Every state"
          values={['ACTIVE', 'INVITED']}
        />
      </Filters>
      <ListTable
        caption="Users"
        {...list}
        idOf={({ id }: User) => id}
        columns={[
          {
            accessor: 'email',
            title: 'E-mail',
            sortable: true,
            render: ({ email, id }) => (id === self.id ? `${email} (you)` : email),
          },
          {
            accessor: 'role',
            title: 'Role',
            sortable: true,
            render: (user) => <RoleSelect key={user.role} user={user} />,
          },
          {
            accessor: 'status',
            title: 'State',
            sortable: true,
            render: ({ status }) => <StatusBadge status={status} />,
          },
          {
            accessor: 'created_at',
            title: 'Since',
            sortable: true,
            render: ({ created_at }) => formatTime(created_at),
          },
          {
            accessor: 'actions',
            title: 'Actions',
            textAlign: 'right',
            render: ({ id, email }) => (
              <ConfirmButton
                label="Remove"
                question={`Remove ${email}?`}
                consequence="All their sessions end at once. Every Admin is told by e-mail."
                done="The user is removed"
                isDangerous
                button={{ size: 'compact-xs' }}
                perform={(idempotencyKey) =>
                  call('DELETE /management/users/{userId}', { path: { userId: id } }, { idempotencyKey })
                }
              />
            ),
          },
        ]}
        empty={null}
      />
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
        aria-haspopup="dialog"
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
        form={form}
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
      <Button aria-haspopup="dialog" onClick={open}>
        Invite
      </Button>
      <FormModal
        title="Invite somebody"
        lead="An e-mail with the invitation goes out. It can be taken for 72 hours."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
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
