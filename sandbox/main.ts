/** `npm start`: the platform together with the outside world, on one machine. */
import { parseArgs } from 'node:util'
import { VaultError } from '../server/custody/seed.ts'
import { ConfigError } from '../server/kernel/config.ts'
import { openHome, SandboxError } from './home.ts'
import { runSandbox } from './run.ts'

const PARENT_CHECK_MS = 500

/** Aborts when the user ends us: by Ctrl-C, by a signal, by closing the terminal, or by killing npm above us. */
function endSignal(): AbortSignal {
  const controller = new AbortController()
  const end = () => controller.abort(new Error('stopped'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid
    // npm and its shell do not always pass signals on; without them nobody could stop us by Ctrl-C any more
    setInterval(() => process.ppid !== parent && end(), PARENT_CHECK_MS).unref()
  }
  return controller.signal
}

async function main(): Promise<number> {
  const signal = endSignal()
  // a closed terminal or a broken pipe must not keep us from stopping the rest
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    const reset = readArguments()
    const home = openHome(process.env)
    await runSandbox({
      home,
      env: process.env,
      reset,
      signal,
      say: (text) => console.log(text),
    })
    return 0
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 0
    if (!(error instanceof Error)) throw error
    const expected = [SandboxError, ConfigError, VaultError].some((kind) => error instanceof kind)
    console.error(expected ? error.message : error)
    return 1
  }
}

function readArguments(): boolean {
  try {
    return parseArgs({ options: { reset: { type: 'boolean', default: false } } }).values.reset
  } catch {
    throw new SandboxError('Usage: npm start [-- --reset]')
  }
}

process.exit(await main())
