import { sql } from 'kysely'
import { findChain } from '../chains/name.ts'
import { queueOwnMove } from '../chains/sender/queue-own-move.ts'
import { gasAccount } from '../holdings/gas-account.ts'
import { inTransaction, type Tx } from '../kernel/database.ts'
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
  const [cost, head] = await Promise.all([chain.paymentCost(), chain.blocks.head()])
  const queued = await inTransaction(deps.db, async (tx) => {
    const wallet = (await lockWallets(tx, companyId, [id])).get(id)
    if (wallet === undefined || wallet.deleted_at !== null || (await gasIsUnderWay(tx, wallet))) return null
    const { left, unpaid } = await readPlatformGas(tx, wallet, head)
    if (unpaid === 0 || left >= cost * BigInt(unpaid)) return null
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
        amount: String(cost * (BigInt(unpaid) + SPARE_PAYMENTS) - left),
      },
      createdAt: deps.clock.now(),
    })
    return gasId
  })
  if (queued !== null) deps.sender.wake(chainName)
  return queued
}

/** A unique index allows one per receiver. */
async function gasIsUnderWay(tx: Tx, wallet: TreasuryWallet): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM chain_transactions
    WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND purpose = 'treasury_gas'
      AND intent->>'to' = ${wallet.address} AND settled_at IS NULL`.execute(tx)
  return rows.length > 0
}
