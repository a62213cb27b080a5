import { randomInt } from 'node:crypto'
import pg from 'pg'
import type { Logger } from './log.ts'

/** Class of the advisory locks by which nodes show that they live. */
const NODE_LOCK_CLASS = 4_870_292
/** Class of the advisory locks by which one node leads a loop (the watcher of a chain, say). */
const LEAD_LOCK_CLASS = 4_870_293
/** A database that does not answer for so long has lost us: the connection is given up. */
const ANSWER_MS_MAX = 10_000

/**
 * This process among the nodes on one database. While it lives it holds an advisory lock under its id on a
 * connection of its own; the lock goes with the process, so others see at once that it died and take its work over.
 * Leadership saves double work only: correctness always rests on the rows (compare-and-set, unique keys).
 */
export interface Node {
  readonly id: number
  /** True while this node leads `name`; tries to become leader when it does not. */
  leads(name: string): Promise<boolean>
  /** Of `ids`, those whose node is alive. */
  living(ids: number[]): Promise<Set<number>>
  stop(): Promise<void>
}

/** @throws when the database cannot be reached. */
export async function joinNodes(databaseUrl: string, log: Logger): Promise<Node> {
  const id = randomInt(1, 2_000_000_000)
  const led = new Set<string>()
  let stopped = false
  let last: Promise<unknown> = Promise.resolve()
  let client: pg.Client | null = await join()

  async function join(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: databaseUrl,
      application_name: `holdfast-node-${id}`,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS_MAX,
      query_timeout: ANSWER_MS_MAX,
    })
    fresh.on('error', (error) => {
      lose(fresh, error)
      // At once, so that the others do not take this node for dead; when it fails, the next question joins.
      query('SELECT 1', []).catch(() => {})
    })
    await fresh.connect()
    try {
      await takeOwnLock(fresh, id)
    } catch (error) {
      await fresh.end()
      throw error
    }
    return fresh
  }

  /** Whoever led on that connection leads no longer: its locks went with it. */
  function lose(lost: pg.Client, error: unknown): void {
    if (client !== lost) return
    client = null
    led.clear()
    if (!stopped) log.warn({ err: error }, 'node connection lost; joining again')
    // Not waited for: on a dead connection the farewell would hang.
    lost.end().catch(() => {})
  }

  /** One statement after the other, so that a lost connection is made anew once and not by each of them. */
  function query(text: string, values: unknown[]): Promise<pg.QueryResult> {
    const answer = last.then(() => ask(text, values))
    last = answer.catch(() => {})
    return answer
  }

  async function ask(text: string, values: unknown[]): Promise<pg.QueryResult> {
    if (stopped) throw new Error('This node has left')
    const asked = client
    if (asked !== null) {
      try {
        return await asked.query(text, values)
      } catch (error) {
        if (!isLoss(error)) throw error
        lose(asked, error)
      }
    }
    client = await join()
    return client.query(text, values)
  }

  return {
    id,
    async leads(name) {
      if (stopped) return false
      if (led.has(name)) {
        // Asked each time: a connection that is gone without a word must not leave two leaders for long.
        await query('SELECT 1', [])
        if (led.has(name)) return true
      }
      const { rows } = await query('SELECT pg_try_advisory_lock($1, hashtext($2)) AS ok', [
        LEAD_LOCK_CLASS,
        name,
      ])
      if (rows[0]?.ok === true) led.add(name)
      return led.has(name)
    },
    async living(ids) {
      const { rows } = await query(
        `SELECT objid::bigint::int AS id FROM pg_locks
         WHERE locktype = 'advisory' AND classid = $1 AND objid = ANY($2::int[]) AND objsubid = 2 AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [NODE_LOCK_CLASS, ids],
      )
      return new Set(rows.map((row) => row.id))
    },
    async stop() {
      stopped = true
      led.clear()
      await last
      await client?.end()
    },
  }
}

/**
 * After a lost connection the server may still believe in it, and in its locks: then it is ended there, or we would wait
 * for ourselves.
 */
async function takeOwnLock(client: pg.Client, id: number): Promise<void> {
  const own = [NODE_LOCK_CLASS, id]
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks
     WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND objsubid = 2
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    own,
  )
  await client.query('SELECT pg_advisory_lock($1, $2)', own)
}

/** A statement that PostgreSQL refused leaves the connection alive; all else (FATAL, broken socket, no answer) ends it. */
function isLoss(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || error.severity === 'FATAL'
}
