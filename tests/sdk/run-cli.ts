import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { becomes, hasEnded } from '../../sandbox/processes.ts'
import { SDK } from './built.ts'

const BIN = join(SDK, 'bin/holdfast.js')
const SOON_MS = 20_000

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  out(): string
  /** Waits until it has printed this. */
  prints(text: string): Promise<void>
  ctrlC(): Promise<Ran>
  kill(): Promise<Ran>
}

export interface Cli {
  /** As a person types it, to its end. */
  run(line: readonly string[], input?: string): Promise<Ran>
  /** With --json. @throws when it did not end well. */
  // biome-ignore lint/suspicious/noExplicitAny: what a command shows is what its test asserts
  data(line: readonly string[]): Promise<any>
  start(line: readonly string[]): Running
  /** What is left of those that were started. */
  stop(): Promise<void>
}

/** The built command line, as processes with this environment and nothing else. */
export function openCli(env: Readonly<Record<string, string>>): Cli {
  const started: Running[] = []

  function launch(line: readonly string[]) {
    const child = spawn(process.execPath, [BIN, ...line], {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const printed = { out: '', err: '' }
    child.stdout.on('data', (chunk) => (printed.out += chunk))
    child.stderr.on('data', (chunk) => (printed.err += chunk))
    return { child, printed }
  }

  async function run(line: readonly string[], input = ''): Promise<Ran> {
    const { child, printed } = launch(line)
    child.stdin.end(input)
    return ended(child, printed)
  }

  return {
    run,
    async data(line) {
      const { code, out, err } = await run([...line, '--json'])
      if (code !== 0) throw new Error(`holdfast ${line.join(' ')}: ${err}`)
      return JSON.parse(out)
    },
    start(line) {
      const { child, printed } = launch(line)
      const end = (signal: NodeJS.Signals) => {
        if (!hasEnded(child)) child.kill(signal)
        return ended(child, printed)
      }
      const running: Running = {
        out: () => printed.out,
        async prints(text) {
          const all = () => printed.out + printed.err
          await becomes(() => all().includes(text) || hasEnded(child), SOON_MS)
          if (!all().includes(text)) throw new Error(`it has not printed "${text}":\n${all()}`)
        },
        ctrlC: () => end('SIGINT'),
        kill: () => end('SIGKILL'),
      }
      started.push(running)
      return running
    },
    async stop() {
      for (const running of started) await running.ctrlC()
    },
  }
}

async function ended(
  child: ChildProcess,
  printed: { readonly out: string; readonly err: string },
): Promise<Ran> {
  if (!hasEnded(child)) await new Promise((resolve) => child.once('close', resolve))
  return { code: child.exitCode, ...printed }
}
