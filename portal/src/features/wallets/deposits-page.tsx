import { Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { ArrowDownToLine } from 'lucide-react'
import type { Answer } from '../../shared/api/call.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address, Transaction } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { WalletsTabs } from './wallets-tabs.tsx'

type Deposit = Answer<'GET /management/deposits'>['items'][number]

const STATES = [
  'DETECTED',
  'BELOW_MINIMUM',
  'CONFIRMED',
  'FINALIZED',
  'REVERTED',
  'UNATTRIBUTED',
  'UNSUPPORTED',
] as const
const PRODUCTS = ['virtual_wallets', 'cards', 'treasury'] as const

export function DepositsPage() {
  const search = useListSearch()
  const find = useDebouncedCallback((address: string) => search.set({ address }), 300)
  const status = STATES.find((one) => one === search.text('status'))
  const product = PRODUCTS.find((one) => one === search.text('product'))
  const query = {
    status,
    product,
    address: search.text('address'),
    page_number: String(search.page),
    size: '20',
  }
  const deposits = useRead('GET /management/deposits', { query })
  return (
    <Page
      title="Wallets"
      lead="Every deposit in every state, of wallets, cards and treasury: also those that are not credited yet."
    >
      <WalletsTabs />
      <Group gap="xs">
        <Select
          aria-label="State"
          placeholder="Every state"
          clearable
          value={status ?? null}
          data={STATES.map((value) => ({ value, label: toWords(value) }))}
          onChange={(value) => search.set({ status: value })}
        />
        <Select
          aria-label="Product"
          placeholder="Every product"
          clearable
          value={product ?? null}
          data={PRODUCTS.map((value) => ({ value, label: toWords(value) }))}
          onChange={(value) => search.set({ product: value })}
        />
        <TextInput
          aria-label="Address"
          placeholder="Address"
          defaultValue={search.text('address') ?? ''}
          onChange={({ currentTarget }) => find(currentTarget.value.trim())}
        />
      </Group>
      <ListTable
        caption="Deposits"
        query={deposits}
        idOf={({ id }: Deposit) => id}
        page={search.page}
        onPage={search.setPage}
        columns={[
          { accessor: 'created_at', title: 'Seen', render: ({ created_at }) => formatTime(created_at) },
          { accessor: 'product', render: ({ product: of }) => toWords(of) },
          { accessor: 'blockchain', title: 'Chain' },
          { accessor: 'amount', textAlign: 'right', render: ({ amount }) => <Amount value={amount} /> },
          {
            accessor: 'status',
            title: 'State',
            render: ({ status: state }) => <StatusBadge status={state} />,
          },
          {
            accessor: 'address',
            title: 'To',
            render: ({ address, blockchain }) => <Address value={address} blockchain={blockchain} />,
          },
          {
            accessor: 'transaction_hash',
            title: 'Transaction',
            render: ({ transaction_hash, blockchain }) => (
              <Transaction value={transaction_hash} blockchain={blockchain} />
            ),
          },
        ]}
        empty={
          <Empty
            icon={ArrowDownToLine}
            title="No deposits here"
            hint="Create a wallet and send tokens to its address. With a filter set, take it away first."
          />
        }
      />
    </Page>
  )
}
