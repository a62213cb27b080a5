import { type Selectable, sql } from 'kysely'
import { Type } from 'typebox'
import type { Reader, Tx } from '../kernel/database.ts'
import { isId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'
import { findAccount } from './account.ts'

/** An address of the company itself. What it holds is what the chain says. */
export type TreasuryWallet = Selectable<Schema['treasury_wallets']>

export const TreasuryWalletShape = Type.Object({
  id: Type.String(),
  alias: Type.String(),
  wallet_address: Type.String(),
  blockchain: Type.String(),
  enabled: Type.Boolean(),
})

export function showWallet(wallet: TreasuryWallet, { enabled } = { enabled: true }): object {
  return {
    id: wallet.id,
    alias: wallet.alias,
    wallet_address: wallet.address,
    blockchain: wallet.chain,
    enabled,
  }
}

interface WalletPath {
  readonly companyId: string
  readonly params: Readonly<Record<string, string>>
}

/** A1, then W3: unknown, deleted and foreign ids, and those of another account, answer alike. */
export async function findWallet(
  reader: Reader,
  { companyId, params }: WalletPath,
): Promise<TreasuryWallet | Refusal> {
  const account = await findAccount(reader, companyId, params.accountId)
  if (isRefusal(account)) return account
  const { walletId } = params
  if (walletId === undefined || !isId(walletId)) return refuse('WALLET_NOT_FOUND')
  const wallet = await reader
    .selectFrom('treasury_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', walletId)
    .where('account_id', '=', account.id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return wallet ?? refuse('WALLET_NOT_FOUND')
}

/** As findWallet, and locked: what spends from a wallet, renames or deletes it goes one after the other. */
export async function lockWallet(tx: Tx, path: WalletPath): Promise<TreasuryWallet | Refusal> {
  const found = await findWallet(tx, path)
  if (isRefusal(found)) return found
  const wallet = (await lockWallets(tx, path.companyId, [found.id])).get(found.id)
  return wallet === undefined || wallet.deleted_at !== null ? refuse('WALLET_NOT_FOUND') : wallet
}

/** In the order of their ids, deleted ones too: what was under way when they were deleted still ends. */
export async function lockWallets(
  tx: Tx,
  companyId: string,
  ids: readonly string[],
): Promise<Map<string, TreasuryWallet>> {
  const wallets = await tx
    .selectFrom('treasury_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', sql<string>`ANY(${ids}::uuid[])`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return new Map(wallets.map((wallet) => [wallet.id, wallet]))
}
