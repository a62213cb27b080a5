import { type Loop, startLoop } from '../../kernel/loop.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { readLivingSessions } from '../../people/session-directory.ts'
import type { PortalDeps } from '../deps.ts'
import { type Changes, MANAGEMENT, readMark, readTopics } from './read-topics.ts'
import { createStreams, type Stream } from './streams.ts'

const LOOK_EVERY_MS = 500
const SESSIONS_EVERY_MS = 2_000
/** Proxies close what is silent; and a page that went away without a word is noticed by it. */
const BEAT_EVERY_MS = 15_000
const RETRY_SECONDS = 30

export interface Listener {
  readonly companyId: string
  readonly session: Buffer
  readonly seesManagement: boolean
  /** The id of the last frame that an earlier stream of this page has seen. */
  readonly after: bigint | null
}

/** Tells pages what has changed. Every node polls for its own pages, all of them in one look, and only while there are any. */
export interface Live {
  open(listener: Listener): Promise<Stream | Refusal>
  start(): Loop[]
  /** Ends all streams: a server that closes waits for what is open. */
  stop(): void
}

export function createLive({ db, config, log }: Pick<PortalDeps, 'db' | 'config' | 'log'>): Live {
  const streams = createStreams()
  let mark: bigint | null = null
  let last: Promise<unknown> = Promise.resolve()
  let isStopped = false

  /** One after the other, or two would tell the same. @returns up to where everything is told now. */
  function advance(): Promise<bigint> {
    const done = last.then(advanceOnce)
    last = done.catch(() => {})
    return done
  }

  async function advanceOnce(): Promise<bigint> {
    const from = mark
    const upTo = await readMark(db)
    if (from !== null && upTo > from) {
      const companies = [...new Set(streams.all().map(({ companyId }) => companyId))]
      const topics = await readTopics(db, companies, { from, upTo })
      for (const stream of streams.all()) tell(stream, topics, upTo)
    }
    mark = upTo
    return upTo
  }

  async function look(): Promise<boolean> {
    if (streams.all().length > 0) await advance()
    else mark = null
    return false
  }

  function tell(stream: Stream, changes: Changes, upTo: bigint): void {
    const topics = changes.get(stream.companyId)
    if (topics === undefined) return
    if (topics === 'MANY') {
      streams.send(stream, frame('reset', {}, upTo))
      return
    }
    const own = topics.filter(({ product }) => product !== MANAGEMENT || stream.seesManagement)
    if (own.length > 0) streams.send(stream, frame('changed', { topics: own }, upTo))
  }

  async function endDeadSessions(): Promise<boolean> {
    const open = streams.all()
    if (open.length === 0) return false
    const living = await readLivingSessions(
      db,
      config,
      open.map(({ session }) => session),
    )
    for (const stream of open) if (!living.has(stream.session.toString('hex'))) streams.end(stream, 'session')
    return false
  }

  return {
    async open({ after, ...owner }) {
      const joined = await advance()
      if (isStopped) return refuse('AT_CAPACITY', { n: '1' })
      mark ??= joined
      const stream = streams.open(owner)
      if (stream === null) return refuse('AT_CAPACITY', { n: String(RETRY_SECONDS) })
      // From `joined` on the loop tells. What an earlier stream has not told comes before.
      streams.send(stream, frame('ready', {}, joined))
      try {
        await catchUp(stream, after, joined)
      } catch (error) {
        stream.readable.destroy()
        throw error
      }
      return stream
    },
    start: () => [
      startLoop({ name: 'portal-changes', everyMs: LOOK_EVERY_MS, run: look, log }),
      startLoop({ name: 'portal-sessions', everyMs: SESSIONS_EVERY_MS, run: endDeadSessions, log }),
      startLoop({
        name: 'portal-beat',
        everyMs: BEAT_EVERY_MS,
        run: async () => {
          for (const stream of streams.all()) streams.send(stream, ':\n\n')
          return false
        },
        log,
      }),
    ],
    stop() {
      isStopped = true
      for (const stream of streams.all()) streams.end(stream, 'restart')
    },
  }

  async function catchUp(stream: Stream, after: bigint | null, joined: bigint): Promise<void> {
    if (after === null) return
    // Of another database, or of this one before it was restored from a backup.
    if (after > joined) streams.send(stream, frame('reset', {}, joined))
    if (after >= joined) return
    tell(stream, await readTopics(db, [stream.companyId], { from: after, upTo: joined }), joined)
  }
}

function frame(event: 'ready' | 'changed' | 'reset', data: object, id: bigint): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
