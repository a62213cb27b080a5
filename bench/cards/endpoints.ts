/** The companies' side of the benchmark, a process of its own: one endpoint per kind, each on a port of its own. */
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const YES = '{"response_code":"00"}'

const RESPONSES: Readonly<Record<string, (response: ServerResponse) => void | Promise<void>>> = {
  answers: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(YES),
  hangs: () => {},
  async drips(response) {
    response.writeHead(200)
    for (const byte of YES.padStart(400)) {
      if (response.destroyed) return
      response.write(byte)
      await pause(50)
    }
    response.end()
  },
  resets: (response) => void response.socket?.resetAndDestroy(),
  garbage: (response) => void response.writeHead(200).end('<html>not json'),
  redirects: (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(YES),
}

const urls: Record<string, string> = {}
for (const [kind, respond] of Object.entries(RESPONSES)) {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => respond(response))
  })
  server.on('clientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1_024, resolve))
  urls[kind] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
// A port that was free a moment ago refuses connections.
const closed = createTcpServer()
await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
urls.refuses = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/`
await new Promise((resolve) => closed.close(resolve))
process.send?.(urls)
