import { spawn } from 'node:child_process'
import { becomes, hasEnded, stopProcess } from '../../sandbox/processes.ts'

const MAIN = new URL('../../server/main.ts', import.meta.url).pathname
const READY_MS_MAX = 30_000
const END_MS_MAX = 5_000

export interface ServerProcess {
  readonly url: string
  /** Everything it has printed so far. */
  output(): string
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
}

/** The whole platform as an operator runs it, in a process of its own, with these settings and no others. */
export async function startServerProcess(settings: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: 'info', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const kill = async () => {
    if (child.pid !== undefined) await stopProcess(child.pid, 'SIGKILL', END_MS_MAX)
  }
  const urlOf = () => /"url":"([^"]+)"/.exec(output)?.[1]
  await becomes(() => urlOf() !== undefined || hasEnded(child), READY_MS_MAX)
  const url = urlOf()
  if (url === undefined) {
    await kill()
    throw new Error(`the server does not start:\n${output}`)
  }
  return { url, output: () => output, kill }
}
