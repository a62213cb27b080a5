import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CommandError } from '../failure.ts'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array<ArrayBuffer>
}

export interface Response {
  readonly status: number
  readonly contentType: string | null
  readonly body: string | Uint8Array
}

/** Never throws. */
export type Respond = (received: Received) => Promise<Response>

export interface Receiver {
  readonly url: string
  stop(): Promise<void>
}

/** A server on this machine alone. */
export async function startReceiver(port: number, respond: Respond): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const body = await readBytes(request).catch(() => null)
    if (body === null) return // the sender went away
    const answer = await respond({ headers: request.headers, body })
    response.writeHead(
      answer.status,
      answer.contentType === null ? {} : { 'content-type': answer.contentType },
    )
    response.end(answer.body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', () =>
      reject(
        new CommandError(
          `Port ${port} is taken.`,
          'Give another one with --port, or none for any that is free.',
        ),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}
