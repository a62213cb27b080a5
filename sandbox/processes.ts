import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 20
const FREE_PORTS = { first: 10_000, end: 32_000 }
const FREE_PORT_TRIES = 20

export interface Identity {
  readonly uid: number
  readonly gid: number
}

export interface ServiceOptions {
  readonly command: string
  readonly args: readonly string[]
  /** Takes stdout and stderr, appended. */
  readonly logFile: string
  readonly cwd?: string
  /** True: a session of its own, so neither Ctrl-C nor the death of this process ends it. */
  readonly ownSession: boolean
  /** Runs as this user; the caller must be root. */
  readonly identity?: Identity | undefined
}

/** Starts a server; it does not keep this process alive. Its `pid` is undefined when the program cannot be run. */
export function startService({
  command,
  args,
  logFile,
  cwd,
  ownSession,
  identity,
}: ServiceOptions): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true })
  const log = openSync(logFile, 'a', 0o600)
  try {
    const child = spawn(command, args, {
      detached: ownSession,
      stdio: ['ignore', log, log],
      ...(cwd === undefined ? {} : { cwd }),
      ...identity,
    })
    child.on('error', () => {}) // seen by the caller: no pid
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

/** True when it ended by itself or by a signal (Ctrl-C may hit it before it has its own session). */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/**
 * Alive and no zombie: in a container nobody may reap an orphan, and `kill(pid, 0)` would call it alive for ever. A
 * zombie with threads left is still ending: until the last is gone, its ports and files are taken.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // state is the third of proc(5), num_threads the 20th
    return fields[0] !== 'Z' || Number(fields[17]) > 1
  } catch {
    return process.platform !== 'linux'
  }
}

/** Where a process stands, or null where the system does not tell (not Linux, another user's). */
export function workingFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null
  }
}

/** Asks with `signal`, waits, and kills what is left after `graceMs`. A process that is gone already is no error. */
export async function stopProcess(pid: number, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  send(pid, signal)
  if (await becomes(() => !isAlive(pid), graceMs)) return
  send(pid, 'SIGKILL')
  if (!(await becomes(() => !isAlive(pid), graceMs))) throw new Error(`process ${pid} does not end`)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

/** Polls until `check` holds. @returns false when it does not within `deadlineMs`. */
export async function becomes(check: () => boolean | Promise<boolean>, deadlineMs: number): Promise<boolean> {
  const deadline = performance.now() + deadlineMs
  while (!(await check())) {
    if (performance.now() > deadline) return false
    await delay(POLL_MS)
  }
  return true
}

/**
 * Of every HTTP server that stands outside: a connection without calls is kept for a good minute, as Node's five
 * seconds would cut it, on a busy machine, just when the next call is sent.
 */
export const PATIENT: Readonly<{ keepAliveTimeout: number }> = { keepAliveTimeout: 72_000 }

/**
 * A TCP port of the loopback interface that nobody listens on now. It lies below those that systems give to outgoing
 * connections (Linux from 32768, macOS and Windows from 49152), so a service that comes back finds its port free.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < FREE_PORT_TRIES; tries++) {
    const port = randomInt(FREE_PORTS.first, FREE_PORTS.end)
    if (await portIsFree(port)) return port
  }
  return listenOnce(0)
}

export async function portIsFree(port: number): Promise<boolean> {
  try {
    await listenOnce(port)
    return true
  } catch {
    return false
  }
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no TCP port to be had')
  return address.port
}

/** The code of a system error (`ENOENT`), or undefined. */
export function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
