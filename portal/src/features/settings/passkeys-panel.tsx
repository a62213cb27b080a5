import { Button, Group, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { KeyRound } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { knowsPasskeys, makePasskey } from '../../shared/api/passkey.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { CodeInput, checkCode, readCode } from '../../shared/ui/code-input.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { describeAgent } from './describe-agent.ts'

type Passkey = Answer<'GET /portal/api/passkeys'>[number]

export function PasskeysPanel() {
  const passkeys = useRead('GET /portal/api/passkeys', {})
  return (
    <Panel
      title="Passkeys"
      lead="Sign in with your finger, face or device PIN, in place of password and code."
      actions={knowsPasskeys() ? <AddPasskey /> : undefined}
    >
      <Loaded of={passkeys}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={KeyRound}
              title="No passkeys yet"
              hint={
                knowsPasskeys()
                  ? 'Add one on each device that you sign in from. It cannot be guessed, copied from an e-mail, or used on another site.'
                  : 'This browser knows none. A newer one does.'
              }
            />
          ) : (
            <PlainTable
              caption="Passkeys"
              rows={rows}
              idOf={({ id }: Passkey) => id}
              columns={[
                { title: 'Name', cell: ({ name }: Passkey) => name },
                { title: 'Added', cell: ({ created_at }: Passkey) => formatTime(created_at) },
                {
                  title: 'Last used',
                  cell: ({ last_used_at }: Passkey) =>
                    last_used_at === null ? 'Never' : formatTime(last_used_at),
                },
                { title: 'Actions', isRight: true, cell: (passkey: Passkey) => <Remove passkey={passkey} /> },
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}

function Remove({ passkey: { id, name } }: { readonly passkey: Passkey }) {
  return (
    <Group justify="flex-end">
      <ConfirmButton
        label="Remove"
        question={`Remove ${name}?`}
        consequence="It opens nothing any more. Sessions that it opened go on: sign out everywhere to end them, too."
        done="The passkey is removed"
        isDangerous
        button={{ size: 'compact-xs' }}
        perform={(idempotencyKey) =>
          call('DELETE /portal/api/passkeys/{passkeyId}', { path: { passkeyId: id } }, { idempotencyKey })
        }
      />
    </Group>
  )
}

function AddPasskey() {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { name: describeAgent(navigator.userAgent), code: '' },
    validate: { name: isNotEmpty('A name by which you will know it'), code: checkCode },
  })
  const action = useAction(async ({ name, code }: typeof form.values, idempotencyKey) => {
    const options = await call('POST /portal/api/passkeys/options', { body: { code: readCode(code) } })
    const response = await makePasskey(options)
    await call('POST /portal/api/passkeys', { body: { name: name.trim(), response } }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Add a passkey
      </Button>
      <FormModal
        title="Add a passkey"
        lead="A code first: whoever finds your session open must not be able to add a key of their own. Then your device asks for you."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Go on"
        done="The passkey is added"
      >
        <TextInput label="Name" description="To tell it apart" {...form.getInputProps('name')} />
        <CodeInput data-autofocus {...form.getInputProps('code')} />
      </FormModal>
    </>
  )
}
