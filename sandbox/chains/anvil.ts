import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { becomes, hasEnded, startService } from '../processes.ts'
import { callNode } from './rpc.ts'

const START_MS_MAX = 20_000
/**
 * States of past blocks that are kept, on disk: as deep as a chain can reorganise. With its defaults a chain of one
 * block a second would eat gigabytes within hours, for every state carries the hashes of all blocks before it.
 */
const STATES_MAX = 100
/** The contract that stores past block hashes (EIP-2935). Nothing here reads it, and it makes each kept state ten times larger. */
const BLOCK_HASHES_CONTRACT = '0x0000F90827F1C53a10cb7A02335B175320002935'

export interface AnvilOptions {
  readonly port: number
  readonly chainId: number
  /** `interval`: a block a second. `instant`: a block for each transaction. `manual`: only when asked (anvil_mine). */
  readonly mining: 'interval' | 'instant' | 'manual'
  /** Own folder for the states of past blocks. */
  readonly cacheFolder: string
  readonly logFile: string
  /** Goes on from this dump. */
  readonly dumpFile?: string
  /** Time of the first block; now when absent. */
  readonly genesisAt?: Date
  /** False: Ctrl-C reaches it too (tests). */
  readonly ownSession: boolean
}

export interface Anvil {
  readonly url: string
  readonly process: ChildProcess & { readonly pid: number }
}

/** Starts a local EVM node with the Prague rules and waits until it answers. @throws when it does not start. */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const child = startService({
    command: findAnvil(),
    args: [
      ...['--port', String(options.port), '--chain-id', String(options.chainId), '--hardfork', 'prague'],
      ...['--accounts', '2', '--balance', '1000000000', '--quiet'],
      ...['--max-persisted-states', String(STATES_MAX), '--cache-path', options.cacheFolder],
      ...miningArguments(options.mining),
      ...(options.genesisAt === undefined ? [] : ['--timestamp', unixSeconds(options.genesisAt)]),
      ...(options.dumpFile === undefined ? [] : ['--load-state', options.dumpFile]),
    ],
    logFile: options.logFile,
    ownSession: options.ownSession,
  })
  const { pid } = child
  if (pid === undefined) throw new Error('anvil cannot be started: run npm ci again')
  const url = `http://127.0.0.1:${options.port}`
  const ready = await becomes(
    async () => hasEnded(child) || (await answersChain(url, options.chainId)),
    START_MS_MAX,
  )
  if (!ready || hasEnded(child)) {
    child.kill('SIGKILL')
    throw new Error(`anvil does not start on port ${options.port}; its log is ${options.logFile}`)
  }
  await callNode(url, 'anvil_setCode', [BLOCK_HASHES_CONTRACT, '0x'])
  return { url, process: Object.assign(child, { pid }) }
}

/** True when a node of this chain answers at `url`. */
export async function answersChain(url: string, chainId: number): Promise<boolean> {
  try {
    return Number(await callNode(url, 'eth_chainId', [])) === chainId
  } catch {
    return false
  }
}

function unixSeconds(date: Date): string {
  return String(Math.floor(date.getTime() / 1000))
}

function miningArguments(mining: AnvilOptions['mining']): string[] {
  switch (mining) {
    case 'interval':
      return ['--block-time', '1']
    case 'manual':
      return ['--no-mining']
    case 'instant':
      return []
  }
}

/** The program itself, not npm's wrapper around it: so its process id is ours to keep. */
function findAnvil(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `@foundry-rs/anvil-${process.platform}-${arch}`
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json'))
    return join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'anvil')
  } catch {
    throw new Error(
      `There is no local EVM chain for this machine (${name} is not installed). Run npm ci again without --omit=optional.`,
    )
  }
}
