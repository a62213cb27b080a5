import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJson } from '../../sandbox/files.ts'
import { openHome } from '../../sandbox/home.ts'
import { runSandbox } from '../../sandbox/run.ts'
import type { SandboxFile } from '../../sandbox/sandbox-file.ts'
import { freshDatabase, type TestDatabase } from './database.ts'

export interface RunningSandbox extends Pick<TestDatabase, 'db'> {
  readonly sandbox: SandboxFile
  /** Its home: HOLDFAST_HOME of others that look for it. */
  readonly folder: string
  stop(): Promise<void>
}

/** The whole sandbox in this process, as `npm start` runs it, on a database of its own. */
export async function startRunningSandbox(
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningSandbox> {
  const database = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-sandbox-'))
  const home = openHome({ HOLDFAST_HOME: folder })
  const controller = new AbortController()
  let running: Promise<void> = Promise.resolve()
  await new Promise<void>((resolve, reject) => {
    const env = { DATABASE_URL: database.url, PORT: '0', ...settings }
    running = runSandbox({ home, env, reset: false, signal: controller.signal, say: () => resolve() })
    running.catch(reject)
  })
  const sandbox = readJson<SandboxFile>(home.sandboxFile)
  if (sandbox === null) throw new Error('the sandbox has written no sandbox.json')
  return {
    db: database.db,
    sandbox,
    folder,
    async stop() {
      controller.abort()
      await running
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
