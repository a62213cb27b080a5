const TIMEOUT_MS = 30_000

/** What a node answered instead of a result. */
export class NodeError extends Error {
  readonly code: number

  constructor(method: string, code: number, message: string) {
    super(`${method}: ${message}`)
    this.code = code
  }
}

/** No answer: the node is down, or hangs. */
export class NodeUnreachable extends Error {}

/** One JSON-RPC call. @throws NodeError for an error answer, NodeUnreachable without one. */
export async function callNode(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const answer: { result?: unknown; error?: { code: number; message: string } } = JSON.parse(
    await post(url, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })),
  )
  if (answer.error !== undefined) throw new NodeError(method, answer.error.code, answer.error.message)
  return answer.result
}

async function post(url: string, body: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return await response.text()
  } catch (error) {
    throw new NodeUnreachable(`${url} does not answer`, { cause: error })
  }
}

export async function callNodeForText(
  url: string,
  method: string,
  params: readonly unknown[],
): Promise<string> {
  const result = await callNode(url, method, params)
  if (typeof result !== 'string') throw new Error(`${method}: the answer is no text`)
  return result
}

export async function readHeight(url: string): Promise<number> {
  return Number(await callNodeForText(url, 'eth_blockNumber', []))
}
