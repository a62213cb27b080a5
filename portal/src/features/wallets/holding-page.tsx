import { Button, SimpleGrid, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Landmark } from 'lucide-react'
import { type Answer, type Body, call } from '../../shared/api/call.ts'
import { Problem } from '../../shared/api/problem.ts'
import { useAbout, useCan } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { WalletsTabs } from './wallets-tabs.tsx'
import { useWithdrawForm, WithdrawFields } from './withdraw.tsx'

export function HoldingPage() {
  const about = useAbout()
  return (
    <Page
      title="Wallets"
      lead="One holding wallet for each chain: the real tokens behind all virtual balances there."
    >
      <WalletsTabs />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        {about?.chains.map(({ blockchain }) => (
          <HoldingOfChain key={blockchain} blockchain={blockchain} />
        ))}
      </SimpleGrid>
    </Page>
  )
}

function HoldingOfChain({ blockchain }: { readonly blockchain: string }) {
  const holding = useRead('GET /virtual-wallets/holding', { query: { blockchain } })
  const isMissing = holding.error instanceof Problem && holding.error.status === 404
  return (
    <Panel
      title={blockchain}
      actions={holding.data === undefined ? null : <HoldingActions blockchain={blockchain} />}
    >
      {isMissing ? (
        <Empty
          icon={Landmark}
          title="No holding wallet yet"
          hint={`It is made together with your first virtual wallet on ${blockchain}.`}
        />
      ) : (
        <Loaded of={holding}>{(wallet) => <HoldingBalances wallet={wallet} />}</Loaded>
      )}
    </Panel>
  )
}

function HoldingBalances({ wallet }: { readonly wallet: Answer<'GET /virtual-wallets/holding'> }) {
  const query = { blockchain: wallet.blockchain }
  const real = useRead('GET /virtual-wallets/holding/balance', { query }, { everyMs: 15_000 })
  const owed = useRead('GET /virtual-wallets/virtual-balances', { query })
  return (
    <Stack gap="md">
      <Address value={wallet.wallet_address} blockchain={wallet.blockchain} isWhole />
      <Loaded of={real}>
        {(rows) => (
          <Facts
            columns={2}
            facts={rows.map(({ symbol, balance }) => [
              `${symbol} held on chain`,
              <Amount key={symbol} value={balance} />,
            ])}
          />
        )}
      </Loaded>
      <Loaded of={owed}>
        {(rows) => (
          <Facts
            columns={2}
            facts={rows.map(({ symbol, balance }) => [
              `${symbol} owed to wallets`,
              <Amount key={symbol} value={balance} />,
            ])}
          />
        )}
      </Loaded>
    </Stack>
  )
}

function HoldingActions({ blockchain }: { readonly blockchain: string }) {
  const can = useCan()
  if (!can('virtual_wallets', 2)) return null
  return (
    <>
      <ConfirmButton
        label="Sweep now"
        question={`Sweep the deposit addresses of ${blockchain}?`}
        consequence="Whatever lies on them moves to the holding wallet now, whichever rule you have set."
        done="The sweep is on its way"
        button={{ size: 'xs' }}
        perform={(idempotencyKey) =>
          call('POST /virtual-wallets/config/rules/sweep', { body: { blockchain } }, { idempotencyKey })
        }
      />
      <WithdrawFromHolding blockchain={blockchain} />
    </>
  )
}

function WithdrawFromHolding({ blockchain }: { readonly blockchain: string }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useWithdrawForm()
  const action = useAction(
    (body: Body<'POST /virtual-wallets/holding/withdraw/{blockchain}'>, idempotencyKey) =>
      call(
        'POST /virtual-wallets/holding/withdraw/{blockchain}',
        { path: { blockchain }, body },
        { idempotencyKey },
      ),
    form.reset,
  )
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Withdraw
      </Button>
      <FormModal
        title={`Withdraw from holding on ${blockchain}`}
        lead="Virtual balances stay as they are, so your reserve ratio goes down. Your guarantee fund is kept."
        isOpen={isOpen}
        onClose={close}
        action={action}
        read={() => (form.validate().hasErrors ? null : form.getTransformedValues())}
        label="Withdraw"
        done="The withdrawal is on its way"
      >
        <WithdrawFields form={form} blockchain={blockchain} />
      </FormModal>
    </>
  )
}
