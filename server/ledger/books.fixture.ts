/** What the tests of the ledger share: companies with money, over a real database. */
import { type Database, inTransaction } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { companyAccount, virtualBalance } from './accounts.ts'
import { readBalances } from './balances.ts'
import { book } from './book.ts'
import { sealAll } from './seals.ts'
import type { AccountRef, Booking, NewTransfer } from './types.ts'

export const ASSET = 'POLYGON:0x3c499c542cef5e3811e1192ce70d8cc03d5c3359'
export const NOW = new Date('2026-01-01T00:00:00Z')

type Post = NewTransfer & { readonly type: 'POST' }
type Hold = NewTransfer & { readonly type: 'HOLD' }

export function post(debit: AccountRef, credit: AccountRef, amount: bigint): Post {
  return { type: 'POST', id: newId(), debit, credit, amount, reason: 'test', subjectId: newId() }
}

export function hold(
  debit: AccountRef,
  credit: AccountRef,
  amount: bigint,
  expiresAt: Date | null = null,
): Hold {
  return { ...post(debit, credit, amount), type: 'HOLD', expiresAt }
}

export function part(type: 'CAPTURE' | 'RELEASE', of: { readonly id: string }, amount: bigint): NewTransfer {
  return { type, id: newId(), holdId: of.id, amount, reason: 'test', subjectId: newId() }
}

export function bookAlone(
  db: Database,
  companyId: string,
  transfers: readonly NewTransfer[],
): Promise<Booking> {
  return inTransaction(db, (tx) => book(tx, companyId, transfers, NOW))
}

/** A company with one wallet that has `funds`, deposited and not swept. */
export async function openCompany(db: Database, funds: bigint) {
  const companyId = newId()
  const wallet = virtualBalance(newId(), ASSET)
  const unswept = companyAccount('UNSWEPT', companyId, ASSET)
  const payable = companyAccount('PAYABLE', companyId, ASSET)
  const send = (...transfers: NewTransfer[]) => bookAlone(db, companyId, transfers)
  if (funds > 0n) await send(post(unswept, wallet, funds))
  return {
    companyId,
    wallet,
    unswept,
    payable,
    send,
    /** Balance and available. */
    async read(ref: AccountRef): Promise<[bigint, bigint]> {
      const [found] = await readBalances(db, companyId, [ref])
      if (found === undefined) throw new Error('readBalances answers for each account asked')
      return [found.balance, found.available]
    },
  }
}

/** Transactions of other databases on the same server hold the sealer back, so this may take some turns. */
export async function sealEverything(db: Database): Promise<void> {
  await until('everything is sealed', async () => {
    await sealAll(db)
    const open = await db
      .selectFrom('ledger_transfers as t')
      .select('t.id')
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('ledger_seals as s')
              .whereRef('s.company_id', '=', 't.company_id')
              .whereRef('s.xid_through', '>=', 't.xid')
              .select('s.number'),
          ),
        ),
      )
      .limit(1)
      .execute()
    return open.length === 0
  })
}

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!(await holds())) if (Date.now() > deadline) throw new Error(`still not so after 20 s: ${what}`)
}
