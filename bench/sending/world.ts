import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SandboxChain, startSandboxChain } from '../../sandbox/chains/sandbox-chain.ts'
import { CHAIN_SPECS } from '../../sandbox/chains/specs.ts'
import { fundGasAccount } from '../../sandbox/gas.ts'
import { freePort } from '../../sandbox/processes.ts'
import { chainSettings } from '../../sandbox/settings.ts'
import { openVault } from '../../server/custody/vault.ts'
import { loadConfig } from '../../server/kernel/config.ts'
import type { Database } from '../../server/kernel/database.ts'
import { type ServerProcess, startServerProcess } from '../../tests/harness/server-process.ts'
import { call } from '../../tests/harness/wire.ts'

const OPERATOR_KEY = 'operator-key-of-the-benchmark-0123456789'

/** Local chains as processes of their own, and the platform on them. */
export interface SendingWorld {
  readonly chains: readonly SandboxChain[]
  /** The settings that the platform was started with. */
  readonly settings: Readonly<Record<string, string>>
  readonly platform: Platform
}

/** One address for callers, whichever process listens there. */
export interface Platform {
  readonly url: string
  readonly apiKey: string
  /** kill -9, and started again on the same data. @returns how long nobody listened, ms. */
  killAndRestart(): Promise<number>
}

export async function withSendingWorld(
  databaseUrl: string,
  db: Database,
  chainNames: readonly string[],
  work: (world: SendingWorld) => Promise<void>,
): Promise<void> {
  const started = new AsyncDisposableStack()
  try {
    const world = await start(databaseUrl, db, chainNames, started)
    await Promise.race([work(world), interruption()])
  } finally {
    await started.disposeAsync()
  }
}

/** Puts on the stack what it starts. */
async function start(
  databaseUrl: string,
  db: Database,
  chainNames: readonly string[],
  started: AsyncDisposableStack,
): Promise<SendingWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const chains: SandboxChain[] = []
  for (const spec of CHAIN_SPECS.filter(({ name }) => chainNames.includes(name))) {
    const chain = await startSandboxChain(spec, folder)
    started.defer(() => chain.stop())
    chains.push(chain)
  }
  const settings = await platformSettings(databaseUrl, chains)
  await fundGasAccount(await openVault(db, loadConfig(settings).vaultKey), chains)
  let server: ServerProcess = await startServerProcess(settings)
  started.defer(() => server.kill())
  const { url } = server
  const { status, body } = await call(url, OPERATOR_KEY, 'POST', '/management/companies', { name: 'Bench' })
  if (status !== 200) throw new Error(JSON.stringify(body))
  const platform: Platform = {
    url,
    apiKey: body.api_key,
    async killAndRestart() {
      const begin = performance.now()
      await server.kill()
      server = await startServerProcess(settings)
      return performance.now() - begin
    },
  }
  return { chains, settings, platform }
}

/** Chains and database outlive this process: Ctrl-C ends them too. @throws then. */
function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'])
      process.once(signal, () => reject(new Error(`ended by ${signal}`)))
  })
}

async function platformSettings(
  databaseUrl: string,
  chains: readonly SandboxChain[],
): Promise<Record<string, string>> {
  return {
    ...Object.fromEntries(chains.flatMap(chainSettings)),
    HOLDFAST_CHAINS: chains.map(({ spec }) => spec.name).join(','),
    HOLDFAST_PROFILE: 'sandbox',
    PORT: String(await freePort()),
    DATABASE_URL: databaseUrl,
    HOLDFAST_OPERATOR_KEY: OPERATOR_KEY,
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_RATE_LIMIT: 'off',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
  }
}
