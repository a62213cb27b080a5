import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SunkRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Of the body. */
  // biome-ignore lint/suspicious/noExplicitAny: what was sent is what its test asserts
  readonly json: any
}

/** Answers a request; the default is 200 `{"response_code":"OK"}`. */
export type Respond = (request: SunkRequest, response: ServerResponse) => void | Promise<void>

/** A company's endpoint: a real HTTP server on loopback that keeps what it gets, in the order of arrival. */
export interface WebhookSink {
  readonly url: string
  readonly port: number
  readonly requests: SunkRequest[]
  respond: Respond
  close(): Promise<void>
}

export const acknowledge: Respond = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"response_code":"OK"}')
}

export async function startWebhookSink(respond: Respond = acknowledge): Promise<WebhookSink> {
  const requests: SunkRequest[] = []
  const server = createServer(async (incoming, response) => {
    const request = await receive(incoming)
    requests.push(request)
    await sink.respond(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sink: WebhookSink = {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    requests,
    respond,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return sink
}

async function receive(incoming: IncomingMessage): Promise<SunkRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const { method = '', url = '', headers } = incoming
  return { method, path: url, headers, body, json: body.length === 0 ? null : JSON.parse(body.toString()) }
}
