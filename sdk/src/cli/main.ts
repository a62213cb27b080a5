import { readFileSync } from 'node:fs'
import { createClient } from '../client.ts'
import { type Command, readArguments } from './command.ts'
import { callCommand } from './commands/call.ts'
import { cardCommands } from './commands/cards.ts'
import { listenCommand } from './commands/listen.ts'
import { loginCommands } from './commands/login.ts'
import { triggerCommands } from './commands/trigger.ts'
import { verifyCommand } from './commands/verify.ts'
import { walletCommands } from './commands/wallets.ts'
import { readCredentials } from './credentials.ts'
import { describeFailure, type ExitCode, UsageError } from './failure.ts'
import { helpOf, overview } from './help.ts'
import { render } from './show.ts'

/** Somebody waits. */
const RETRIES = 2

const COMMANDS: readonly Command[] = [
  ...loginCommands,
  ...walletCommands,
  ...cardCommands,
  listenCommand,
  ...triggerCommands,
  verifyCommand,
  callCommand,
]

async function main(argv: readonly string[]): Promise<ExitCode> {
  const wantsJson = argv.includes('--json')
  try {
    const shown = await answer(argv)
    if (shown !== null) console.log(shown)
    return 0
  } catch (error) {
    const { exitCode, ...failure } = describeFailure(error)
    if (wantsJson) console.error(JSON.stringify(failure))
    else {
      console.error(`${failure.message} (${failure.code})`)
      if (failure.next_step !== null) console.error(`Next: ${failure.next_step}`)
      if (failure.trace_id !== null) console.error(`Trace id: ${failure.trace_id}`)
    }
    return exitCode
  }
}

async function answer(argv: readonly string[]): Promise<string | null> {
  const [first = ''] = argv
  if (first === '--version') return version()
  const found = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => argv[index] === word))
  const asksForHelp = argv.some((word) => word === '--help' || word === '-h')
  if (found === undefined) {
    const isGroup = COMMANDS.some(({ name }) => name.startsWith(`${first} `))
    if (first === '' || first === 'help' || first.startsWith('-')) return overview(COMMANDS, null)
    if (isGroup && (asksForHelp || argv.length === 1)) return overview(COMMANDS, first)
    throw new UsageError(
      `There is no command "${argv.slice(0, isGroup ? 2 : 1).join(' ')}"`,
      isGroup ? first : '',
    )
  }
  if (asksForHelp) return helpOf(found)
  const { options, args, json } = readArguments(found, argv.slice(found.name.split(' ').length))
  const shown = await found.run({
    options: options as never,
    args,
    env: process.env,
    json,
    client() {
      const { url, apiKey } = readCredentials(process.env)
      return createClient({ baseUrl: url, apiKey, retries: RETRIES })
    },
  })
  return shown === null ? null : render(shown, json)
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).version
}

process.exitCode = await main(process.argv.slice(2))
