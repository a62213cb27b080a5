import { Type } from 'typebox'
import type { Token } from '../chains/types.ts'
import type { HoldingWallet } from '../holdings/holding-wallet.ts'
import { moneyToJson } from '../kernel/money.ts'
import type { VirtualWallet } from './virtual-wallet.ts'

export const Alias = Type.String({ description: '1 to 100 characters' })
export const Blockchain = Type.String({ description: 'POLYGON or BSC, in any case; BNB = BSC' })

export const VirtualWalletShape = Type.Object({
  id: Type.String(),
  alias: Type.String(),
  client_id: Type.Union([Type.String(), Type.Null()]),
  wallet_address: Type.String(),
  blockchain: Type.String(),
  enabled: Type.Boolean(),
})

export const HoldingWalletShape = Type.Object({
  id: Type.String(),
  alias: Type.String(),
  wallet_address: Type.String(),
  blockchain: Type.String(),
})

export const TokenBalanceShape = Type.Object({
  name: Type.String(),
  symbol: Type.String(),
  balance: Type.Number(),
  token_address: Type.String(),
})

export const WithdrawResultShape = Type.Object({
  id: Type.String(),
  transaction_hash: Type.Union([Type.String(), Type.Null()]),
  status: Type.Enum(['PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK']),
})

export function showVirtualWallet(wallet: VirtualWallet): object {
  return {
    id: wallet.id,
    alias: wallet.alias,
    client_id: wallet.client_id,
    wallet_address: wallet.address,
    blockchain: wallet.chain,
    enabled: wallet.enabled,
  }
}

export function showHoldingWallet(wallet: HoldingWallet): object {
  return { id: wallet.id, alias: wallet.alias, wallet_address: wallet.address, blockchain: wallet.chain }
}

export function showTokenBalance(token: Token, units: bigint): object {
  return {
    name: token.name,
    symbol: token.symbol,
    balance: moneyToJson({ asset: token, units }),
    token_address: token.address,
  }
}
