import { Type } from 'typebox'
import { shareClient } from '../clients/client.ts'
import { writeAudit } from '../kernel/audit.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import { findVirtualWallet, lockVirtualWallet } from './virtual-wallet.ts'

/** For good: the link ends with the wallet or the client. Repeating it changes nothing. */
export const linkClient = writeRoute({
  method: 'PATCH',
  path: '/virtual-wallets/{walletId}/client/{clientId}',
  access: { level: 3 },
  summary: 'Link a virtual wallet to a client',
  refusals: ['WALLET_NOT_FOUND', 'CLIENT_NOT_FOUND', 'CLIENT_ASSOCIATION'],
  tag: 'Virtual wallets',
  answer: Type.Null(),
  status: 201,
  async write(tx, call) {
    const { companyId, params } = call
    const walletId = params.walletId ?? ''
    const found = await findVirtualWallet(tx, companyId, walletId)
    if (isRefusal(found)) return found
    // The client before the wallet, as where a client is deleted.
    const client = await shareClient(tx, companyId, params.clientId ?? '')
    if (isRefusal(client)) return client
    const wallet = await lockVirtualWallet(tx, companyId, walletId)
    if (isRefusal(wallet)) return wallet
    if (wallet.client_id === client.id) return undefined
    if (client.status !== 'active') return refuse('CLIENT_ASSOCIATION', { reason: 'client is not active' })
    if (!wallet.enabled) return refuse('CLIENT_ASSOCIATION', { reason: 'wallet is not enabled' })
    if (wallet.client_id !== null)
      return refuse('CLIENT_ASSOCIATION', { reason: 'wallet already has a client' })
    await tx
      .updateTable('virtual_wallets')
      .set({ client_id: client.id })
      .where('company_id', '=', companyId)
      .where('id', '=', wallet.id)
      .execute()
    await writeAudit(tx, {
      companyId,
      caller: call.caller,
      action: 'virtual_wallet.linked',
      objectType: 'virtual_wallet',
      objectId: wallet.id,
      before: { client_id: null },
      after: { client_id: client.id },
      traceId: call.traceId,
      at: call.now,
    })
    return undefined
  },
})
