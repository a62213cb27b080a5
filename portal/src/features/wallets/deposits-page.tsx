import { ArrowDownToLine } from 'lucide-react'
import type { Answer } from '../../shared/api/call.ts'
import { exportCsv } from '../../shared/api/csv.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address, Transaction } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChoiceFilter, chosen, DayFilters, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { useSymbols } from '../../shared/ui/use-symbols.ts'
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
  const unitOf = useSymbols()
  const query = {
    status: chosen(search, 'status', STATES),
    product: chosen(search, 'product', PRODUCTS),
    address: search.text('address'),
    from_date: search.text('from'),
    to_date: search.text('to'),
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
      <Filters>
        <ChoiceFilter search={search} name="status" label="State" every="Every state" values={STATES} />
        <ChoiceFilter
          search={search}
          name="product"
          label="Product"
          every="Every product"
          values={PRODUCTS}
        />
        <TextFilter search={search} name="address" label="Address" />
        <DayFilters search={search} />
      </Filters>
      <ListTable
        caption="Deposits"
        query={deposits}
        idOf={({ id }: Deposit) => id}
        {...search.table}
        csv={exportCsv('deposits', query)}
        columns={[
          { accessor: 'created_at', title: 'Seen', render: ({ created_at }) => formatTime(created_at) },
          { accessor: 'product', render: ({ product: of }) => toWords(of) },
          { accessor: 'blockchain', title: 'Chain' },
          {
            accessor: 'amount',
            textAlign: 'right',
            render: ({ amount, token_address }) => <Amount value={amount} {...unitOf(token_address)} />,
          },
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
            title="No deposits yet"
            hint="Create a wallet and send tokens to its address: the deposit shows here as soon as its block is seen."
          />
        }
      />
    </Page>
  )
}
