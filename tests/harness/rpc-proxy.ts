import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface RpcCall {
  readonly method: string
  readonly params: readonly unknown[]
}

/**
 * What stands between us and the node does to one call: `FORWARD` it; `LOSE_ANSWER`: the node gets it, its answer never arrives;
 * `LOSE_CALL`: the node never gets it; or a result of its own, which is a lie.
 */
export type Fate = 'FORWARD' | 'LOSE_ANSWER' | 'LOSE_CALL' | { readonly result: unknown }

export interface RpcProxy {
  readonly url: string
  stop(): Promise<void>
}

/** A JSON-RPC proxy in front of a real node. */
export async function startRpcProxy(nodeUrl: string, decide: (call: RpcCall) => Fate): Promise<RpcProxy> {
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const call: RpcCall & { id: unknown } = JSON.parse(body)
    const fate = decide(call)
    if (fate === 'LOSE_CALL') return response.destroy()
    if (typeof fate === 'object') {
      response.setHeader('content-type', 'application/json')
      return response.end(JSON.stringify({ jsonrpc: '2.0', id: call.id, result: fate.result }))
    }
    const answer = await fetch(nodeUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const bytes = await answer.text()
    if (fate === 'LOSE_ANSWER') return response.destroy()
    response.setHeader('content-type', 'application/json')
    return response.end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
