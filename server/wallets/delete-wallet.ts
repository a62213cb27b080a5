import { sql } from 'kysely'
import { Type } from 'typebox'
import { forfeitRests } from '../deposits/forfeit-rests.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import { book } from '../ledger/book.ts'
import { lockAccounts } from '../ledger/lock.ts'
import type { NewTransfer } from '../ledger/types.ts'
import { equity, readVirtualBalances, virtualBalance } from './balances.ts'
import { canBeDeleted } from './deletion-check.ts'
import { WALLET_BOOKS } from './deposit-books.ts'
import type { WalletDeps } from './deps.ts'
import { recoverGas } from './recover-gas.ts'
import { findVirtualWallet, lockVirtualWallet, type VirtualWallet } from './virtual-wallet.ts'

/** For good: afterwards the wallet answers 404, and what still arrives at its address is owed to nobody. */
export function deleteWallet(deps: WalletDeps) {
  return writeRoute({
    method: 'DELETE',
    path: '/virtual-wallets/{walletId}',
    access: { level: 2 },
    summary: 'Delete an empty virtual wallet',
    refusals: ['WALLET_NOT_FOUND', 'WALLET_NOT_EMPTY', 'GAS_NOT_RECOVERED'],
    tag: 'Virtual wallets',
    answer: Type.Object({}),
    async prepare(db, call) {
      const wallet = await findVirtualWallet(db, call.companyId, call.params.walletId ?? '')
      if (isRefusal(wallet)) return wallet
      if (!(await canBeDeleted(db, deps, wallet))) return refuse('WALLET_NOT_EMPTY')
      return (await recoverGas(deps, wallet)) ?? { recovered: true }
    },
    async write(tx, call) {
      const walletId = call.params.walletId ?? ''
      const found = await findVirtualWallet(tx, call.companyId, walletId)
      if (isRefusal(found)) return found
      await lockDeposits(tx, found)
      const wallet = await lockVirtualWallet(tx, call.companyId, walletId)
      if (isRefusal(wallet)) return wallet
      // Retired first: a deposit is recorded under a lock of this row, so it is seen by the check or comes too late.
      await retireAddress(tx, wallet, call.now)
      if (!(await canBeDeleted(tx, deps, wallet))) return refuse('WALLET_NOT_EMPTY')
      await giveRestsToCompany(tx, deps, wallet, call.now)
      await tx
        .updateTable('virtual_wallets')
        .set({ deleted_at: call.now })
        .where('company_id', '=', wallet.company_id)
        .where('id', '=', wallet.id)
        .execute()
      await writeAudit(tx, {
        companyId: call.companyId,
        caller: call.caller,
        action: 'virtual_wallet.deleted',
        objectType: 'virtual_wallet',
        objectId: wallet.id,
        before: { alias: wallet.alias, wallet_address: wallet.address, blockchain: wallet.chain },
        after: null,
        traceId: call.traceId,
        at: call.now,
      })
      return {}
    },
  })
}

/** Deposits are locked before their wallet, as when they are credited. */
async function lockDeposits(tx: Tx, wallet: VirtualWallet): Promise<void> {
  await sql`
    SELECT id FROM deposits
    WHERE company_id = ${wallet.company_id} AND chain = ${wallet.chain} AND address = ${wallet.address}
      AND status IN ('DETECTED', 'BELOW_MINIMUM', 'CONFIRMED')
    ORDER BY id FOR UPDATE`.execute(tx)
}

async function retireAddress(tx: Tx, wallet: VirtualWallet, now: Date): Promise<void> {
  await tx
    .updateTable('address_directory')
    .set({ retired_at: now })
    .where('company_id', '=', wallet.company_id)
    .where('wallet_id', '=', wallet.id)
    .execute()
}

/**
 * What is too little to keep a wallet for: virtual balances below a millionth, and deposits below the minimum, which from now on
 * are owed to nobody and swept as such.
 */
async function giveRestsToCompany(tx: Tx, deps: WalletDeps, wallet: VirtualWallet, now: Date): Promise<void> {
  const { company_id: companyId, id: walletId } = wallet
  const tokens = await deps.tokens.list(tx, companyId, wallet.chain)
  await lockAccounts(
    tx,
    companyId,
    tokens.flatMap((token) => [
      virtualBalance(walletId, token.id),
      equity(companyId, token.id),
      { code: 'UNCREDITED', ownerId: companyId, assetId: token.id },
    ]),
  )
  const forfeited = await forfeitRests(tx, WALLET_BOOKS, companyId, wallet, now)
  const booking = await book(tx, companyId, [...(await restsOfBalances(tx, deps, wallet)), ...forfeited], now)
  if (!booking.booked) throw new Error(`The rests of wallet ${walletId} were not booked: ${booking.problem}`)
  await sql`
    UPDATE movements SET status = 'CANCELLED'
    WHERE company_id = ${companyId} AND wallet_id = ${walletId} AND operation = 'DEPOSIT'
      AND status = 'PENDING'`.execute(tx)
}

async function restsOfBalances(tx: Tx, deps: WalletDeps, wallet: VirtualWallet): Promise<NewTransfer[]> {
  const balances = await readVirtualBalances(tx, deps, wallet)
  return balances
    .filter(({ units }) => units !== 0n)
    .map(({ token, units }) => {
      const owed = virtualBalance(wallet.id, token.id)
      const company = equity(wallet.company_id, token.id)
      return {
        type: 'POST',
        id: newId(),
        debit: units > 0n ? owed : company,
        credit: units > 0n ? company : owed,
        amount: units > 0n ? units : -units,
        reason: 'rest_of_deleted_wallet',
        subjectId: wallet.id,
      }
    })
}
