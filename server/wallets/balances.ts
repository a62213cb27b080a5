import type { ChainName, Token } from '../chains/types.ts'
import type { Reader } from '../kernel/database.ts'
import { readBalances } from '../ledger/balances.ts'
import type { AccountRef } from '../ledger/types.ts'
import type { WalletDeps } from './deps.ts'

export function virtualBalance(walletId: string, assetId: string): AccountRef {
  return { code: 'VIRTUAL_BALANCE', ownerId: walletId, assetId }
}

/** The wallet's virtual balance of each listed token, in the order of the list. */
export async function readVirtualBalances(
  reader: Reader,
  deps: Pick<WalletDeps, 'tokens'>,
  wallet: { company_id: string; id: string; chain: ChainName },
): Promise<{ token: Token; units: bigint }[]> {
  const tokens = await deps.tokens.list(reader, wallet.company_id, wallet.chain)
  const balances = await readBalances(
    reader,
    wallet.company_id,
    tokens.map((token) => virtualBalance(wallet.id, token.id)),
  )
  return tokens.map((token, index) => ({ token, units: balances[index]?.balance ?? 0n }))
}

export async function readBalance(reader: Reader, companyId: string, account: AccountRef): Promise<bigint> {
  const [balance] = await readBalances(reader, companyId, [account])
  return balance?.balance ?? 0n
}

/** The company's own share of its tokens on a chain. */
export function equity(companyId: string, assetId: string): AccountRef {
  return { code: 'EQUITY', ownerId: companyId, assetId }
}
