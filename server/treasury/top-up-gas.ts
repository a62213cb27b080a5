import { sql } from 'kysely'
import { findChain } from '../chains/name.ts'
import { queueOwnMove } from '../chains/sender/queue-own-move.ts'
import { gasAccount } from '../holdings/gas-account.ts'
import { inTransaction, type Reader } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import type { TreasuryDeps } from './deps.ts'
import { readPlatformGas } from './platform-gas.ts'
import { lockWallets, type TreasuryWallet } from './wallet.ts'

/** With the gas for what is open a wallet gets that of so many more, so that not every transfer waits for coin. */
const SPARE_PAYMENTS = 4n

/**
 * Sends a wallet coin from the platform's gas account when what the platform left there does not pay for its open transfers: the
 * wallet's own coin is not used up for fees. One at a time. @returns the chain transaction, or null when there is enough.
 */
export async function topUpGas(
  deps: TreasuryDeps,
  { company_id: companyId, id, chain: chainName }: Pick<TreasuryWallet, 'company_id' | 'id' | 'chain'>,
): Promise<string | null> {
  const chain = findChain(deps.chains, chainName)
  // Most find that nothing lacks, and need no lock for that: every transfer of the wallet asks.
  const seen = await readWallet(deps.db, companyId, id)
  if (seen === null || (await gasIsUnderWay(deps.db, seen))) return null
  const [cost, head] = await Promise.all([chain.paymentCost(), chain.blocks.head()])
  if ((await readMissing(deps.db, seen, cost, head)) === 0n) return null
  const queued = await inTransaction(deps.db, async (tx) => {
    const wallet = (await lockWallets(tx, companyId, [id])).get(id)
    if (wallet === undefined || wallet.deleted_at !== null || (await gasIsUnderWay(tx, wallet))) return null
    const missing = await readMissing(tx, wallet, cost, head)
    if (missing === 0n) return null
    const gasId = newId()
    await queueOwnMove(tx, {
      companyId,
      id: gasId,
      chain: chainName,
      purpose: 'treasury_gas',
      from: gasAccount(chain, deps.vault),
      intent: {
        kind: 'native_transfer',
        to: wallet.address,
        amount: String(missing + cost * SPARE_PAYMENTS),
      },
      createdAt: deps.clock.now(),
    })
    return gasId
  })
  if (queued !== null) deps.sender.wake(chainName)
  return queued
}

async function readWallet(reader: Reader, companyId: string, id: string): Promise<TreasuryWallet | null> {
  const wallet = await reader
    .selectFrom('treasury_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return wallet ?? null
}

/** What the open transfers of the wallet will cost beyond what the platform has left there. */
async function readMissing(
  reader: Reader,
  wallet: TreasuryWallet,
  cost: bigint,
  head: bigint,
): Promise<bigint> {
  const { left, unpaid } = await readPlatformGas(reader, wallet, head)
  const needed = cost * BigInt(unpaid)
  return needed > left ? needed - left : 0n
}

/** A unique index allows one per receiver. */
async function gasIsUnderWay(reader: Reader, wallet: TreasuryWallet): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM chain_transactions
    WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND purpose = 'treasury_gas'
      AND intent->>'to' = ${wallet.address} AND settled_at IS NULL`.execute(reader)
  return rows.length > 0
}
