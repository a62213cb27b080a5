import type { Token } from '../../chains/types.ts'
import { depositData } from '../../deposits/deposit-data.ts'
import type { Deposit } from '../../deposits/types.ts'
import type { NewEvent } from '../../webhooks/types.ts'
import type { DepositCard } from './deposit-cards.ts'

interface Facts {
  readonly deposit: Deposit
  readonly token: Token
  /** Micro-dollars, which are the token's units. */
  readonly net: bigint
  readonly to: DepositCard
  readonly at: Date
}

/** `deposit`: credited to a card. `deposit_reverted`: its block left the chain afterwards. */
export function cardDepositEvent(type: 'deposit' | 'deposit_reverted', facts: Facts): NewEvent {
  const { deposit, token, net, to, at } = facts
  const data = depositData({
    wallet: to.wallet,
    hash: deposit.tx_hash,
    fromAddress: deposit.from_address,
    token,
    units: deposit.amount,
    netUnits: net,
    createdAt: deposit.created_at,
  })
  return {
    companyId: deposit.company_id,
    product: 'cards',
    eventType: type,
    operationId: type === 'deposit' ? deposit.operation_id : deposit.id,
    status: 'success',
    orderKey: to.card.id,
    data: {
      ...data,
      card_id: to.card.id,
      ...(type === 'deposit_reverted' && { deposit_id: deposit.id }),
    },
    at,
  }
}
