import { Button, Group, Select } from '@mantine/core'
import { ArrowLeftRight } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../shared/api/call.ts'
import { exportCsv } from '../../shared/api/csv.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { textField } from '../../shared/format/field.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address, Transaction } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { DownloadButton } from '../../shared/ui/download-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import type { Wallet } from './wallet-page.tsx'

type Movement = Answer<'GET /virtual-wallets/{walletId}/movements'>['movements'][number]

const IN: readonly string[] = ['DEPOSIT', 'TRANSFER_IN', 'HOLDING_CREDIT', 'RAMP_ON_TRANSFER']
const OUT: readonly string[] = [
  'WITHDRAWAL',
  'USER_WITHDRAWAL',
  'TRANSFER_OUT',
  'RAMP_OFF_TRANSFER',
  'DEPOSIT_REVERTED',
]

export function WalletMovements({ wallet }: { readonly wallet: Wallet }) {
  const can = useCan()
  if (can('virtual_wallets', 2)) return <Movements wallet={wallet} />
  return (
    <Panel title="Movements">
      <Empty
        icon={ArrowLeftRight}
        title="Movements need the role Operator"
        hint="An Admin can give it to you in Settings, Users."
      />
    </Panel>
  )
}

function Movements({ wallet }: { readonly wallet: Wallet }) {
  // The pages before this one; the contract pages by token, forward only.
  const [tokens, setTokens] = useState<readonly string[]>([])
  const [order, setOrder] = useState<'DESC' | 'ASC'>('DESC')
  const query = { size: '10', sort_order: order, paging_state_token: tokens.at(-1) }
  const movements = useRead('GET /virtual-wallets/{walletId}/movements', {
    path: { walletId: wallet.id },
    query,
  })
  return (
    <Panel
      title="Movements"
      actions={
        <Select
          size="xs"
          w={140}
          aria-label="Order"
          allowDeselect={false}
          value={order}
          data={[
            { value: 'DESC', label: 'Newest first' },
            { value: 'ASC', label: 'Oldest first' },
          ]}
          onChange={(next) => {
            setTokens([])
            setOrder(next === 'ASC' ? 'ASC' : 'DESC')
          }}
        />
      }
    >
      <Loaded of={movements} lines={6}>
        {({ movements: rows, paging_state_token: next }) =>
          rows.length === 0 ? (
            <Empty
              icon={ArrowLeftRight}
              title="Nothing has moved yet"
              hint="Send tokens to the deposit address: the deposit shows here by itself, as soon as its block is seen."
            />
          ) : (
            <>
              <PlainTable caption="Movements" rows={rows} columns={columnsOf(wallet)} idOf={({ id }) => id} />
              <Group justify="flex-end" gap="xs">
                <DownloadButton {...exportCsv('wallet-movements', query, [wallet.id])} label="CSV" />
                <Button
                  size="xs"
                  variant="default"
                  disabled={tokens.length === 0}
                  onClick={() => setTokens(tokens.slice(0, -1))}
                >
                  Previous
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={next === null}
                  onClick={() => next !== null && setTokens([...tokens, next])}
                >
                  Next
                </Button>
              </Group>
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}

function columnsOf({ blockchain }: Wallet) {
  return [
    { title: 'When', cell: ({ date }: Movement) => formatTime(date) },
    { title: 'What', cell: ({ operation }: Movement) => toWords(operation) },
    {
      title: 'Amount',
      isRight: true,
      cell: ({ amount, operation, data }: Movement) => (
        <Amount
          value={amount}
          unit={data.token.symbol}
          sign={IN.includes(operation) ? '+' : OUT.includes(operation) ? '−' : undefined}
        />
      ),
    },
    { title: 'State', cell: ({ status }: Movement) => <StatusBadge status={status} /> },
    {
      title: 'Other side',
      cell: ({ data }: Movement) => (
        <Address
          value={
            textField(data, 'from_wallet_address') ??
            textField(data, 'to_wallet_address') ??
            textField(data, 'counterparty_wallet_address')
          }
          blockchain={blockchain}
        />
      ),
    },
    {
      title: 'Transaction',
      cell: ({ transaction_hash }: Movement) => (
        <Transaction value={transaction_hash} blockchain={blockchain} />
      ),
    },
  ]
}
