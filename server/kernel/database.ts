import { setTimeout } from 'node:timers/promises'
import { type ControlledTransaction, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Schema } from '../migrations/schema.ts'

/** The pool. Each statement on it is its own transaction: for reads. */
export type Database = Kysely<Schema>
/** An open transaction. A function that writes demands one, so its type says that it may. No network call inside. */
export type Tx = Transaction<Schema> | ControlledTransaction<Schema>
/** Either: for reads that are also made inside transactions. */
export type Reader = Kysely<Schema>

const INT8 = 20
const NUMERIC = 1700
const XID8 = 5069
const DATE = 1082

/** Every numeric column has scale 0 (numeric(78,0)), so it is a bigint here; sums of them too. A date is a day, not an instant: its text. */
function typeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === INT8 || oid === NUMERIC || oid === XID8) return BigInt
  if (oid === DATE) return String
  return pg.types.getTypeParser(oid, format)
}

const CONNECT_TIMEOUT_MS = 10_000

export interface DatabaseOptions {
  readonly url: string
  readonly poolSizeMax: number
  /** Ends statements that run away; a session of verify or a migration sets its own. */
  readonly statementTimeoutMs: number
  /** How long a statement waits for a free connection; then isPoolExhausted knows its failure. */
  readonly connectTimeoutMs?: number
  /** Settings of each session, as `name=value`. */
  readonly session?: readonly string[]
  readonly onError: (error: Error) => void
}

export function openDatabase(options: DatabaseOptions): Database {
  return databaseOver(openPool(options))
}

/** For who also sends statements past the query builder: prepared ones, which it does not know. */
export function databaseOver(pool: pg.Pool): Database {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

export function openPool(options: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSizeMax,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    application_name: 'holdfast',
    // Statements here are small. Compiling one that the planner takes for big costs more than running it.
    options: ['jit=off', ...(options.session ?? [])].map((setting) => `-c ${setting}`).join(' '),
    types: { getTypeParser: typeParser } as pg.CustomTypesConfig,
  })
  pool.on('error', options.onError)
  // The pool listens to idle connections only. One that breaks while it is used tells so to the statement that uses it, and
  // would end the process besides if nobody listened.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Runs `work` in one READ COMMITTED transaction. An exception rolls back; a returned value commits, refusals too. */
export function inTransaction<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.transaction().setIsolationLevel('read committed').execute(work)
}

const ATTEMPTS_MAX = 4
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'

/**
 * `inTransaction` for work that may run again from its beginning: what PostgreSQL broke off because it collided with another
 * transaction is tried up to three times more, after a short wait of random length so that the two do not meet again.
 */
export async function inRetriedTransaction<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(database, work)
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !isCollision(error)) throw error
      await setTimeout(Math.random() * 10 * 2 ** attempt)
    }
  }
}

export function isCollision(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError &&
    (error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK_DETECTED)
  )
}

/** jsonb columns are written as text: the driver would take an array for a PostgreSQL array. Amounts inside are strings. */
export function jsonb(value: unknown): string {
  return JSON.stringify(value)
}

/** True for the failure of a statement that never began: every connection was busy for `connectionTimeoutMillis`. */
export function isPoolExhausted(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect'
}
