import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { PATIENT } from '../../sandbox/processes.ts'

/** `lose`: the node does it, and its answer never arrives. */
export const GATE_FAULTS = ['slow', 'fail', 'refuse', 'hang', 'lose'] as const
export type GateFault = (typeof GATE_FAULTS)[number]

/** What stands between the platform and one node of a chain, whatever protocol over HTTP that speaks. */
export interface FaultyGate {
  readonly url: string
  /** Null: well again; what hangs is cut off. */
  set(fault: GateFault | null): void
  stop(): Promise<void>
}

const SLOW_MS = 1_500

export async function startFaultyGate(target: string): Promise<FaultyGate> {
  let fault: GateFault | null = null
  const hanging = new Set<ServerResponse>()
  const server = createServer(PATIENT, (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    switch (fault) {
      case 'refuse':
        response.destroy()
        return
      case 'fail':
        response.writeHead(503, { 'content-type': 'text/html' }).end('<html>overloaded</html>')
        return
      case 'hang':
        hanging.add(response)
        return
      case 'slow':
        await pause(SLOW_MS)
    }
    const { status, headers, text } = await forward(target, request, body)
    if (fault === 'lose') response.destroy()
    else response.writeHead(status, { 'content-type': headers ?? 'application/json' }).end(text)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const release = () => {
    for (const response of hanging) response.destroy()
    hanging.clear()
  }
  return {
    url: `http://127.0.0.1:${port}`,
    set(next) {
      fault = next
      if (next !== 'hang') release()
    },
    async stop() {
      release()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function forward(target: string, { method = 'POST', url = '/' }: IncomingMessage, body: Buffer) {
  const answer = await fetch(`${target}${url === '/' ? '' : url}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
  })
  return { status: answer.status, headers: answer.headers.get('content-type'), text: await answer.text() }
}
