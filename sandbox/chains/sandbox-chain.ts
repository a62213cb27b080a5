import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, writeJson } from '../files.ts'
import { becomes, freePort, isAlive, portIsFree, stopProcess } from '../processes.ts'
import { evmChain } from './evm-chain.ts'
import { type ChainFiles, type Gift, type LocalChain, REORG_DEPTH_MAX } from './local-chain.ts'
import type { ReorgOptions } from './reorg.ts'
import type { ChainSpec } from './specs.ts'
import type { DeployedToken } from './tokens.ts'
import { tronChain } from './tron-chain.ts'

const STOP_MS_MAX = 10_000
/** A process that is alive and does not answer for so long is no node: its number went to something else. */
const ANSWER_MS_MAX = 3_000

export interface SandboxChain {
  readonly spec: ChainSpec
  readonly url: string
  readonly pid: number
  readonly tokens: readonly DeployedToken[]
  /** What is done differently in each family of chains. */
  readonly local: LocalChain
  /** How this start found the chain. `restored`: it had been killed and goes on from its last dump. */
  readonly found: 'new' | 'running' | 'stopped' | 'restored'
  /** Height of the dump it went on from (`stopped`, `restored`) and when that was written. */
  readonly dump: { readonly height: number; readonly at: Date } | null
  /** How many of the newest blocks can be replaced now. */
  reorgDepthMax(): Promise<number>
  /** @returns the height afterwards. */
  reorg(options: ReorgOptions): Promise<number>
  mine(blocks: number): Promise<number>
  /** A payment from outside, mined within a second or so. @returns its hash. */
  give(gift: Gift): Promise<string>
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
  const local = localChain(spec)
  const record = readJson<Record>(files.record)
  if (record !== null && (await isRunning(record, local))) {
    const url = nodeUrl(record.port)
    await local.resume(url)
    return chain({ spec, local, record, found: 'running', tokens: await local.tokens(url), files })
  }
  return launch(spec, local, files, record)
}

function localChain(spec: ChainSpec): LocalChain {
  switch (spec.family) {
    case 'EVM':
      return evmChain(spec)
    case 'TRON':
      return tronChain()
  }
}

async function launch(
  spec: ChainSpec,
  local: LocalChain,
  files: ChainFiles,
  before: Record | null,
): Promise<SandboxChain> {
  const restore = existsSync(files.dump)
  rmSync(files.states, { recursive: true, force: true })
  const { url, pid } = await local.launch({
    // the same port again where possible: wallets and scripts may know it
    port: before !== null && (await portIsFree(before.port)) ? before.port : await freePort(),
    files,
    restore,
    genesisAt: new Date(Date.now() - (REORG_DEPTH_MAX + 10) * 1000),
  })
  try {
    const dump = restore
      ? { height: await local.height(url), at: statSync(files.dump).mtime.toISOString() }
      : null
    const tokens = await local.tokens(url)
    const floor = await local.height(url)
    if (!restore) await local.mine(url, REORG_DEPTH_MAX)
    const record = { pid, port: Number(new URL(url).port), floor, dump }
    writeJson(files.record, record)
    const found = restore ? (before === null || before.stopped ? 'stopped' : 'restored') : 'new'
    const started = chain({ spec, local, record, found, tokens, files })
    await started.save()
    return started
  } catch (error) {
    await stopProcess(pid, 'SIGKILL', STOP_MS_MAX)
    throw error
  }
}

interface Started extends Pick<SandboxChain, 'spec' | 'local' | 'found' | 'tokens'> {
  readonly record: Record
  readonly files: ChainFiles
}

function chain({ spec, local, record, found, tokens, files }: Started): SandboxChain {
  const url = nodeUrl(record.port)
  let saving: Promise<unknown> = Promise.resolve()
  const save = () => {
    // after one under way, never instead of it: that one may have read the chain before what must be kept now
    const next = saving.then(() => timed(() => local.writeDump(url, files)))
    saving = next.catch(() => {})
    return next
  }
  return {
    spec,
    url,
    pid: record.pid,
    tokens,
    local,
    found,
    dump: record.dump === null ? null : { height: record.dump.height, at: new Date(record.dump.at) },
    save,
    reorgDepthMax: () => local.reorgDepthMax(url, record.floor),
    async reorg(options) {
      try {
        return await local.reorg(url, options)
      } finally {
        await save()
      }
    },
    async mine(blocks) {
      await local.mine(url, blocks)
      await save() // a killed chain goes on from here, and not from far below what the platform has seen
      return local.height(url)
    },
    give: (gift) => local.give(url, gift),
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
  if (record !== null && (await isRunning(record, localChain(spec))))
    await stopProcess(record.pid, 'SIGKILL', STOP_MS_MAX)
}

async function isRunning(record: Record, local: LocalChain): Promise<boolean> {
  if (record.stopped || !isAlive(record.pid)) return false
  return becomes(() => local.answers(nodeUrl(record.port)), ANSWER_MS_MAX)
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function chainFiles(folder: string, name: string): ChainFiles {
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
