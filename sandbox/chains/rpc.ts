const TIMEOUT_MS = 30_000

/** What a node answered instead of a result. */
export class NodeError extends Error {
  readonly code: number

  constructor(method: string, code: number, message: string) {
    super(`${method}: ${message}`)
    this.code = code
  }
}

/** One JSON-RPC call. @throws NodeError for an error answer, anything else when the node cannot be reached. */
export async function callNode(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const answer: { result?: unknown; error?: { code: number; message: string } } = JSON.parse(
    await response.text(),
  )
  if (answer.error !== undefined) throw new NodeError(method, answer.error.code, answer.error.message)
  return answer.result
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
