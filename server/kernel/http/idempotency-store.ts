import { sql } from 'kysely'
import type { Database, Reader, Tx } from '../database.ts'
import type { Sealer } from '../sealer.ts'
import type { Answer } from './answer.ts'

/** How long an answer is kept. */
const KEPT_HOURS = 24
const ERASE_BATCH = 1000

/** One call under a key: where its row is, and what was asked. */
export interface KeyedCall {
  readonly companyId: string
  readonly keyHash: Buffer
  readonly requestHash: Buffer
}

export type StoredCall =
  | { readonly state: 'DONE'; readonly requestHash: Buffer; readonly answer: Answer }
  | {
      readonly state: 'RUNNING'
      readonly requestHash: Buffer
      readonly nodeId: number | null
      readonly resume: unknown
    }

/** The rows of idempotency keys. Everything that tells about the call is sealed or hashed. */
export interface IdempotencyStore {
  /** Takes the key until the transaction ends. False when another transaction has it: its call is being written now. */
  lock(tx: Tx, call: KeyedCall): Promise<boolean>
  find(reader: Reader, call: KeyedCall): Promise<StoredCall | null>
  insertDone(tx: Tx, call: KeyedCall, answer: Answer): Promise<void>
  insertRunning(tx: Tx, call: KeyedCall, nodeId: number, resume: string): Promise<void>
  /** The call is now run by this node. */
  setNode(reader: Reader, call: KeyedCall, nodeId: number): Promise<void>
  /** This node runs the call no more: any node may then take it. */
  free(reader: Reader, call: KeyedCall, nodeId: number): Promise<void>
  complete(reader: Reader, call: KeyedCall, answer: Answer): Promise<void>
}

export function createIdempotencyStore(sealer: Sealer): IdempotencyStore {
  const context = (call: KeyedCall) =>
    `idempotency_keys.sealed_answer:${call.companyId}:${call.keyHash.toString('hex')}`
  const seal = (call: KeyedCall, answer: Answer) =>
    sealer.seal(Buffer.from(JSON.stringify({ body: answer.body, traceId: answer.traceId })), context(call))
  const open = (call: KeyedCall, sealed: Buffer) =>
    JSON.parse(sealer.open(sealed, context(call)).toString()) as { body: string | null; traceId: string }

  return {
    async lock(tx, call) {
      // 64 bits of a keyed hash over company, method, path and key: two calls that share them by chance get a 302 at worst.
      const lockId = call.keyHash.readBigInt64BE(0).toString()
      const { rows } = await sql<{ locked: boolean }>`
        SELECT pg_try_advisory_xact_lock(${lockId}::bigint) AS locked`.execute(tx)
      return rows[0]?.locked === true
    },
    async find(reader, call) {
      const row = await reader
        .selectFrom('idempotency_keys')
        .selectAll()
        .where('company_id', '=', call.companyId)
        .where('key_hash', '=', call.keyHash)
        .where('created_at', '>', keptSince())
        .executeTakeFirst()
      if (row === undefined) return null
      if (row.sealed_answer === null || row.status_code === null)
        return {
          state: 'RUNNING',
          requestHash: row.request_hash,
          nodeId: row.node_id,
          resume: row.resume,
        }
      const answer = { status: row.status_code, ...open(call, row.sealed_answer) }
      return { state: 'DONE', requestHash: row.request_hash, answer }
    },
    async insertDone(tx, call, answer) {
      await insert(tx, call, {
        state: 'DONE',
        status_code: answer.status,
        sealed_answer: seal(call, answer),
      })
    },
    async insertRunning(tx, call, nodeId, resume) {
      await insert(tx, call, { state: 'RUNNING', node_id: nodeId, resume })
    },
    async setNode(reader, call, nodeId) {
      await reader
        .updateTable('idempotency_keys')
        .set({ node_id: nodeId })
        .where('company_id', '=', call.companyId)
        .where('key_hash', '=', call.keyHash)
        .where('state', '=', 'RUNNING')
        .execute()
    },
    async free(reader, call, nodeId) {
      await reader
        .updateTable('idempotency_keys')
        .set({ node_id: null })
        .where('company_id', '=', call.companyId)
        .where('key_hash', '=', call.keyHash)
        .where('state', '=', 'RUNNING')
        .where('node_id', '=', nodeId)
        .execute()
    },
    async complete(reader, call, answer) {
      await reader
        .updateTable('idempotency_keys')
        .set({
          state: 'DONE',
          status_code: answer.status,
          sealed_answer: seal(call, answer),
          node_id: null,
          resume: null,
        })
        .where('company_id', '=', call.companyId)
        .where('key_hash', '=', call.keyHash)
        .where('state', '=', 'RUNNING')
        .execute()
    },
  }
}

interface NewRow {
  readonly state: 'DONE' | 'RUNNING'
  readonly status_code?: number
  readonly sealed_answer?: Buffer
  readonly node_id?: number
  readonly resume?: string
}

/** The caller has the lock and found no row: one that is there all the same is older than it is kept, and gives way. */
async function insert(tx: Tx, call: KeyedCall, row: NewRow): Promise<void> {
  const values = {
    request_hash: call.requestHash,
    created_at: sql<Date>`clock_timestamp()`,
    node_id: null,
    resume: null,
    status_code: null,
    sealed_answer: null,
    ...row,
  }
  await tx
    .insertInto('idempotency_keys')
    .values({ company_id: call.companyId, key_hash: call.keyHash, ...values })
    .onConflict((conflict) => conflict.columns(['company_id', 'key_hash']).doUpdateSet(values))
    .execute()
}

/** Erases a batch of what is older than it is kept, of all companies. @returns whether there may be more. */
export async function eraseOldKeys(db: Database): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM idempotency_keys WHERE (company_id, key_hash) IN (
      SELECT company_id, key_hash FROM idempotency_keys WHERE created_at <= ${keptSince()}
      ORDER BY created_at LIMIT ${ERASE_BATCH} FOR UPDATE SKIP LOCKED)`.execute(db)
  return numAffectedRows === BigInt(ERASE_BATCH)
}

/** By the database's clock, which all nodes share. */
function keptSince() {
  return sql<Date>`clock_timestamp() - make_interval(hours => ${KEPT_HOURS})`
}
