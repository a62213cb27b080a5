import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { type Postgres, startPostgres } from '../../sandbox/postgres/server.ts'
import { becomes, freePort, stopProcess } from '../../sandbox/processes.ts'
import { processesOf } from '../../tests/harness/process.ts'
import { inTurn } from './in-turn.ts'

const END_MS_MAX = 20_000
const STARTS_MAX = 4

/** A real PostgreSQL that can be killed and comes back at the same address. */
export interface DatabaseServer {
  readonly url: string
  /** kill -9 of every process of it, then started again on the same data; resolves when it answers. */
  killAndStart(): Promise<void>
  /** In good order: connections are ended at once. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startDatabaseServer(folder: string, password: string): Promise<DatabaseServer> {
  const port = await freePort()
  // Processes are killed here and not the machine: what was written is with the system, synced or not.
  const start = async (): Promise<Postgres> => {
    // Its own patience is a person's; here it recovers on a machine that is busy with everything else.
    for (let tries = 1; ; tries += 1)
      try {
        return await startPostgres({ folder, password, fsync: false, port })
      } catch (error) {
        if (tries === STARTS_MAX) throw error
      }
  }
  let running = await start()
  const once = inTurn((work: () => Promise<void>) => work())
  return {
    url: running.url,
    killAndStart: () =>
      once(async () => {
        const data = join(realpathSync(folder), 'data')
        const pids = new Set([running.pid, ...processesOf(data)])
        await Promise.all([...pids].map((pid) => stopProcess(pid, 'SIGKILL', END_MS_MAX)))
        await becomes(() => processesOf(data).length === 0, END_MS_MAX)
        running = await start()
      }),
    restart: () =>
      once(async () => {
        await running.stop()
        running = await start()
      }),
    stop: () => running.stop(),
  }
}
