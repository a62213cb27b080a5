import { sql } from 'kysely'
import type { Token } from '../chains/types.ts'
import type { Reader } from '../kernel/database.ts'
import type { TreasuryWallet } from './wallet.ts'

/** A wallet's coin as our rows explain it through a block. */
export interface ExplainedCoin {
  readonly block: bigint
  /** Transactions that the wallet had sent by then: those with a lower nonce. */
  readonly sent: bigint
  readonly units: bigint
}

/** Before anything came: nobody knew the address. */
export const NO_COIN: ExplainedCoin = { block: 0n, sent: 0n, units: 0n }

type Until = Omit<ExplainedCoin, 'units'>

/**
 * Whether a row may yet tell of coin that moved by then: a transaction of the wallet that has spent its nonce and has not ended, so that its
 * fee and its end are not known for good; gas that may stand in a block up to there. Everything else of that time is recorded.
 */
export async function isCoinUnsettled(
  reader: Reader,
  wallet: TreasuryWallet,
  from: Until,
  to: Until,
): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM chain_transactions
      WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND from_address = ${wallet.address}
        AND nonce >= ${from.sent} AND nonce < ${to.sent} AND settled_at IS NULL
    UNION ALL SELECT 1 FROM chain_transactions t
      WHERE t.company_id = ${wallet.company_id} AND t.chain = ${wallet.chain} AND t.purpose = 'treasury_gas'
        AND t.intent->>'to' = ${wallet.address} AND t.settled_at IS NULL AND t.state NOT IN ('QUEUED', 'NUMBERED')
        AND NOT EXISTS (SELECT 1 FROM chain_blocks b WHERE b.chain = t.chain AND b.block_number = t.block_number
          AND b.block_hash = t.block_hash AND b.block_number > ${to.block})
    LIMIT 1`.execute(reader)
  return rows.length > 0
}

/**
 * What was known, through `from`, and what came and went from there through `to`: deposits, gas of the platform, the wallet's own payments of
 * coin and the fees of all it sent. Of a nonce that somebody else spent nothing is known, and it gave the wallet nothing.
 */
export async function explainCoin(
  reader: Reader,
  wallet: TreasuryWallet,
  coin: Token,
  from: ExplainedCoin,
  to: Until,
): Promise<ExplainedCoin> {
  const { rows } = await sql<{ came: bigint; gas: bigint; went: bigint }>`
    SELECT
      (SELECT coalesce(sum(amount), 0) FROM deposits
        WHERE company_id = ${wallet.company_id} AND product = 'treasury' AND chain = ${wallet.chain}
          AND address = ${wallet.address} AND token_address = ${coin.address} AND NOT orphaned AND status <> 'REVERTED'
          AND block_number > ${from.block} AND block_number <= ${to.block}) AS came,
      (SELECT coalesce(sum((intent->>'amount')::numeric), 0) FROM chain_transactions
        WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND purpose = 'treasury_gas'
          AND intent->>'to' = ${wallet.address} AND state = 'SUCCEEDED'
          AND block_number > ${from.block} AND block_number <= ${to.block}) AS gas,
      (SELECT coalesce(sum(coalesce(fee_paid, 0) + CASE
            WHEN state = 'SUCCEEDED' AND intent->>'kind' = 'native_transfer' THEN (intent->>'amount')::numeric ELSE 0 END), 0)
        FROM chain_transactions
        WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND from_address = ${wallet.address}
          AND nonce >= ${from.sent} AND nonce < ${to.sent}) AS went`.execute(reader)
  const { came, gas, went } = rows[0] ?? { came: 0n, gas: 0n, went: 0n }
  return { ...to, units: from.units + came + gas - went }
}
