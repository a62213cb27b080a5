import { sql } from 'kysely'
import type { Reader } from '../kernel/database.ts'
import { readVirtualBalances } from './balances.ts'
import type { WalletDeps } from './deps.ts'
import type { VirtualWallet } from './virtual-wallet.ts'

const RELEVANT_DECIMALS = 6

/**
 * W4. In this order, so that it is right under the wallet's lock: a payment that has ended can give nothing back any more, and a
 * final deposit credits nothing any more, so the balances read last are the last ones.
 */
export async function canBeDeleted(
  reader: Reader,
  deps: Pick<WalletDeps, 'tokens' | 'hasOpenRamps'>,
  wallet: VirtualWallet,
): Promise<boolean> {
  if (await deps.hasOpenRamps(reader, wallet.company_id, { walletId: wallet.id })) return false
  if (await hasOpenPayment(reader, wallet)) return false
  if (await hasOpenDeposit(reader, wallet)) return false
  const balances = await readVirtualBalances(reader, deps, wallet)
  return balances.every(({ token, units }) => isRest(units, token.decimals))
}

/** Below a millionth of a token, on either side of zero, counts as nothing. */
function isRest(units: bigint, decimals: number): boolean {
  const size = units < 0n ? -units : units
  return decimals > RELEVANT_DECIMALS ? size < 10n ** BigInt(decimals - RELEVANT_DECIMALS) : size === 0n
}

async function hasOpenPayment(reader: Reader, wallet: VirtualWallet): Promise<boolean> {
  const open = await reader
    .selectFrom('payments')
    .select('id')
    .where('company_id', '=', wallet.company_id)
    .where('wallet_id', '=', wallet.id)
    .where('status', 'in', ['PENDING', 'MANUAL_CHECK'])
    .limit(1)
    .executeTakeFirst()
  return open !== undefined
}

/** Not final, not swept, or about to be taken back. Below the minimum it does not count: such rests become the company's. */
async function hasOpenDeposit(reader: Reader, wallet: VirtualWallet): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM deposits
    WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND address = ${wallet.address}
      AND (status IN ('DETECTED', 'CONFIRMED') OR (status = 'BELOW_MINIMUM' AND (orphaned OR NOT booked)))
    LIMIT 1`.execute(reader)
  return rows.length > 0
}
