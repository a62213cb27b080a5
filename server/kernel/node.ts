import pg from 'pg'
import type { Logger } from './log.ts'

/** Class of the advisory locks by which nodes show that they live. */
const NODE_LOCK_CLASS = 4_870_292
/** Class of the advisory locks by which one node leads a loop (the watcher of a chain, say). */
const LEAD_LOCK_CLASS = 4_870_293

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

export async function joinNodes(databaseUrl: string, log: Logger): Promise<Node> {
  const id = Math.floor(Math.random() * 2_000_000_000) + 1
  const led = new Set<string>()
  let stopped = false
  let client = await connect()

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: databaseUrl,
      application_name: `holdfast-node-${id}`,
      keepAlive: true,
    })
    fresh.on('error', (error) => {
      led.clear()
      if (!stopped) log.warn({ err: error }, 'node connection lost; joining again')
    })
    await fresh.connect()
    await fresh.query('SELECT pg_advisory_lock($1, $2)', [NODE_LOCK_CLASS, id])
    return fresh
  }

  async function query(text: string, values: unknown[]): Promise<pg.QueryResult> {
    try {
      return await client.query(text, values)
    } catch {
      led.clear()
      await client.end().catch(() => {})
      client = await connect()
      return client.query(text, values)
    }
  }

  return {
    id,
    async leads(name) {
      if (stopped) return false
      if (led.has(name)) {
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
         WHERE locktype = 'advisory' AND classid = $1 AND objid = ANY($2::int[]) AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [NODE_LOCK_CLASS, ids],
      )
      return new Set(rows.map((row) => row.id))
    },
    async stop() {
      stopped = true
      await client.end()
    },
  }
}
