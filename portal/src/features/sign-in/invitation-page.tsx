import { Anchor, Button, Center, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { QRCodeSVG } from 'qrcode.react'
import { useState } from 'react'
import { type Answer, call } from '../../shared/api/call.ts'
import { sessionQuery } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { CopyButton } from '../../shared/ui/copy-button.tsx'
import { ProblemAlert } from '../../shared/ui/problem-alert.tsx'
import { Gate } from './gate.tsx'

type Factor = Answer<'POST /portal/api/invitations/accept'>

const PASSWORD_LENGTH_MIN = 12

/** Two steps: a password gives the second factor, and its first code opens the account. */
export function InvitationPage() {
  const [factor, setFactor] = useState<Factor | null>(null)
  const form = useForm({
    initialValues: { token: '', password: '', code: '' },
    validate: {
      token: (token) =>
        token.trim().startsWith('hfi_') ? null : 'The text of your e-mail that begins with hfi_',
      password: (password) => (password.length >= PASSWORD_LENGTH_MIN ? null : 'At least 12 characters'),
      code: (code) =>
        factor === null || /^\d{6}$/.test(code) ? null : 'Six digits, from your authenticator app',
    },
  })
  const client = useQueryClient()
  const navigate = useNavigate()
  const action = useAction(async ({ token, password, code }: typeof form.values) => {
    const invitation = { token: token.trim(), password }
    if (factor === null)
      return setFactor(await call('POST /portal/api/invitations/accept', { body: invitation }))
    const body = { ...invitation, code }
    const { session: _cookie, ...session } = await call('POST /portal/api/invitations/confirm', { body })
    client.setQueryData(sessionQuery.queryKey, session)
    await navigate({ to: '/' })
  })
  return (
    <Gate
      title="Take your invitation"
      lead="Choose a password, then add the second factor to your authenticator app."
    >
      <form onSubmit={form.onSubmit((values) => void action.run(values))} noValidate>
        <Stack gap="sm">
          <TextInput
            label="Invitation"
            autoComplete="off"
            disabled={factor !== null}
            {...form.getInputProps('token')}
          />
          <PasswordInput
            label="Password"
            description="At least 12 characters"
            autoComplete="new-password"
            disabled={factor !== null}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
            {...form.getInputProps('password')}
          />
          {factor === null ? null : <SecondFactor factor={factor} />}
          {factor === null ? null : (
            <TextInput
              label="Code"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              {...form.getInputProps('code')}
            />
          )}
          {action.problem === null ? null : <ProblemAlert error={action.problem} />}
          <Button type="submit" loading={action.isRunning} fullWidth mt="xs">
            {factor === null ? 'Go on' : 'Finish'}
          </Button>
        </Stack>
      </form>
    </Gate>
  )
}

function SecondFactor({ factor }: { readonly factor: Factor }) {
  return (
    <Stack gap="xs">
      <Text size="sm">
        Scan this with an authenticator app, or{' '}
        <Anchor href={factor.otpauth_url}>open it on this device</Anchor>.
      </Text>
      <Center bg="white" p="sm" bdrs="md">
        <QRCodeSVG value={factor.otpauth_url} size={168} title="Second factor for your authenticator app" />
      </Center>
      <Text size="sm">
        Or type it in: <Code>{factor.totp_secret}</Code>
        <CopyButton value={factor.totp_secret} label="Copy the secret" />
      </Text>
    </Stack>
  )
}
