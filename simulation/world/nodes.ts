import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { becomes, hasEnded, stopProcess } from '../../sandbox/processes.ts'
import { inTurn } from './in-turn.ts'

const PROGRAM = new URL('./node/main.ts', import.meta.url).pathname
/** Also through the recovery of a database that was killed beside it. */
const READY_MS_MAX = 240_000
const END_MS_MAX = 10_000

/** A process of the platform that is killed and comes back at the same address. */
export interface PlatformNode {
  readonly url: string
  /** Resolves when it listens; as a supervisor would, starts it again when it gives up before. */
  start(): Promise<void>
  /** kill -9, down for so long, and started again. */
  killAndStart(downMs: number): Promise<void>
  /** For good. */
  stop(): Promise<void>
  /** Business time was moved in the clock's file. */
  clockMoved(): void
}

export interface NodeOptions {
  readonly port: number
  readonly settings: Readonly<Record<string, string | undefined>>
  readonly clockFile: string
  /** Takes what it prints. */
  readonly logFile: string
  /** A process that has loaded its code stands by: a node that was killed is back in a moment, and kills come closer together. */
  readonly hasSpare: boolean
  /** It ended, and nobody had killed it. */
  readonly onDeath: (how: string) => void
}

export function platformNode({
  port,
  settings,
  clockFile,
  logFile,
  hasSpare,
  onDeath,
}: NodeOptions): PlatformNode {
  let running: ChildProcess | null = null
  let wanted = false
  let spare: ChildProcess | null = null
  function load(): ChildProcess {
    const log = openSync(logFile, 'a')
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const child = spawn(process.execPath, [PROGRAM, clockFile], {
      env: { PATH, NODE_COMPILE_CACHE, ...settings, PORT: String(port) },
      stdio: ['ignore', log, log, 'ipc'],
    })
    closeSync(log)
    return child
  }
  const launch = async () => {
    const child = spare ?? load()
    spare = hasSpare ? load() : null
    running = child
    let isReady = false
    child.once('message', () => {
      isReady = true
    })
    child.once('exit', (code, signal) => {
      if (isReady && wanted && running === child) onDeath(`code ${code}, signal ${signal}`)
    })
    child.send('begin')
    await becomes(() => isReady || hasEnded(child), READY_MS_MAX)
    return isReady && !hasEnded(child)
  }
  const start = async () => {
    wanted = true
    const deadline = performance.now() + READY_MS_MAX
    while (wanted && !(await launch()))
      if (performance.now() > deadline) throw new Error(`a node does not start; its log is ${logFile}`)
  }
  const kill = async () => {
    wanted = false
    if (running?.pid !== undefined) await stopProcess(running.pid, 'SIGKILL', END_MS_MAX)
  }
  const stop = async () => {
    await kill()
    if (spare?.pid !== undefined) await stopProcess(spare.pid, 'SIGKILL', END_MS_MAX)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    start,
    stop,
    killAndStart: inTurn(async (downMs) => {
      await kill()
      await pause(downMs)
      await start()
    }),
    clockMoved() {
      if (running?.connected === true) running.send('clock moved')
    },
  }
}
