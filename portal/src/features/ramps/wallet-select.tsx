import { Select, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useRead } from '../../shared/api/use-read.ts'

const TYPING_MS = 300
const BEFORE_CHAIN = ' · '
/** The partner has no rail for others. */
const CHAINS: readonly string[] = ['POLYGON', 'TRON']

/** Wallets that can ramp: of a client, on a chain that the partner pays to. */
export function WalletSelect(props: Omit<SelectProps, 'data'>) {
  const [typed, setTyped] = useState('')
  const [settled] = useDebouncedValue(typed, TYPING_MS)
  const [search = ''] = settled.split(BEFORE_CHAIN)
  const query = { search, enabled: true, size: '100' }
  const wallets = useRead('GET /portal/api/lists/wallets', { query })
  const found = (wallets.data?.items ?? []).filter(
    ({ client_id, blockchain }) => client_id !== null && CHAINS.includes(blockchain),
  )
  return (
    <Select
      label="Wallet"
      placeholder="Find by its name"
      searchable
      onSearchChange={setTyped}
      nothingFoundMessage="No wallet of a client is called that"
      data={found.map(({ id, alias, blockchain }) => ({
        value: id,
        label: `${alias ?? id}${BEFORE_CHAIN}${blockchain}`,
      }))}
      {...props}
    />
  )
}
