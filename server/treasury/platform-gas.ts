import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../kernel/database.ts'
import type { TreasuryWallet } from './wallet.ts'

/** The platform's coin on a wallet: what it sent there for gas and what of it is left. Never the wallet's own. */
export interface PlatformGas {
  /** Sent there, less fees and what was taken back, as far as the chain is known to show it. Never below zero. */
  readonly left: bigint
  /** Transfers that will still pay a fee. */
  readonly unpaid: number
}

/**
 * As of a block: gas that was mined later does not count. What may have been mined and was not seen yet counts as there, and fees
 * not seen yet as unspent: in doubt coin is the platform's, so that nobody spends it. It decides under the wallet's lock alone.
 */
export async function readPlatformGas(
  reader: Reader,
  wallet: TreasuryWallet,
  block: bigint,
): Promise<PlatformGas> {
  const { rows } = await sql<{ purpose: string; came: bigint; fees: bigint; unpaid: bigint }>`
    SELECT purpose,
           coalesce(sum((intent->>'amount')::numeric) FILTER (WHERE ${mayBeThere(block)}), 0) AS came,
           coalesce(sum(fee_paid) FILTER (WHERE block_number <= ${block}), 0) AS fees,
           count(*) FILTER (WHERE block_number IS NULL) AS unpaid
    FROM chain_transactions
    WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND settled_at IS NULL
      AND ((purpose = 'treasury_gas' AND intent->>'to' = ${wallet.address})
        OR (purpose IN ('treasury_transfer', 'recover_gas') AND from_address = ${wallet.address}))
    GROUP BY purpose`.execute(reader)
  const gas = rows.find((row) => row.purpose === 'treasury_gas')
  const sent = rows.filter((row) => row.purpose !== 'treasury_gas')
  const fees = sent.reduce((sum, row) => sum + row.fees, 0n)
  const left = wallet.gas_given + (gas?.came ?? 0n) - wallet.gas_spent - fees
  return {
    left: left > 0n ? left : 0n,
    unpaid: Number(sent.reduce((sum, row) => sum + row.unpaid, 0n)),
  }
}

/** Signed, so it may stand in a block that the sender has not looked at; not when it is known to stand in a later one. */
function mayBeThere(block: bigint): RawBuilder<boolean> {
  return sql<boolean>`(state NOT IN ('QUEUED', 'NUMBERED') AND (block_number IS NULL OR block_number <= ${block}))`
}
