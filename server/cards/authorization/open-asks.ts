/** Questions of one company that may wait for an answer at one time. */
const WAITING_MAX = 1_024
/** Requests, over all companies, whose answer can only come too late. */
const LATE_MAX = 2_048

export interface OpenAsk {
  readonly companyId: string
  readonly signal: AbortSignal
}

/** The requests to companies that are under way: bounded per company, so that one that hangs takes no more than its share. */
export class OpenAsks {
  readonly #waiting = new Map<string, Set<OpenAsk>>()
  /** In the order in which they became late. */
  readonly #late = new Set<OpenAsk>()
  readonly #aborts = new Map<OpenAsk, AbortController>()

  get size(): number {
    return this.#aborts.size
  }

  /** Null: the company has too many. */
  begin(companyId: string): OpenAsk | null {
    const waiting = this.#waiting.get(companyId) ?? new Set()
    if (waiting.size >= WAITING_MAX) return null
    const abort = new AbortController()
    const ask = { companyId, signal: abort.signal }
    this.#aborts.set(ask, abort)
    this.#waiting.set(companyId, waiting.add(ask))
    return ask
  }

  /** Nobody waits for it any more; the oldest of too many are given up. */
  turnLate(ask: OpenAsk): void {
    this.#leave(ask)
    this.#late.add(ask)
    for (const oldest of this.#late) {
      if (this.#late.size <= LATE_MAX) return
      this.#late.delete(oldest)
      this.#aborts.get(oldest)?.abort()
    }
  }

  end(ask: OpenAsk): void {
    this.#leave(ask)
    this.#late.delete(ask)
    this.#aborts.delete(ask)
  }

  abortAll(): void {
    for (const abort of this.#aborts.values()) abort.abort()
  }

  #leave(ask: OpenAsk): void {
    const waiting = this.#waiting.get(ask.companyId)
    waiting?.delete(ask)
    if (waiting?.size === 0) this.#waiting.delete(ask.companyId)
  }
}
