/** A success that is not JSON: a page, a document. A handler gives it back like any other value. */
export class Content {
  readonly type: string
  readonly bytes: string | Buffer
  readonly headers: Readonly<Record<string, string>>

  constructor(type: string, bytes: string | Buffer, headers: Readonly<Record<string, string>> = {}) {
    this.type = type
    this.bytes = bytes
    this.headers = headers
  }
}
