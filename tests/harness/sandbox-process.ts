import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJson } from '../../sandbox/files.ts'
import { openHome } from '../../sandbox/home.ts'
import { becomes, hasEnded, stopProcess } from '../../sandbox/processes.ts'
import type { SandboxFile } from '../../sandbox/sandbox-file.ts'
import { freshDatabase } from './database.ts'

const MAIN = new URL('../../sandbox/main.ts', import.meta.url).pathname
const READY_MS_MAX = 60_000
const END_MS_MAX = 20_000

export interface SandboxProcess {
  readonly file: SandboxFile
  stop(): Promise<void>
}

/** The whole sandbox in a process of its own, on a database of its own. It ends with the process that has started it. */
export async function startSandboxProcess(
  settings: Readonly<Record<string, string>> = {},
): Promise<SandboxProcess> {
  const database = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-sandbox-'))
  const { sandboxFile } = openHome({ HOLDFAST_HOME: folder })
  const own = { HOLDFAST_HOME: folder, DATABASE_URL: database.url, PORT: '0', npm_lifecycle_event: 'start' }
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...settings, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const stop = async () => {
    if (child.pid !== undefined) await stopProcess(child.pid, 'SIGTERM', END_MS_MAX)
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  await becomes(() => output.includes('Holdfast is ready.') || hasEnded(child), READY_MS_MAX)
  const file = readJson<SandboxFile>(sandboxFile)
  if (file !== null) return { file, stop }
  await stop()
  throw new Error(`the sandbox does not start:\n${output}`)
}
