import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../../shared/api/call.ts'
import { sessionQuery } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
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
      code: (code) =>
        /^\d{6}$/.test(code.replace(/\s/g, '')) ? null : 'Six digits, from your authenticator app',
    },
  })
  const action = useAction(async ({ email, password, code }: typeof form.values) => {
    const body = { email, password, code: code.replace(/\s/g, '') }
    const { session: _cookie, ...session } = await call('POST /portal/api/sign-in', { body })
    client.setQueryData(sessionQuery.queryKey, session)
    await navigate({ href: `/portal${next ?? '/'}`, reloadDocument: false })
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
          <TextInput
            label="Code"
            description="Of your authenticator app"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            {...form.getInputProps('code')}
          />
          {action.problem === null ? null : <ProblemAlert error={action.problem} />}
          <Button type="submit" loading={action.isRunning} fullWidth mt="xs">
            Sign in
          </Button>
        </Stack>
      </form>
    </Gate>
  )
}
