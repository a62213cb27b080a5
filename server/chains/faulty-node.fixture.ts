/** A JSON-RPC node that stands in front of a real one and misbehaves on demand, over real HTTP. */
import { createServer } from 'node:http'
import { callNode } from '../../sandbox/chains/rpc.ts'

export interface RpcCall {
  readonly method: string
  readonly params: readonly unknown[]
}

/** What a fault does with a call: gives another result, throws (an error answer), breaks the connection (HANG_UP), or keeps it open (SILENCE). */
export type Fault = (call: RpcCall, ask: () => Promise<unknown>) => Promise<unknown>

export const SILENCE = Symbol('never answers')
export const HANG_UP = Symbol('breaks the connection without an answer')

export interface FaultyNode {
  readonly url: string
  /** From now on; null behaves. */
  misbehave(fault: Fault | null): void
  close(): Promise<void>
}

export async function startFaultyNode(behind: string): Promise<FaultyNode> {
  let fault: Fault | null = null
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { id, method, params = [] } = JSON.parse(Buffer.concat(chunks).toString())
    const ask = () => callNode(behind, method, params)
    const answer = await (fault ?? ((_call, pass) => pass()))({ method, params }, ask).then(
      (result) => (result === HANG_UP ? null : result === SILENCE ? SILENCE : { result }),
      (error: Error) => ({ error: { code: -32000, message: error.message } }),
    )
    if (answer === SILENCE) return
    if (answer === null) response.destroy()
    else response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the faulty node does not listen')
  return {
    url: `http://127.0.0.1:${address.port}`,
    misbehave(next) {
      fault = next
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
