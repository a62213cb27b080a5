import type { Command, OptionSpec } from './command.ts'

const HEAD = `holdfast: wallets, cards and the sandbox from the command line.

  holdfast login --sandbox          in the folder where npm start runs
  holdfast login --url https://…    asks for your API key
`
const FOOT = `
Every command takes --json (numbers stay exact: they are text) and --help.
Exit codes: 0 done, 1 refused or not right, 2 what was typed, 3 not reached.
HOLDFAST_API_URL and HOLDFAST_API_KEY win over who has logged in.`

/** All commands, or those that begin with a word. */
export function overview(commands: readonly Command[], group: string | null): string {
  const shown = group === null ? commands : commands.filter(({ name }) => name.split(' ')[0] === group)
  const usages = shown.map(({ name, args, summary }) => [wordsOf(name, args), summary] as const)
  const width = Math.max(...usages.map(([text]) => text.length))
  const list = usages.map(([text, summary]) => `  ${text.padEnd(width)}  ${summary}`).join('\n')
  return group === null ? `${HEAD}\n${list}\n${FOOT}` : list
}

export function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(([name, spec]) => [flag(name, spec), spec] as const)
  const width = Math.max(0, ...options.map(([text]) => text.length))
  const lines = options.map(
    ([text, { about, required, multiple }]) =>
      `  ${text.padEnd(width)}  ${about}${required === true ? ' (needed)' : ''}${multiple === true ? ' (may be repeated)' : ''}`,
  )
  return [
    `${command.summary}.`,
    '',
    `  holdfast ${usage(command)}${options.length > 0 ? ' [options]' : ''}`,
    ...(lines.length > 0 ? ['', ...lines] : []),
    ...(command.about === undefined ? [] : ['', command.about]),
  ].join('\n')
}

function usage({ name, args, options }: Command): string {
  const needed = Object.entries(options)
    .filter(([, { required }]) => required === true)
    .map(([option, spec]) => flag(option, spec))
  return [wordsOf(name, args), ...needed].join(' ')
}

function wordsOf(name: string, args: readonly string[]): string {
  return [name, ...args.map((arg) => `<${arg}>`)].join(' ')
}

function flag(name: string, { type, value }: OptionSpec): string {
  return type === 'boolean' ? `--${name}` : `--${name} ${value ?? 'TEXT'}`
}
