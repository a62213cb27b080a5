import { parseArgs } from 'node:util'
import type { Client } from '../client.ts'
import { UsageError } from './failure.ts'

export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  readonly about: string
  /** How its value is called in the help. */
  readonly value?: string
  readonly required?: true
  /** May be given several times. */
  readonly multiple?: true
}

type Values<O extends Readonly<Record<string, OptionSpec>>> = {
  readonly [K in keyof O]: O[K] extends { type: 'boolean' }
    ? boolean
    : O[K] extends { multiple: true }
      ? readonly string[]
      : O[K] extends { required: true }
        ? string
        : string | undefined
}

/** What a command has to show: `data` with --json, else `text`, or the data as lines or a table of `columns`. */
export interface Shown {
  readonly data: unknown
  readonly text?: string
  readonly columns?: readonly string[]
}

export interface Run<Options, Args extends readonly string[] = readonly string[]> {
  readonly options: Options
  readonly args: { readonly [K in keyof Args]: string }
  readonly env: NodeJS.ProcessEnv
  readonly json: boolean
  /** Of who has logged in. @throws UsageError when nobody has. */
  client(): Client
}

export interface Command {
  /** `wallets create` */
  readonly name: string
  readonly summary: string
  readonly about?: string
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, OptionSpec>>
  run(run: Run<never>): Promise<Shown | null>
}

/** Null: it has shown everything itself. */
export function command<
  const O extends Readonly<Record<string, OptionSpec>>,
  const A extends readonly string[],
>(spec: {
  readonly name: string
  readonly summary: string
  readonly about?: string
  readonly args: A
  readonly options: O
  run(run: Run<Values<O>, A>): Promise<Shown | null>
}): Command {
  return spec as unknown as Command
}

/** What was typed behind the command's name. @throws UsageError */
export function readArguments(
  { name, args, options }: Command,
  argv: readonly string[],
): {
  readonly options: Readonly<Record<string, unknown>>
  readonly args: readonly string[]
  readonly json: boolean
} {
  const config = Object.fromEntries(
    Object.entries(options).map(([key, { type, multiple }]) => [key, { type, multiple: multiple === true }]),
  )
  const { values, positionals } = parsed(argv, { ...config, json: { type: 'boolean' } })
  for (const [key, { required }] of Object.entries(options))
    if (required === true && values[key] === undefined) throw new UsageError(`--${key} is missing`, name)
  const [missing] = args.slice(positionals.length)
  if (missing !== undefined) throw new UsageError(`${missing} is missing`, name)
  if (positionals.length > args.length)
    throw new UsageError(`"${positionals[args.length]}" is one word too many`, name)
  const given = [...args.map((arg, index) => [arg, positionals[index]]), ...Object.entries(values)]
  const [empty] = given.find(([, value]) => value === '') ?? []
  if (empty !== undefined) throw new UsageError(`${empty} is empty`, name)
  const filled = Object.entries(options).map(([key, { type, multiple }]) => {
    const absent = type === 'boolean' ? false : multiple === true ? [] : undefined
    return [key, values[key] ?? absent]
  })
  return { options: Object.fromEntries(filled), args: positionals, json: values.json === true }

  function parsed(words: readonly string[], known: Record<string, { type: 'string' | 'boolean' }>) {
    try {
      return parseArgs({ args: [...words], options: known, allowPositionals: true })
    } catch (error) {
      throw new UsageError(
        error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error),
        name,
      )
    }
  }
}
