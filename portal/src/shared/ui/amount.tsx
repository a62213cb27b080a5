import { Text } from '@mantine/core'
import { formatAmount, isNegative } from '../format/amount.ts'

interface AmountProps {
  readonly value: string | null | undefined
  readonly unit?: string | null
  readonly sign?: '+' | '−' | undefined
}

/** A figure with its unit, in digits of one width so that columns of them line up. */
export function Amount({ value, unit, sign }: AmountProps) {
  const isBelowZero = typeof value === 'string' && isNegative(value)
  return (
    <Text
      component="span"
      size="sm"
      style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}
      {...(isBelowZero ? { c: 'red' } : {})}
    >
      {sign}
      {formatAmount(value)}
      {unit === undefined || unit === null ? null : (
        <Text component="span" size="xs" c="dimmed">
          {' '}
          {unit}
        </Text>
      )}
    </Text>
  )
}
