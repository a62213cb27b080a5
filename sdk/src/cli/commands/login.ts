import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { createClient } from '../../client.ts'
import { HoldfastError } from '../../error.ts'
import * as companyCalls from '../../generated/company.ts'
import { type Command, command } from '../command.ts'
import {
  type Credentials,
  forgetCredentials,
  keepCredentials,
  readCredentials,
  readUrl,
} from '../credentials.ts'
import { CommandError, UsageError } from '../failure.ts'

const login = command({
  name: 'login',
  summary: 'Keep address and API key for the other commands',
  about: `The key is asked for, or read from a pipe: never given as an argument, where others could see it.
It is kept in your configuration folder, readable by you alone.`,
  args: [],
  options: {
    url: { type: 'string', value: 'URL', about: 'where Holdfast answers' },
    sandbox: {
      type: 'boolean',
      about: 'take both from sandbox.json of the sandbox that runs here (.holdfast/, or HOLDFAST_HOME)',
    },
  },
  async run({ options, env }) {
    if (options.sandbox === (options.url !== undefined))
      throw new UsageError('Give either --url or --sandbox', 'login')
    const credentials = options.url === undefined ? ofSandbox(env) : await asked(readUrl(options.url))
    const company = await companyOf(credentials)
    const file = keepCredentials(env, credentials)
    const data = { url: credentials.url, company, kept_in: file }
    return {
      data,
      text: `Logged in at ${credentials.url}${company === null ? '' : ` for ${company}`}. Kept in ${file}.`,
    }
  },
})

const logout = command({
  name: 'logout',
  summary: 'Forget address and API key',
  args: [],
  options: {},
  async run({ env }) {
    const file = forgetCredentials(env)
    return { data: { removed: file }, text: `Removed ${file}.` }
  },
})

const whoami = command({
  name: 'whoami',
  summary: 'Show which platform and company the commands work on',
  args: [],
  options: {},
  async run({ env }) {
    const credentials = readCredentials(env)
    return { data: { url: credentials.url, company: await companyOf(credentials) } }
  },
})

export const loginCommands: readonly Command[] = [login, logout, whoami]

function ofSandbox(env: NodeJS.ProcessEnv): Credentials {
  const file = join(env.HOLDFAST_HOME || '.holdfast', 'sandbox.json')
  try {
    const { api_url, company } = JSON.parse(readFileSync(file, 'utf8'))
    return { url: readUrl(String(api_url)), apiKey: String(company.api_key) }
  } catch {
    throw new CommandError(
      `${file} is not there: no sandbox is ready here.`,
      'Run npm start in the folder of Holdfast, and this command in the same folder.',
    )
  }
}

async function asked(url: string): Promise<Credentials> {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'http:' && !/^(localhost|127\.|\[::1\])/.test(hostname))
    console.error('Mind: over http everybody on the way can read your key.')
  const apiKey = (process.stdin.isTTY ? await askHidden('API key: ') : await readAll(process.stdin)).trim()
  if (apiKey === '') throw new UsageError('No API key was given', 'login')
  return { url, apiKey }
}

/** What is typed is not shown. */
async function askHidden(question: string): Promise<string> {
  process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    return await lines.question('')
  } catch {
    return '' // Ctrl-C or Ctrl-D
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

const KEY_INVALID = 'Invalid API key'

/** Null: the key is a good one that may not read the company. @throws HoldfastError for one that is not. */
async function companyOf({ url, apiKey }: Credentials): Promise<string | null> {
  try {
    return (await companyCalls.get(createClient({ baseUrl: url, apiKey }))).name
  } catch (error) {
    const isGood = error instanceof HoldfastError && error.code === 'DENIED' && error.message !== KEY_INVALID
    if (isGood) return null
    throw error
  }
}
