import { Select, type SelectProps } from '@mantine/core'
import { useRead } from '../api/use-read.ts'

/** The tokens of a chain that the company may use, by symbol; its value is the token's address. */
export function TokenSelect({
  blockchain,
  ...props
}: Omit<SelectProps, 'data'> & { readonly blockchain: string }) {
  const tokens = useRead('GET /mpc/tokens/{blockchain}', { path: { blockchain } }).data ?? {}
  return (
    <Select
      label="Token"
      allowDeselect={false}
      data={Object.entries(tokens).map(([symbol, address]) => ({ value: address, label: symbol }))}
      {...props}
    />
  )
}
