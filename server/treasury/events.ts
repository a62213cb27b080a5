import type { Token } from '../chains/types.ts'
import { depositData } from '../deposits/deposit-data.ts'
import type { Deposit } from '../deposits/types.ts'
import { moneyToText } from '../kernel/money.ts'
import type { Payment } from '../payments/payment.ts'
import type { NewEvent, WebhookStatus } from '../webhooks/types.ts'
import type { TreasuryWallet } from './wallet.ts'

interface DepositFacts {
  readonly wallet: TreasuryWallet
  readonly deposit: Deposit
  readonly token: Token
  readonly at: Date
}

export function depositEvent(facts: DepositFacts): NewEvent {
  return treasuryEvent(facts, {
    eventType: 'deposit',
    operationId: facts.deposit.operation_id,
    status: 'success',
    data: dataOf(facts),
  })
}

export function depositRevertedEvent(facts: DepositFacts): NewEvent {
  return treasuryEvent(facts, {
    eventType: 'deposit_reverted',
    operationId: facts.deposit.id,
    status: 'success',
    data: { ...dataOf(facts), deposit_id: facts.deposit.id },
  })
}

/** How a transfer ended, or that an operator must decide. */
export function transferEvent(facts: {
  readonly wallet: TreasuryWallet
  readonly payment: Payment
  readonly token: Token
  readonly status: Extract<WebhookStatus, 'success' | 'failed' | 'manual_check'>
  readonly at: Date
}): NewEvent {
  const { wallet, payment, token } = facts
  return {
    ...treasuryEvent(facts, {
      eventType: 'transfer',
      operationId: payment.id,
      status: facts.status,
      data: {
        wallet_id: wallet.id,
        wallet_address: wallet.address,
        blockchain: wallet.chain.toLowerCase(),
        transaction_hash: payment.tx_hash,
        to_wallet_address: payment.to_address,
        amount: moneyToText({ asset: token, units: payment.amount }),
        token: { name: token.name, symbol: token.symbol, address: token.address },
        created_at: payment.created_at.toISOString(),
      },
    }),
    reason: payment.reason,
  }
}

function dataOf({ wallet, deposit, token }: DepositFacts): Record<string, unknown> {
  return depositData({
    wallet,
    hash: deposit.tx_hash,
    fromAddress: deposit.from_address,
    token,
    units: deposit.amount,
    netUnits: deposit.amount,
    createdAt: deposit.created_at,
  })
}

function treasuryEvent(
  { wallet, at }: { wallet: TreasuryWallet; at: Date },
  event: Pick<NewEvent, 'eventType' | 'operationId' | 'status' | 'data'>,
): NewEvent {
  return { companyId: wallet.company_id, product: 'treasury', orderKey: wallet.id, at, ...event }
}
