import { appendFileSync, readFileSync } from 'node:fs'
import { writeWhole } from './files.ts'
import { errorCode } from './processes.ts'

/**
 * The newest things of a kind, by key, in the order in which they came: in memory and in a file of JSON lines, so that a restart
 * goes on. Bounded: the oldest are forgotten.
 */
export interface Journal<T> {
  get(key: string): T | undefined
  set(key: string, value: T): void
  /** The oldest first. */
  values(): Iterable<T>
}

interface Line<T> {
  readonly key: string
  readonly value: T
}

/** `file` null: in memory alone. The caller knows what was written to it. */
export function openJournal<T>(file: string | null, sizeMax: number): Journal<T> {
  const kept = new Map<string, T>()
  let lines = 0
  const put = (key: string, value: T) => {
    kept.set(key, value)
    if (kept.size <= sizeMax) return
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }
  const rewrite = (toFile: string) => {
    writeWhole(toFile, [...kept].map(([key, value]) => textOf({ key, value })).join(''))
    lines = kept.size
  }
  if (file !== null) {
    for (const { key, value } of readLines<T>(file)) put(key, value)
    rewrite(file) // what a killed process wrote half would spoil the next line
  }
  return {
    get: (key) => kept.get(key),
    set(key, value) {
      put(key, value)
      if (file === null) return
      appendFileSync(file, textOf({ key, value }), { mode: 0o600 })
      lines += 1
      if (lines > 2 * sizeMax) rewrite(file)
    },
    values: () => kept.values(),
  }
}

function textOf(line: Line<unknown>): string {
  return `${JSON.stringify(line)}\n`
}

function readLines<T>(file: string): Line<T>[] {
  return textIn(file)
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Line<T>]
      } catch {
        return [] // the end of the text, or a line that a killed process wrote half
      }
    })
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}
