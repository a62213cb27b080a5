import { sql } from 'kysely'
import { askChain } from '../chains/ask-chain.ts'
import { findChain } from '../chains/name.ts'
import type { Reader } from '../kernel/database.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import type { TreasuryDeps } from './deps.ts'
import type { TreasuryWallet } from './wallet.ts'

const RELEVANT_DECIMALS = 6

/** W4 as far as the chain says it: tokens. Coin of the wallet's own does not keep it. Below a millionth counts as nothing. */
export async function checkTokens(
  reader: Reader,
  deps: Pick<TreasuryDeps, 'tokens' | 'chains'>,
  wallet: TreasuryWallet,
): Promise<Refusal | null> {
  const chain = findChain(deps.chains, wallet.chain)
  const tokens = await deps.tokens.list(reader, wallet.company_id, wallet.chain)
  const held = await askChain(chain, chain.state.tokens(wallet.address, tokens))
  if (isRefusal(held)) return held
  const isEmpty = tokens.every(({ id, decimals }) => isRest(held.get(id) ?? 0n, decimals))
  return isEmpty ? null : refuse('WALLET_NOT_EMPTY')
}

function isRest(units: bigint, decimals: number): boolean {
  return decimals > RELEVANT_DECIMALS ? units < 10n ** BigInt(decimals - RELEVANT_DECIMALS) : units === 0n
}

/** W4 as far as rows say it: a transfer that has not ended, gas on its way, a deposit that is not final. */
export async function hasOpenOperation(reader: Reader, wallet: TreasuryWallet): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM payments
      WHERE company_id = ${wallet.company_id} AND wallet_id = ${wallet.id} AND status IN ('PENDING', 'MANUAL_CHECK')
    UNION ALL SELECT 1 FROM chain_transactions
      WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND purpose = 'treasury_gas'
        AND intent->>'to' = ${wallet.address} AND settled_at IS NULL
    UNION ALL SELECT 1 FROM deposits
      WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND address = ${wallet.address}
        AND (status IN ('DETECTED', 'CONFIRMED') OR (status = 'BELOW_MINIMUM' AND (orphaned OR NOT booked)))
    LIMIT 1`.execute(reader)
  return rows.length > 0
}
