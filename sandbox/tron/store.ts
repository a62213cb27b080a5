/** What a key held before a change; undefined: nothing. */
export type Undo = readonly (readonly [key: string, before: unknown])[]

/**
 * All that a transaction can change, as keys and values that are never changed in place. Every change is logged, so that a
 * frame of the EVM, a refused transaction and a whole block can be undone.
 */
export class Store {
  readonly #values = new Map<string, unknown>()
  readonly #below: (key: string) => unknown
  #log: [string, unknown][] = []
  readonly #marks: number[] = []

  /** @param below what a key holds that was never set here: for a store laid over another, whose changes are thrown away. */
  constructor(below: (key: string) => unknown = () => undefined) {
    this.#below = below
  }

  get(key: string): unknown {
    return this.#values.has(key) ? this.#values.get(key) : this.#below(key)
  }

  /** Undefined removes. */
  set(key: string, value: unknown): void {
    this.#log.push([key, this.get(key)])
    this.#values.set(key, value)
  }

  checkpoint(): void {
    this.#marks.push(this.#log.length)
  }

  commit(): void {
    this.#marks.pop()
  }

  revert(): void {
    this.#undo(this.#log.splice(this.#marks.pop() ?? 0))
  }

  /** Ends a block. @returns what undoes it. */
  seal(): Undo {
    const log = this.#log
    this.#log = []
    return log
  }

  /** Undoes the newest sealed block. */
  undoSealed(undo: Undo): void {
    this.#undo(undo)
  }

  /** Everything, for a dump. */
  entries(): [string, unknown][] {
    return [...this.#values].filter(([, value]) => value !== undefined)
  }

  /** Fills an empty store from a dump. */
  load(entries: readonly (readonly [string, unknown])[]): void {
    for (const [key, value] of entries) this.#values.set(key, value)
  }

  #undo(undo: Undo): void {
    for (const [key, before] of undo.toReversed()) {
      if (before === undefined && this.#below(key) === undefined) this.#values.delete(key)
      else this.#values.set(key, before)
    }
  }
}

/** The values as they stood before the given blocks, oldest first, were added to `store`. */
export function before(store: Store, undos: readonly Undo[]): (key: string) => unknown {
  const older = new Map<string, unknown>()
  for (const undo of undos.toReversed()) for (const [key, value] of undo.toReversed()) older.set(key, value)
  return (key) => (older.has(key) ? older.get(key) : store.get(key))
}
