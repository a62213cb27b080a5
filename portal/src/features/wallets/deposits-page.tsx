import { ArrowDownToLine } from 'lucide-react'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address, Transaction } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChoiceFilter, DayFilters, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { WalletsTabs } from './wallets-tabs.tsx'

type Deposit = ListRow<'deposits'>

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
  const deposits = useList('deposits', search, {
    status: search.text('status'),
    product: search.text('product'),
    from_date: search.text('from'),
    to_date: search.text('to'),
  })
  return (
    <Page
      title="Wallets"
      lead="Every deposit in every state, of wallets, cards and treasury: also those that are not credited yet."
    >
      <WalletsTabs />
      <Filters>
        <ChoiceFilter search={search} name="status" label="State" every="Every state" values={STATES} />
        <ChoiceFilter
          search={search}
          name="product"
          label="Product"
          every="Every product"
          values={PRODUCTS}
        />
        <TextFilter search={search} name="q" label="Address, transaction or id" />
        <DayFilters search={search} />
      </Filters>
      <ListTable
        caption="Deposits"
        idOf={({ id }: Deposit) => id}
        {...deposits}
        columns={[
          {
            accessor: 'created_at',
            title: 'Seen',
            sortable: true,
            render: ({ created_at }) => formatTime(created_at),
          },
          { accessor: 'product', sortable: true, render: ({ product: of }) => toWords(of) },
          { accessor: 'blockchain', title: 'Chain', sortable: true },
          {
            accessor: 'usd_value',
            title: 'Amount',
            sortable: true,
            textAlign: 'right',
            render: ({ amount, token_symbol }) => <Amount value={amount} unit={token_symbol} />,
          },
          {
            accessor: 'status',
            title: 'State',
            sortable: true,
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
            title="No deposits yet"
            hint="Create a wallet and send tokens to its address: the deposit shows here as soon as its block is seen."
          />
        }
      />
    </Page>
  )
}
