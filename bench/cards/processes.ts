import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { LoadOrder, LoadResult } from './load.ts'

export interface ServerFigures {
  readonly rss: number
  readonly heapUsed: number
  readonly cpu: NodeJS.CpuUsage
  /** In the format of Prometheus. */
  readonly metrics: string
}

export interface BenchServer {
  readonly url: string
  figures(): Promise<ServerFigures>
  stop(): Promise<void>
}

export async function startServer(databaseUrl: string): Promise<BenchServer> {
  const child = start('./server.ts', databaseUrl)
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return {
    url,
    figures: () => ask(child, 'figures'),
    async stop() {
      child.send('stop')
      await once(child, 'exit')
    },
  }
}

export interface LoadGenerator {
  run(order: LoadOrder): Promise<LoadResult>
  stop(): void
}

export function startLoad(): LoadGenerator {
  const child = start('./load.ts')
  return { run: (order) => ask(child, order), stop: () => void child.kill() }
}

function start(file: string, ...args: string[]): ChildProcess {
  return fork(new URL(file, import.meta.url), args, { stdio: 'inherit', serialization: 'advanced' })
}

async function ask<T>(child: ChildProcess, question: string | object): Promise<T> {
  const answer = once(child, 'message')
  child.send(question)
  return ((await answer) as [T])[0]
}

/** The companies' endpoints, by their kind. */
export async function startEndpoints(): Promise<{
  readonly urls: Readonly<Record<string, string>>
  stop(): void
}> {
  const child = start('./endpoints.ts')
  const [urls] = (await once(child, 'message')) as [Record<string, string>]
  return { urls, stop: () => void child.kill() }
}
