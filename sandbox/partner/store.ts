import { appendFileSync, readFileSync } from 'node:fs'
import { writeWhole } from '../files.ts'
import { errorCode } from '../processes.ts'

/** Records of one kind by id, the oldest first. A record is never changed, only put anew. */
export interface Table<T> {
  get(id: string): T | undefined
  /** Within a commit. */
  put(id: string, record: T): void
  /** Within a commit. For records whose order means nothing: undone, one comes back as the newest. */
  remove(id: string): void
  values(): T[]
}

/**
 * What the partner remembers: in memory, and in a file of JSON lines, a commit a line. So a killed process has a commit whole or not
 * at all, and an answer that was given is known together with what it did.
 */
export interface Store {
  /** @param sizeMax beyond it the oldest are forgotten. */
  table<T>(name: string, sizeMax: number): Table<T>
  /** What `work` puts and removes is kept together; when it throws, nothing is. One may run inside another. */
  commit<T>(work: () => T): T
}

/** Of one commit: table, id, and the record, or null for one that was removed. */
type Change = readonly [table: string, id: string, record: unknown]

const COMPACT_BYTES_MIN = 4 * 1024 * 1024

/** `file` null: in memory alone. The caller knows what was written to it. */
export function openStore(file: string | null): Store {
  const tables = new Map<string, Map<string, unknown>>()
  const limits = new Map<string, number>()
  let open: { changes: Change[]; undo: Change[] } | null = null
  let compacted = 0
  let written = 0

  const recordsOf = (name: string) => {
    const found = tables.get(name) ?? new Map<string, unknown>()
    tables.set(name, found)
    return found
  }
  const apply = ([name, id, record]: Change) => {
    if (record === null) recordsOf(name).delete(id)
    else recordsOf(name).set(id, record)
  }
  const change = (made: Change) => {
    if (open === null) throw new Error('the store changes in commits only')
    const [name, id] = made
    const before = recordsOf(name).get(id)
    open.undo.push([name, id, before ?? null])
    open.changes.push(made)
    apply(made)
  }
  const rewrite = (toFile: string) => {
    const lines = [...tables].flatMap(([name, records]) =>
      [...records].map(([id, record]) => lineOf([[name, id, record]])),
    )
    const text = lines.join('')
    writeWhole(toFile, text)
    compacted = written = text.length
  }
  const keep = (changes: readonly Change[]) => {
    if (file === null || changes.length === 0) return
    const line = lineOf(changes)
    appendFileSync(file, line, { mode: 0o600 })
    written += line.length
    if (written > 2 * compacted + COMPACT_BYTES_MIN) rewrite(file)
  }
  const forgetOldest = (names: ReadonlySet<string>) => {
    const forgotten: Change[] = []
    for (const name of names) {
      const over = recordsOf(name).size - (limits.get(name) ?? Number.POSITIVE_INFINITY)
      if (over > 0)
        for (const id of [...recordsOf(name).keys()].slice(0, over)) forgotten.push([name, id, null])
    }
    for (const one of forgotten) apply(one)
    keep(forgotten)
  }

  if (file !== null) {
    for (const changes of readLines(file)) for (const one of changes) apply(one)
    rewrite(file) // what a killed process wrote half would spoil the next line
  }
  return {
    table<T>(name: string, sizeMax: number): Table<T> {
      limits.set(name, sizeMax)
      return {
        get: (id) => recordsOf(name).get(id) as T | undefined,
        put: (id, record) => change([name, id, record]),
        remove: (id) => change([name, id, null]),
        values: () => [...recordsOf(name).values()] as T[],
      }
    },
    commit(work) {
      if (open !== null) return work()
      open = { changes: [], undo: [] }
      try {
        const result = work()
        keep(open.changes)
        forgetOldest(new Set(open.changes.map(([name]) => name)))
        return result
      } catch (error) {
        for (const before of open.undo.toReversed()) apply(before)
        throw error
      } finally {
        open = null
      }
    },
  }
}

function lineOf(changes: readonly Change[]): string {
  return `${JSON.stringify(changes)}\n`
}

function readLines(file: string): Change[][] {
  return textIn(file)
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Change[]]
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
