import { useNavigate } from '@tanstack/react-router'
import { call } from '../../shared/api/call.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import type { Wallet } from './wallet-page.tsx'

/** Enable or disable, and delete. */
export function WalletSwitches({ wallet }: { readonly wallet: Wallet }) {
  const navigate = useNavigate()
  const path = { walletId: wallet.id }
  return (
    <>
      <ConfirmButton
        label={wallet.enabled ? 'Disable' : 'Enable'}
        question={wallet.enabled ? `Disable ${wallet.alias}?` : `Enable ${wallet.alias}?`}
        consequence={
          wallet.enabled
            ? 'It can no longer withdraw or ramp. Deposits are still credited. You can enable it again.'
            : 'It can withdraw again, and takes a place of your contract.'
        }
        done={wallet.enabled ? 'The wallet is disabled' : 'The wallet is enabled'}
        button={{ size: 'xs' }}
        perform={(idempotencyKey) =>
          call(
            'PATCH /virtual-wallets/{walletId}/set-enabled',
            { path, body: { enabled: !wallet.enabled } },
            { idempotencyKey },
          )
        }
      />
      <ConfirmButton
        label="Delete"
        question={`Delete ${wallet.alias}?`}
        consequence="Its balance must be zero and nothing may be open. This cannot be undone; later deposits to its address belong to nobody."
        done="The wallet is deleted"
        isDangerous
        button={{ size: 'xs', variant: 'default' }}
        perform={(idempotencyKey) => call('DELETE /virtual-wallets/{walletId}', { path }, { idempotencyKey })}
        onDone={() => void navigate({ to: '/wallets' })}
      />
    </>
  )
}
