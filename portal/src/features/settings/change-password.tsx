import { Button, PasswordInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { CodeInput, checkCode, readCode } from '../../shared/ui/code-input.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'

const LENGTH_MIN = 12
const EYE = { 'aria-label': 'Show the password', tabIndex: 0 }

export function ChangePassword() {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { password: '', new_password: '', code: '' },
    validate: {
      password: isNotEmpty('Your present password is needed'),
      new_password: (text) => (text.length >= LENGTH_MIN ? null : 'At least 12 characters'),
      code: checkCode,
    },
  })
  const action = useAction(
    (body: typeof form.values, idempotencyKey) =>
      call('PUT /portal/api/password', { body }, { idempotencyKey }),
    form.reset,
  )
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Change the password
      </Button>
      <FormModal
        title="Change the password"
        lead="Your other sessions end, and you get an e-mail."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() =>
          form.validate().hasErrors ? null : { ...form.getValues(), code: readCode(form.getValues().code) }
        }
        label="Change"
        done="The password is changed"
      >
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          visibilityToggleButtonProps={EYE}
          data-autofocus
          {...form.getInputProps('password')}
        />
        <PasswordInput
          label="New password"
          description="At least 12 characters"
          autoComplete="new-password"
          visibilityToggleButtonProps={EYE}
          {...form.getInputProps('new_password')}
        />
        <CodeInput {...form.getInputProps('code')} />
      </FormModal>
    </>
  )
}
