import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { readJson, writeJson, writeWhole } from '../files.ts'
import { becomes, freePort, isAlive, portIsFree, stopProcess } from '../processes.ts'
import { answersChain, startAnvil } from './anvil.ts'
import { type ReorgOptions, reorganise } from './reorg.ts'
import { callNode, callNodeForText, readHeight } from './rpc.ts'
import type { ChainSpec } from './specs.ts'
import { type DeployedToken, deployTokens } from './tokens.ts'

/** The deepest reorganisation that can be asked for (contract, active-management §11). */
export const REORG_DEPTH_MAX = 64
const STOP_MS_MAX = 10_000
/** A process that is alive and does not answer for so long is no node: its number went to something else. */
const ANSWER_MS_MAX = 3_000

export interface SandboxChain {
  readonly spec: ChainSpec
  readonly url: string
  readonly pid: number
  readonly tokens: readonly DeployedToken[]
  /** How this start found the chain. `restored`: it had been killed and goes on from its last dump. */
  readonly found: 'new' | 'running' | 'stopped' | 'restored'
  /** Height of the dump it went on from (`stopped`, `restored`) and when that was written. */
  readonly dump: { readonly height: number; readonly at: Date } | null
  /** How many of the newest blocks can be replaced now. */
  reorgDepthMax(): Promise<number>
  /** @returns the height afterwards. */
  reorg(options: ReorgOptions): Promise<number>
  mine(blocks: number): Promise<number>
  /** Writes the whole chain to its dump. @returns how long that took, ms. */
  save(): Promise<number>
  /** Ends it, after a last dump. */
  stop(): Promise<void>
}

/** What is known of a chain's process. */
interface Record {
  readonly pid: number
  readonly port: number
  /** No block up to this one can be replaced: its state is not kept, or the tokens are made in it. */
  readonly floor: number
  readonly dump: { readonly height: number; readonly at: string } | null
  /** It was ended after a last dump. Absent when the process was killed: blocks are missing then. */
  readonly stopped?: true
}

/** A local chain as a process of its own, which outlives its starter and is adopted by the next. */
export async function startSandboxChain(spec: ChainSpec, folder: string): Promise<SandboxChain> {
  const files = chainFiles(folder, spec.name)
  const record = readJson<Record>(files.record)
  if (record !== null && (await isRunning(record, spec))) {
    const url = nodeUrl(record.port)
    await callNode(url, 'evm_setIntervalMining', [1]) // its starter may have been killed in a reorganisation
    return chain(spec, record, 'running', await deployTokens(url, spec.tokens), files)
  }
  return launch(spec, files, record)
}

async function launch(spec: ChainSpec, files: ChainFiles, before: Record | null): Promise<SandboxChain> {
  const restore = existsSync(files.dump)
  rmSync(files.states, { recursive: true, force: true })
  const anvil = await startAnvil({
    // the same port again where possible: wallets and scripts may know it
    port: before !== null && (await portIsFree(before.port)) ? before.port : await freePort(),
    chainId: spec.chainId,
    mining: 'interval',
    cacheFolder: files.states,
    logFile: files.log,
    ownSession: true,
    ...(restore
      ? { dumpFile: files.dump }
      : { genesisAt: new Date(Date.now() - (REORG_DEPTH_MAX + 10) * 1000) }),
  })
  try {
    const dump = restore
      ? { height: await readHeight(anvil.url), at: statSync(files.dump).mtime.toISOString() }
      : null
    const tokens = await deployTokens(anvil.url, spec.tokens)
    const floor = await readHeight(anvil.url)
    if (!restore) await callNode(anvil.url, 'anvil_mine', [`0x${REORG_DEPTH_MAX.toString(16)}`])
    const record = { pid: anvil.process.pid, port: Number(new URL(anvil.url).port), floor, dump }
    writeJson(files.record, record)
    const found = restore ? (before === null || before.stopped ? 'stopped' : 'restored') : 'new'
    const started = chain(spec, record, found, tokens, files)
    await started.save()
    return started
  } catch (error) {
    await stopProcess(anvil.process.pid, 'SIGKILL', STOP_MS_MAX)
    throw error
  }
}

function chain(
  spec: ChainSpec,
  record: Record,
  found: SandboxChain['found'],
  tokens: readonly DeployedToken[],
  files: ChainFiles,
): SandboxChain {
  const url = nodeUrl(record.port)
  let saving: Promise<unknown> = Promise.resolve()
  const save = () => {
    // after one under way, never instead of it: that one may have read the chain before what must be kept now
    const next = saving.then(() => writeDump(url, files.dump))
    saving = next.catch(() => {})
    return next
  }
  return {
    spec,
    url,
    pid: record.pid,
    tokens,
    found,
    dump: record.dump === null ? null : { height: record.dump.height, at: new Date(record.dump.at) },
    save,
    async reorgDepthMax() {
      return Math.min(REORG_DEPTH_MAX, (await readHeight(url)) - record.floor)
    },
    async reorg(options) {
      await callNode(url, 'evm_setIntervalMining', [0]) // no block may come in between
      try {
        return await reorganise(url, options)
      } finally {
        await callNode(url, 'evm_setIntervalMining', [1])
        await save()
      }
    },
    async mine(blocks) {
      await callNode(url, 'anvil_mine', [`0x${blocks.toString(16)}`])
      await save() // a killed chain goes on from here, and not from far below what the platform has seen
      return readHeight(url)
    },
    async stop() {
      if (isAlive(record.pid)) {
        await save()
        await stopProcess(record.pid, 'SIGKILL', STOP_MS_MAX)
        writeJson(files.record, { ...record, stopped: true })
      }
      rmSync(files.states, { recursive: true, force: true })
    },
  }
}

/** Kills what a killed starter left behind, without a dump: for a start that begins anew. */
export async function killLeftover(spec: ChainSpec, folder: string): Promise<void> {
  const record = readJson<Record>(chainFiles(folder, spec.name).record)
  if (record !== null && (await isRunning(record, spec)))
    await stopProcess(record.pid, 'SIGKILL', STOP_MS_MAX)
}

async function isRunning(record: Record, spec: ChainSpec): Promise<boolean> {
  if (record.stopped || !isAlive(record.pid)) return false
  return becomes(() => answersChain(nodeUrl(record.port), spec.chainId), ANSWER_MS_MAX)
}

async function writeDump(url: string, file: string): Promise<number> {
  const start = performance.now()
  const zipped = Buffer.from((await callNodeForText(url, 'anvil_dumpState', [])).slice(2), 'hex')
  writeWhole(file, await promisify(gunzip)(zipped))
  return performance.now() - start
}

type ChainFiles = ReturnType<typeof chainFiles>

function chainFiles(folder: string, name: string) {
  return {
    record: join(folder, `${name}.json`),
    dump: join(folder, `${name}.dump.json`),
    states: join(folder, `${name}.states`),
    log: join(folder, `${name}.log`),
  }
}

function nodeUrl(port: number): string {
  return `http://127.0.0.1:${port}`
}
