import type { Token } from '../chains/types.ts'
import { moneyToText } from '../kernel/money.ts'

export interface DepositFacts {
  readonly wallet: { readonly id: string; readonly address: string; readonly chain: string }
  readonly hash: string
  /** Null: not known. */
  readonly fromAddress: string | null
  readonly token: Token
  /** Smallest units. */
  readonly units: bigint
  /** What the owner has of it. */
  readonly netUnits: bigint
  /** When the deposit was seen. */
  readonly createdAt: Date
}

/** What a `deposit` event says of every product's deposits (contract, webhooks §6.2). */
export function depositData({ wallet, token, ...deposit }: DepositFacts): Record<string, unknown> {
  return {
    wallet_id: wallet.id,
    wallet_address: wallet.address,
    blockchain: wallet.chain.toLowerCase(),
    transaction_hash: deposit.hash,
    from_wallet_address: deposit.fromAddress,
    amount: moneyToText({ asset: token, units: deposit.units }),
    net_amount: moneyToText({ asset: token, units: deposit.netUnits }),
    token: { name: token.name, symbol: token.symbol, address: token.address },
    created_at: deposit.createdAt.toISOString(),
  }
}
