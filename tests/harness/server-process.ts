import { spawn } from 'node:child_process'
import { becomes, hasEnded, stopProcess } from '../../sandbox/processes.ts'
import type { TestChain } from './anvil.ts'

const MAIN = new URL('../../server/main.ts', import.meta.url).pathname
const READY_MS_MAX = 30_000
const END_MS_MAX = 20_000

export const OPERATOR_KEY = 'operator-key-of-the-tests-0123456789'

/** What a server of one chain needs, and no limits of rate: several servers may have the same database. */
export function serverSettings(databaseUrl: string, { config }: TestChain): Record<string, string> {
  const tokens = config.defaultTokens.map(({ symbol, address }) => `${symbol}:${address}`)
  return {
    PORT: '0',
    HOLDFAST_PROFILE: 'sandbox',
    DATABASE_URL: databaseUrl,
    HOLDFAST_OPERATOR_KEY: OPERATOR_KEY,
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_RATE_LIMIT: 'off',
    HOLDFAST_CHAINS: 'POLYGON',
    HOLDFAST_POLYGON_RPC_URL: config.rpcUrls.join(','),
    HOLDFAST_POLYGON_CHAIN_ID: String(config.chainId),
    HOLDFAST_POLYGON_TOKENS: tokens.join(','),
    HOLDFAST_POLYGON_POLL_MS: '100',
    HOLDFAST_POLYGON_FINAL_CONFIRMATIONS: String(config.finalConfirmations),
    HOLDFAST_POLYGON_CREDIT_CONFIRMATIONS: String(config.creditConfirmations),
  }
}

export interface ServerProcess {
  readonly url: string
  /** Everything it has printed so far. */
  output(): string
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM, as an operator or a supervisor stops it. @returns its exit code. */
  end(): Promise<number | null>
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
  return {
    url,
    output: () => output,
    kill,
    async end() {
      child.kill('SIGTERM')
      if (!(await becomes(() => hasEnded(child), END_MS_MAX)))
        throw new Error(`the server does not end:\n${output}`)
      return child.exitCode
    },
  }
}
