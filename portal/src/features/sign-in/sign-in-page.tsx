import { Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { knowsPasskeys, showPasskey } from '../../shared/api/passkey.ts'
import { sessionQuery } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { CodeInput, checkCode, readCode } from '../../shared/ui/code-input.tsx'
import { ProblemAlert } from '../../shared/ui/problem-alert.tsx'
import { Gate } from './gate.tsx'

export function SignInPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { next } = useSearch({ strict: false })
  const form = useForm({
    initialValues: { email: '', password: '', code: '' },
    validate: {
      email: isNotEmpty('Your e-mail is needed'),
      password: isNotEmpty('Your password is needed'),
      code: checkCode,
    },
  })
  const enter = async ({ session: _cookie, ...session }: Answer<'POST /portal/api/sign-in'>) => {
    client.setQueryData(sessionQuery.queryKey, session)
    await navigate({ href: `/portal${next ?? '/'}`, reloadDocument: false })
  }
  const action = useAction(async ({ email, password, code }: typeof form.values) => {
    const body = { email, password, code: readCode(code) }
    await enter(await call('POST /portal/api/sign-in', { body }))
  })
  const passkey = useAction(async (_input: true) => {
    const response = await showPasskey(await call('POST /portal/api/sign-in/passkey/options', {}))
    await enter(await call('POST /portal/api/sign-in/passkey', { body: { response } }))
  })
  return (
    <Gate
      title="Sign in"
      lead={
        next === undefined
          ? 'With your e-mail, your password and your second factor.'
          : 'Sign in to go on where you were.'
      }
    >
      <form onSubmit={form.onSubmit((values) => void action.run(values))} noValidate>
        <Stack gap="sm">
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
            {...form.getInputProps('password')}
          />
          <CodeInput {...form.getInputProps('code')} />
          {action.problem === null ? null : <ProblemAlert error={action.problem} />}
          <Button type="submit" loading={action.isRunning} fullWidth mt="xs">
            Sign in
          </Button>
        </Stack>
      </form>
      {knowsPasskeys() ? (
        <>
          <Divider label="or" />
          {passkey.problem === null ? null : <ProblemAlert error={passkey.problem} />}
          <Button
            variant="default"
            leftSection={<KeyRound size={16} aria-hidden />}
            loading={passkey.isRunning}
            onClick={() => void passkey.run(true)}
            fullWidth
          >
            Sign in with a passkey
          </Button>
        </>
      ) : null}
    </Gate>
  )
}
