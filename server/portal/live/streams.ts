import { Readable } from 'node:stream'
import { openStreams } from '../metrics.ts'

/** One open page. */
export interface Stream {
  readonly companyId: string
  /** The hash of the session's text. */
  readonly session: Buffer
  readonly seesManagement: boolean
  readonly readable: Readable
}

/** One for each tab at worst: a session is of one browser. */
const PER_SESSION_MAX = 6
const PER_COMPANY_MAX = 200
const ALL_MAX = 2_000
/** Whoever reads so much slower than things happen starts anew. */
const UNREAD_BYTES_MAX = 65_536

/** The pages that listen on this node. Bounded; each is memory and a socket, nothing else. */
export interface Streams {
  /** Null: there are too many. */
  open(owner: Omit<Stream, 'readable'>): Stream | null
  all(): readonly Stream[]
  send(stream: Stream, frame: string): void
  /** With a last word. */
  end(stream: Stream, reason: 'session' | 'restart'): void
}

export function createStreams(): Streams {
  const streams = new Set<Stream>()
  const count = (fits: (stream: Stream) => boolean) => [...streams].filter(fits).length
  const forget = (stream: Stream) => {
    streams.delete(stream)
    openStreams.set(streams.size)
  }
  return {
    open(owner) {
      const { companyId, session } = owner
      const isFull =
        streams.size >= ALL_MAX ||
        count((one) => one.companyId === companyId) >= PER_COMPANY_MAX ||
        count((one) => one.session.equals(session)) >= PER_SESSION_MAX
      if (isFull) return null
      const stream = { ...owner, readable: new Readable({ read() {} }) }
      streams.add(stream)
      openStreams.set(streams.size)
      // Also when the page went away: whoever sends the bytes destroys it then.
      stream.readable.once('close', () => forget(stream))
      return stream
    },
    all: () => [...streams],
    send(stream, frame) {
      stream.readable.push(frame)
      if (stream.readable.readableLength > UNREAD_BYTES_MAX) stream.readable.destroy()
    },
    end(stream, reason) {
      forget(stream)
      stream.readable.push(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`)
      stream.readable.push(null)
    },
  }
}
