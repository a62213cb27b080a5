import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { becomes, hasEnded, isAlive, stopProcess, workingFolder } from '../../sandbox/processes.ts'
import type { SandboxFile } from '../../sandbox/sandbox-file.ts'

const PROJECT = new URL('../../', import.meta.url).pathname
/** What the contract with the user allows. */
const READY_MS_MAX = 30_000
const END_MS_MAX = 20_000

export interface Ended {
  readonly code: number | null
  readonly output: string
}

/** `npm start` as a user has it: npm, a shell, the launcher, in a process group of its own like that of a terminal. */
export interface SandboxProcess {
  /** Everything it has printed so far. */
  output(): string
  /** Waits until sandbox.json is there. @throws when the process ends before. */
  ready(): Promise<SandboxFile>
  /** Ctrl-C: the terminal sends it to the whole group. */
  ctrlC(): void
  ended(): Promise<Ended>
}

export function npmStart(home: string, args: readonly string[] = []): SandboxProcess {
  const child = spawn('npm', ['start', ...(args.length === 0 ? [] : ['--', ...args])], {
    cwd: PROJECT,
    env: { ...process.env, HOLDFAST_HOME: home, PORT: '0', DATABASE_URL: '' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const sandboxFile = join(home, 'sandbox.json')
  return {
    output: () => output,
    async ready() {
      await becomes(() => output.includes('Holdfast is ready.') || hasEnded(child), READY_MS_MAX)
      if (!existsSync(sandboxFile)) throw new Error(`the sandbox is not ready:\n${output}`)
      return JSON.parse(readFileSync(sandboxFile, 'utf8'))
    },
    ctrlC() {
      process.kill(-pidOf(child), 'SIGINT')
    },
    async ended() {
      if (!(await becomes(() => hasEnded(child), END_MS_MAX)))
        throw new Error(`the sandbox does not end:\n${output}`)
      return { code: child.exitCode, output }
    },
  }
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('npm could not be started')
  return child.pid
}

/** The processes of a home, by what its files say. */
export function pidsOf(home: string): { postgres: number; chains: number[] } {
  const chains = ['POLYGON', 'BSC', 'TRON']
    .map((name) => join(home, 'chains', `${name}.json`))
    .filter(existsSync)
    .map((file) => JSON.parse(readFileSync(file, 'utf8')).pid)
  const postmaster = readFileSync(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8')
  return { postgres: Number(postmaster.split('\n')[0]), chains }
}

/** All processes that stand in the folder or name it in their command line. Linux alone can tell; elsewhere none are found. */
export function processesOf(home: string): number[] {
  if (process.platform !== 'linux') return []
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => pid !== process.pid && isAlive(pid) && belongsTo(pid, home))
}

function belongsTo(pid: number, home: string): boolean {
  if (workingFolder(pid)?.startsWith(home)) return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(home)
  } catch {
    return false // it ended meanwhile
  }
}

/** Ends what a failed test may have left, so that the next run finds a clean machine. */
export async function killAllOf(home: string): Promise<void> {
  for (const pid of processesOf(home)) await stopProcess(pid, 'SIGKILL', END_MS_MAX)
}
