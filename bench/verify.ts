/**
 * Memory and time of verification over a long ledger: `npm run bench:verify`. Writes TRANSFERS (1,000,000) transfers between ACCOUNTS
 * (10,000) by SQL, seals them, and verifies in this process, watching its memory. DATABASE_URL or HOLDFAST_TEST_POSTGRES names the server.
 */
import { sql } from 'kysely'
import { allChecks } from '../server/checks.ts'
import { type Database, inTransaction, openDatabase } from '../server/kernel/database.ts'
import { newId } from '../server/kernel/ids.ts'
import { companyAccount, virtualBalance } from '../server/ledger/accounts.ts'
import { book } from '../server/ledger/book.ts'
import { sealAll } from '../server/ledger/seals.ts'
import { describeReport, verifyBooks } from '../server/ledger/verify.ts'
import { withScratchDatabase } from './scratch.ts'

const ASSET = 'POLYGON:0x3c499c542cef5e3811e1192ce70d8cc03d5c3359'
const TRANSFERS = Number(process.env.TRANSFERS ?? 1_000_000)
const ACCOUNTS = Number(process.env.ACCOUNTS ?? 10_000)
const ACCOUNTS_PER_BOOKING = 1_000
const WRITTEN_AT_ONCE = 100_000
const WATCH_MS = 100

const memory = () => Math.round(process.memoryUsage().rss / 2 ** 20)

await withScratchDatabase(async (url) => {
  const db = openDatabase({ url, poolSizeMax: 4, statementTimeoutMs: 3_600_000, onError: () => {} })
  try {
    const companyId = newId()
    await openAccounts(db, companyId)
    for (let written = ACCOUNTS; written < TRANSFERS; written += WRITTEN_AT_ONCE)
      await writeTransfers(db, companyId, Math.min(WRITTEN_AT_ONCE, TRANSFERS - written))
    await addUp(db, companyId)
    while (await sealAll(db)) {}
    console.log(`${TRANSFERS} transfers written and sealed; this process has ${memory()} MB`)
    let most = 0
    const watch = setInterval(() => (most = Math.max(most, memory())), WATCH_MS)
    const report = await verifyBooks({ db, checks: allChecks([], null) })
    clearInterval(watch)
    console.log(describeReport(report).join('\n'))
    console.log(`At most ${most} MB while it verified`)
    if (!report.ok) process.exitCode = 1
  } finally {
    await db.destroy()
  }
})

/** Every account by the ledger itself, with money. */
async function openAccounts(db: Database, companyId: string): Promise<void> {
  const equity = companyAccount('EQUITY', companyId, ASSET)
  for (let made = 0; made < ACCOUNTS; made += ACCOUNTS_PER_BOOKING) {
    const posts = Array.from({ length: Math.min(ACCOUNTS_PER_BOOKING, ACCOUNTS - made) }, () => ({
      type: 'POST' as const,
      id: newId(),
      debit: equity,
      credit: virtualBalance(newId(), ASSET),
      amount: 10n ** 12n,
      reason: 'bench',
      subjectId: companyId,
    }))
    const booking = await inTransaction(db, (tx) => book(tx, companyId, posts, new Date()))
    if (!booking.booked) throw new Error(booking.problem)
  }
}

/** Between neighbours in the order of their ids; each call a transaction of its own, so that seals have boundaries. */
async function writeTransfers(db: Database, companyId: string, count: number): Promise<void> {
  const PER_TRANSACTION = 5_000
  for (let done = 0; done < count; done += PER_TRANSACTION)
    await sql`
      WITH accounts AS MATERIALIZED (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM ledger_accounts
        WHERE company_id = ${companyId} AND code = 'VIRTUAL_BALANCE'
      )
      INSERT INTO ledger_transfers (company_id, id, type, debit_account_id, credit_account_id, asset, amount, overdraw, reason, subject_id, created_at)
      SELECT ${companyId}, gen_random_uuid(), 'POST', a.id, b.id, ${ASSET}, 1 + n % 7, false, 'bench', ${companyId}, now()
      FROM generate_series(1, ${Math.min(PER_TRANSACTION, count - done)}::int) AS n
      JOIN accounts a ON a.at = n % ${ACCOUNTS}::int JOIN accounts b ON b.at = (n + 1) % ${ACCOUNTS}::int`.execute(
      db,
    )
}

async function addUp(db: Database, companyId: string): Promise<void> {
  await sql`
    WITH sums AS (
      SELECT side.id, sum(side.debits) AS debits, sum(side.credits) AS credits FROM ledger_transfers t,
        LATERAL (VALUES (t.debit_account_id, t.amount, 0), (t.credit_account_id, 0, t.amount)) AS side (id, debits, credits)
      WHERE t.company_id = ${companyId} GROUP BY side.id
    )
    UPDATE ledger_accounts a SET debits = sums.debits, credits = sums.credits
    FROM sums WHERE a.company_id = ${companyId} AND a.id = sums.id`.execute(db)
}
