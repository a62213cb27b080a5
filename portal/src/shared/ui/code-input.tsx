import { TextInput, type TextInputProps } from '@mantine/core'

/** Of the second factor. People type it in two halves, as their app shows it. */
export function CodeInput(props: TextInputProps) {
  return (
    <TextInput
      label="Code"
      description="Of your authenticator app"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={7}
      {...props}
    />
  )
}

export function readCode(typed: string): string {
  return typed.replace(/\s/g, '')
}

export function checkCode(typed: string): string | null {
  return /^\d{6}$/.test(readCode(typed)) ? null : 'Six digits, from your authenticator app'
}
