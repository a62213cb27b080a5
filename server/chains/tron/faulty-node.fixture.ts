/** A Tron full node that stands in front of a real one and misbehaves on demand, over real HTTP. */
import { createServer } from 'node:http'

export interface TronCall {
  /** `wallet/getblock` */
  readonly call: string
  readonly body: Readonly<Record<string, unknown>>
}

/** What a fault does with a call: gives another answer (or the text of one), throws (status 500), or breaks the connection. */
export type TronFault = (call: TronCall, ask: () => Promise<unknown>) => Promise<unknown>

export const HANG_UP = Symbol('breaks the connection without an answer')

export interface FaultyTronNode {
  readonly url: string
  /** Calls that came, in their order. */
  readonly calls: readonly string[]
  /** From now on; null behaves. */
  misbehave(fault: TronFault | null): void
  close(): Promise<void>
}

export async function startFaultyTronNode(behind: string): Promise<FaultyTronNode> {
  let fault: TronFault | null = null
  const calls: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const call = (request.url ?? '').slice(1)
    calls.push(call)
    const ask = async () => {
      const answer = await fetch(`${behind}/${call}`, { method: 'POST', body: text })
      return answer.json()
    }
    const answer = await (fault ?? ((_call, pass) => pass()))({ call, body: JSON.parse(text) }, ask).catch(
      () => null,
    )
    if (answer === HANG_UP) response.destroy()
    else if (answer === null) response.writeHead(500).end('no')
    else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the faulty node does not listen')
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
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
