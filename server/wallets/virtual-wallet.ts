import { type Selectable, sql } from 'kysely'
import type { Chain } from '../chains/chain.ts'
import { readChainName } from '../chains/name.ts'
import type { ChainName } from '../chains/types.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { isId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'

/** A deposit address and what the company owes its client there, per token. */
export type VirtualWallet = Selectable<Schema['virtual_wallets']>

/** Unknown, deleted and foreign ids answer alike. */
export async function findVirtualWallet(
  reader: Reader,
  companyId: string,
  id: string,
): Promise<VirtualWallet | Refusal> {
  if (!isId(id)) return refuse('WALLET_NOT_FOUND')
  const wallet = await reader
    .selectFrom('virtual_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return wallet ?? refuse('WALLET_NOT_FOUND')
}

/**
 * Locks wallets until the end of the transaction, in order of their ids: what spends from a wallet, credits, disables or
 * deletes it goes one after the other, and so do its movements and events. Deleted ones are missing from the answer.
 */
export async function lockVirtualWallets(
  tx: Tx,
  companyId: string,
  ids: readonly string[],
): Promise<Map<string, VirtualWallet>> {
  const wallets = await tx
    .selectFrom('virtual_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', sql<string>`ANY(${ids}::uuid[])`)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return new Map(wallets.map((wallet) => [wallet.id, wallet]))
}

/** The wallet of the path, locked. */
export async function lockVirtualWallet(
  tx: Tx,
  companyId: string,
  id: string,
): Promise<VirtualWallet | Refusal> {
  if (!isId(id)) return refuse('WALLET_NOT_FOUND')
  const [wallet] = (await lockVirtualWallets(tx, companyId, [id])).values()
  return wallet ?? refuse('WALLET_NOT_FOUND')
}

/** The chain of a call that names one: SOLANA is refused by its own row of the contract. */
export function readWalletChain(chains: readonly Chain[], text: string): ChainName | Refusal {
  if (text.trim().toUpperCase() === 'SOLANA') return refuse('SOLANA_UNSUPPORTED')
  return readChainName(chains, text)
}
