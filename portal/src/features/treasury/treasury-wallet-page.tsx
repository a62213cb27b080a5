import { Group, Stack, Text } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { QRCodeSVG } from 'qrcode.react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { NameModal } from '../../shared/ui/name-modal.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { Transfer } from './transfer.tsx'
import { TreasuryMovements } from './treasury-movements.tsx'

const BACK = { to: '/treasury', label: 'All wallets' } as const

export function TreasuryWalletPage() {
  const { accountId = '', walletId = '' } = useParams({ strict: false })
  const wallet = useRead('GET /mpc/accounts/{accountId}/wallets/{walletId}', {
    path: { accountId, walletId },
  })
  if (wallet.data === undefined)
    return (
      <Page title="Wallet" lead={wallet.error === null ? 'Loading' : undefined} back={BACK}>
        <Loaded of={wallet}>{() => null}</Loaded>
      </Page>
    )
  return <Shown accountId={accountId} wallet={wallet.data} />
}

interface ShownProps {
  readonly accountId: string
  readonly wallet: Answer<'GET /mpc/accounts/{accountId}/wallets/{walletId}'>
}

function Shown({ accountId, wallet }: ShownProps) {
  const can = useCan()
  const navigate = useNavigate()
  const path = { accountId, walletId: wallet.id }
  const balances = useRead('GET /mpc/accounts/{accountId}/wallets/{walletId}/balance', { path })
  const mayWrite = can('treasury', 2)
  return (
    <Page
      title={wallet.alias}
      lead={`On ${wallet.blockchain}`}
      back={BACK}
      actions={
        mayWrite && balances.data !== undefined ? (
          <Transfer path={path} balances={balances.data} />
        ) : undefined
      }
    >
      <Panel title="Balance on chain">
        <Loaded of={balances}>
          {(rows) => (
            <Facts
              facts={rows.map(({ symbol, balance, token_address }) => [
                symbol,
                <Amount key={token_address} value={balance} />,
              ])}
            />
          )}
        </Loaded>
        <Group gap="md" align="flex-start" wrap="nowrap">
          <Stack bg="white" p={6} bdrs="sm" gap={0}>
            <QRCodeSVG value={wallet.wallet_address} size={84} title={`Address ${wallet.wallet_address}`} />
          </Stack>
          <Stack gap={4}>
            <Text size="sm">Address</Text>
            <Address value={wallet.wallet_address} blockchain={wallet.blockchain} isWhole />
          </Stack>
        </Group>
      </Panel>
      <Panel title="Movements">
        <TreasuryMovements walletId={wallet.id} />
      </Panel>
      {mayWrite ? (
        <Group gap="xs">
          <NameModal
            label="Rename"
            title="Rename the wallet"
            save="Rename"
            done="The wallet has its new name"
            initial={wallet.alias}
            perform={(alias, idempotencyKey) =>
              call(
                'PUT /mpc/accounts/{accountId}/wallets/{walletId}/update',
                { path, body: { alias } },
                { idempotencyKey },
              )
            }
          />
          <ConfirmButton
            label="Delete"
            question={`Delete ${wallet.alias}?`}
            consequence="Its token balances must be zero. What is left of gas is taken back first. This cannot be undone."
            done="The wallet is deleted"
            isDangerous
            button={{ size: 'xs' }}
            perform={(idempotencyKey) =>
              call('DELETE /mpc/accounts/{accountId}/wallets/{walletId}/delete', { path }, { idempotencyKey })
            }
            onDone={() => void navigate({ to: '/treasury' })}
          />
        </Group>
      ) : null}
    </Page>
  )
}
