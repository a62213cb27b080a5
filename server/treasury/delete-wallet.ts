import { sql } from 'kysely'
import { forfeitRests } from '../deposits/forfeit-rests.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import { book } from '../ledger/book.ts'
import { TREASURY_BOOKS } from './books.ts'
import { checkTokens, hasOpenOperation } from './deletion-check.ts'
import type { TreasuryDeps } from './deps.ts'
import { recoverGas } from './recover-gas.ts'
import { findWallet, lockWallet, showWallet, type TreasuryWallet, TreasuryWalletShape } from './wallet.ts'

/** For good: its place is free again, and what still arrives at its address is the operator's to look after. */
export function deleteWallet(deps: TreasuryDeps) {
  return writeRoute({
    method: 'DELETE',
    path: '/mpc/accounts/{accountId}/wallets/{walletId}/delete',
    access: { level: 2 },
    summary: 'Delete a treasury wallet that holds no tokens',
    refusals: [
      'ACCOUNT_NOT_FOUND',
      'WALLET_NOT_FOUND',
      'WALLET_NOT_EMPTY',
      'GAS_NOT_RECOVERED',
      'CHAIN_UNAVAILABLE',
    ],
    tag: 'Treasury',
    answer: TreasuryWalletShape,
    async prepare(db, call) {
      const wallet = await findWallet(db, call)
      if (isRefusal(wallet)) return wallet
      if (await hasOpenOperation(db, wallet)) return refuse('WALLET_NOT_EMPTY')
      const held = await checkTokens(db, deps, wallet)
      return held ?? (await recoverGas(deps, wallet)) ?? { recovered: true }
    },
    async write(tx, call) {
      const found = await findWallet(tx, call)
      if (isRefusal(found)) return found
      await lockDeposits(tx, found)
      const wallet = await lockWallet(tx, call)
      if (isRefusal(wallet)) return wallet
      // Retired first: a deposit is recorded under a lock of this row, so it is seen by the check or comes too late.
      await retireAddress(tx, wallet, call.now)
      if (await hasOpenOperation(tx, wallet)) return refuse('WALLET_NOT_EMPTY')
      await forfeitSmallDeposits(tx, wallet, call.now)
      await tx
        .updateTable('treasury_wallets')
        .set({ deleted_at: call.now })
        .where('company_id', '=', wallet.company_id)
        .where('id', '=', wallet.id)
        .execute()
      await writeAudit(tx, {
        companyId: call.companyId,
        caller: call.caller,
        action: 'treasury_wallet.deleted',
        objectType: 'treasury_wallet',
        objectId: wallet.id,
        before: { alias: wallet.alias, wallet_address: wallet.address, blockchain: wallet.chain },
        after: null,
        traceId: call.traceId,
        at: call.now,
      })
      return showWallet(wallet, { enabled: false })
    },
  })
}

/** Deposits are locked before their wallet, as when they are credited. */
async function lockDeposits(tx: Tx, wallet: TreasuryWallet): Promise<void> {
  await sql`
    SELECT id FROM deposits
    WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND address = ${wallet.address}
      AND status IN ('DETECTED', 'BELOW_MINIMUM', 'CONFIRMED')
    ORDER BY id FOR UPDATE`.execute(tx)
}

async function retireAddress(tx: Tx, wallet: TreasuryWallet, now: Date): Promise<void> {
  await tx
    .updateTable('address_directory')
    .set({ retired_at: now })
    .where('company_id', '=', wallet.company_id)
    .where('wallet_id', '=', wallet.id)
    .execute()
}

/** They will never reach the minimum now. */
async function forfeitSmallDeposits(tx: Tx, wallet: TreasuryWallet, now: Date): Promise<void> {
  const transfers = await forfeitRests(tx, TREASURY_BOOKS, wallet.company_id, wallet, now)
  const booking = await book(tx, wallet.company_id, transfers, now)
  if (!booking.booked) throw new Error(`The rests of wallet ${wallet.id} were not booked: ${booking.problem}`)
}
