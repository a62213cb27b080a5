/**
 * Transfers per second between accounts of skewed popularity (Zipf 1.0): `book` in batches, beside one plain
 * transaction with row locks per transfer, on the same tables in the same run. `npm run bench:ledger`;
 * DATABASE_URL or HOLDFAST_TEST_POSTGRES names the server, else one is started.
 * SECONDS and ACCOUNTS change the run.
 */
import { sql } from 'kysely'
import type pg from 'pg'
import { type Database, inTransaction, openDatabase, openPool } from '../server/kernel/database.ts'
import { newId } from '../server/kernel/ids.ts'
import { accountId, companyAccount, virtualBalance } from '../server/ledger/accounts.ts'
import { book } from '../server/ledger/book.ts'
import { sealAll } from '../server/ledger/seals.ts'
import type { AccountRef, NewTransfer } from '../server/ledger/types.ts'
import { describeReport, verifyBooks } from '../server/ledger/verify.ts'
import { withScratchDatabase } from './scratch.ts'

const ASSET = 'POLYGON:0x3c499c542cef5e3811e1192ce70d8cc03d5c3359'
const ACCOUNTS = Number(process.env.ACCOUNTS ?? 100_000)
const SECONDS = Number(process.env.SECONDS ?? 10)
const CONNECTIONS = 16
const FUNDS = 10n ** 12n

interface World {
  readonly companyId: string
  readonly wallets: readonly AccountRef[]
  readonly draw: () => NewTransfer & { type: 'POST' }
}

/** Does one transaction and gives the number of transfers in it. */
type Turn = () => Promise<number>

await withScratchDatabase(async (url) => {
  const db = openDatabase({
    url,
    poolSizeMax: CONNECTIONS,
    statementTimeoutMs: 60_000,
    onError: () => {}, // connections that the end of the database breaks
  })
  const pool = openPool({ url, poolSizeMax: CONNECTIONS, statementTimeoutMs: 60_000, onError: () => {} })
  try {
    const world = await openWorld(db)
    console.log(`${ACCOUNTS} accounts, Zipf 1.0, ${SECONDS} s for each shape\n`)
    console.log(
      'shape                                    transfers/s   ratio   p50 ms   p99 ms (of a transaction)',
    )
    const plain = await measure('plain row locks, 16 connections', CONNECTIONS, plainTurn(pool, world), null)
    await measure('book, batches of 1, 16 connections', CONNECTIONS, bookTurn(db, world, 1), plain)
    for (const size of [16, 64, 256, 1_024])
      await measure(`book, batches of ${size}, 2 connections`, 2, bookTurn(db, world, size), plain)
    await sealAll(db)
    console.log(`\n${describeReport(await verifyBooks({ db })).join('\n')}`)
    console.log(`Memory of this process: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`)
  } finally {
    await pool.end()
    await db.destroy()
  }
})

async function measure(name: string, workers: number, turn: Turn, plain: number | null): Promise<number> {
  const end = performance.now() + SECONDS * 1000
  const latencies: number[] = []
  let transfers = 0
  const startedAt = performance.now()
  const work = async () => {
    for (let now = performance.now(); now < end; ) {
      const done = await turn()
      transfers += done
      const after = performance.now()
      latencies.push(after - now)
      now = after
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  const rate = transfers / ((performance.now() - startedAt) / 1000)
  latencies.sort((a, b) => a - b)
  const percentile = (p: number) => (latencies[Math.floor(latencies.length * p)] ?? 0).toFixed(1).padStart(8)
  const ratio = plain === null ? '1.0' : (rate / plain).toFixed(1)
  console.log(
    `${name.padEnd(40)} ${rate.toFixed(0).padStart(11)} ${ratio.padStart(7)} ${percentile(0.5)} ${percentile(0.99)}`,
  )
  return rate
}

function bookTurn(db: Database, { companyId, draw }: World, size: number): Turn {
  return async () => {
    const batch = Array.from({ length: size }, draw)
    const booking = await inTransaction(db, (tx) => book(tx, companyId, batch, new Date()))
    if (!booking.booked) throw new Error(`refused: ${booking.problem}`)
    return size
  }
}

/** What one would write without a ledger: lock both rows, look, insert, update twice, commit. */
function plainTurn(pool: pg.Pool, { companyId, draw }: World): Turn {
  return async () => {
    const { id, debit, credit, amount, reason, subjectId } = draw()
    const [from, to] = [accountId(companyId, debit), accountId(companyId, credit)]
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      const { rows } = await client.query(
        `SELECT id, credits - debits - debits_held AS available FROM ledger_accounts
         WHERE company_id = $1 AND id IN ($2, $3) ORDER BY id FOR UPDATE`,
        [companyId, from, to],
      )
      const payer = rows.find((row) => row.id === from)
      if (payer === undefined || BigInt(payer.available) < amount) throw new Error('refused: insufficient')
      await client.query(
        `INSERT INTO ledger_transfers (company_id, id, type, debit_account_id, credit_account_id, asset, amount,
                                       overdraw, reason, subject_id, created_at)
         VALUES ($1, $2, 'POST', $3, $4, $5, $6, false, $7, $8, now())`,
        [companyId, id, from, to, ASSET, amount, reason, subjectId],
      )
      const change = (column: string) =>
        `UPDATE ledger_accounts SET ${column} = ${column} + $3, version = version + 1 WHERE company_id = $1 AND id = $2`
      await client.query(change('debits'), [companyId, from, amount])
      await client.query(change('credits'), [companyId, to, amount])
      await client.query('COMMIT')
    } finally {
      client.release()
    }
    return 1
  }
}

async function openWorld(db: Database): Promise<World> {
  const companyId = newId()
  const wallets = Array.from({ length: ACCOUNTS }, () => virtualBalance(newId(), ASSET))
  const equity = companyAccount('EQUITY', companyId, ASSET)
  const post = (debit: AccountRef, credit: AccountRef, amount: bigint) =>
    ({ type: 'POST', id: newId(), debit, credit, amount, reason: 'bench', subjectId: companyId }) as const
  for (let from = 0; from < wallets.length; from += 5_000) {
    const funding = wallets.slice(from, from + 5_000).map((wallet) => post(equity, wallet, FUNDS))
    await inTransaction(db, (tx) => book(tx, companyId, funding, new Date()))
  }
  await sql`VACUUM (ANALYZE) ledger_accounts, ledger_transfers`.execute(db)
  const zipf = zipfSampler(ACCOUNTS)
  const draw = () => {
    const payer = zipf()
    let receiver = zipf()
    while (receiver === payer) receiver = zipf()
    const [debit, credit] = [wallets[payer], wallets[receiver]]
    if (debit === undefined || credit === undefined) throw new Error('the sampler stays within the accounts')
    return post(debit, credit, 1n)
  }
  return { companyId, wallets, draw }
}

/** Draws 0 … n − 1, the k-th with a weight of 1 / (k + 1). */
function zipfSampler(n: number): () => number {
  const cumulative = new Float64Array(n)
  let sum = 0
  for (let k = 0; k < n; k++) {
    sum += 1 / (k + 1)
    cumulative[k] = sum
  }
  return () => {
    const target = Math.random() * sum
    let low = 0
    let high = n - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((cumulative[middle] ?? 0) < target) low = middle + 1
      else high = middle
    }
    return low
  }
}
