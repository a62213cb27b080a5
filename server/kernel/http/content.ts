import type { Readable } from 'node:stream'

/** An answer that is not JSON, or not only JSON: a page, a document, a signed text. A handler gives it back like any other value. */
export class Content {
  readonly type: string
  /** A stream is sent as it comes, and destroyed when the caller goes away. */
  readonly bytes: string | Buffer | Readable
  readonly headers: Readonly<Record<string, string>>
  /** Null: that of the route's success. */
  readonly status: number | null

  constructor(
    type: string,
    bytes: string | Buffer | Readable,
    headers: Readonly<Record<string, string>> = {},
    status: number | null = null,
  ) {
    this.type = type
    this.bytes = bytes
    this.headers = headers
    this.status = status
  }
}
