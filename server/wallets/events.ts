import type { Token } from '../chains/types.ts'
import { depositData } from '../deposits/deposit-data.ts'
import { moneyToText } from '../kernel/money.ts'
import type { NewEvent, WebhookStatus } from '../webhooks/types.ts'

interface EventWallet {
  readonly company_id: string
  readonly id: string
  readonly address: string
  readonly chain: string
  readonly client_id?: string | null
}

interface DepositFacts {
  readonly wallet: EventWallet
  readonly operationId: string
  readonly hash: string
  readonly fromAddress: string | null
  readonly token: Token
  readonly units: bigint
  /** When the deposit was seen. */
  readonly createdAt: Date
  readonly at: Date
  readonly traceId?: string | undefined
}

/** Credited: from the chain, or by an internal transfer. */
export function depositEvent(deposit: DepositFacts): NewEvent {
  return walletEvent(deposit, 'deposit', 'success', depositData({ ...deposit, netUnits: deposit.units }))
}

export function depositRevertedEvent(deposit: DepositFacts & { readonly depositId: string }): NewEvent {
  const data = { ...depositData({ ...deposit, netUnits: deposit.units }), deposit_id: deposit.depositId }
  return walletEvent(deposit, 'deposit_reverted', 'success', data)
}

interface WithdrawalFacts {
  readonly wallet: EventWallet
  readonly type: 'withdraw' | 'holding_withdraw'
  readonly status: Extract<WebhookStatus, 'success' | 'failed' | 'manual_check'>
  readonly reason?: string | null
  /** The payment's id. */
  readonly operationId: string
  readonly hash: string | null
  /** Null: not known, of what was never sent. */
  readonly toAddress: string | null
  readonly token: Token
  readonly units: bigint
  /** When the withdrawal was asked for. */
  readonly createdAt: Date
  readonly at: Date
  readonly traceId?: string | undefined
}

export function withdrawalEvent(withdrawal: WithdrawalFacts): NewEvent {
  const event = walletEvent(withdrawal, withdrawal.type, withdrawal.status, {
    ...place(withdrawal.wallet),
    transaction_hash: withdrawal.hash,
    to_wallet_address: withdrawal.toAddress,
    amount: moneyToText({ asset: withdrawal.token, units: withdrawal.units }),
    token: eventToken(withdrawal.token),
    created_at: withdrawal.createdAt.toISOString(),
  })
  return {
    ...event,
    reason: withdrawal.reason ?? null,
    ...(withdrawal.type === 'withdraw' && { topLevel: { client_id: withdrawal.wallet.client_id ?? null } }),
  }
}

/** An event of a virtual wallet, in the order of its others. */
export function walletEvent(
  facts: { wallet: EventWallet; operationId: string; at: Date; traceId?: string | undefined },
  eventType: string,
  status: WebhookStatus,
  data: Record<string, unknown>,
): NewEvent {
  return {
    companyId: facts.wallet.company_id,
    product: 'virtual_wallets',
    eventType,
    operationId: facts.operationId,
    status,
    orderKey: facts.wallet.id,
    data,
    ...(facts.traceId !== undefined && { traceId: facts.traceId }),
    at: facts.at,
  }
}

export function place(wallet: EventWallet): Record<string, unknown> {
  return { wallet_id: wallet.id, wallet_address: wallet.address, blockchain: wallet.chain.toLowerCase() }
}

function eventToken(token: Token): Record<string, unknown> {
  return { name: token.name, symbol: token.symbol, address: token.address }
}
