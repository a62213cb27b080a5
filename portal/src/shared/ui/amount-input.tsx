import { TextInput, type TextInputProps } from '@mantine/core'

/** Takes an amount as text and leaves it text; nothing is rounded behind the back of the person. */
export function AmountInput(props: TextInputProps) {
  return <TextInput inputMode="decimal" autoComplete="off" placeholder="0.00" {...props} />
}

/** What a form says of an amount before the platform is asked; null: nothing. */
export function checkAmount(text: string, decimalsMax = 6): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return 'An amount is needed'
  if (!/^\d+(\.\d+)?$/.test(trimmed)) return 'Digits and a point only, such as 1250.50'
  if (/^0*(\.0*)?$/.test(trimmed)) return 'More than zero'
  const decimals = trimmed.split('.')[1]?.length ?? 0
  return decimals > decimalsMax ? `At most ${decimalsMax} decimals` : null
}
