import { NodeUnreachable } from '../chains/rpc.ts'

const TIMEOUT_MS = 30_000

/** What a node answers to a question of ours. */
export type Answer = Readonly<Record<string, unknown>>

/** The node answered that it does not do this. */
export class TronRefusal extends Error {}

/** One call, `/wallet/…` or `/control/…`. @throws NodeUnreachable without an answer; TronRefusal. */
export async function callTron(url: string, path: string, fields: Answer = {}): Promise<Answer> {
  const answer = JSON.parse(await post(`${url}${path}`, JSON.stringify(fields))) as Answer
  if (typeof answer.Error === 'string') throw new TronRefusal(`${path}: ${answer.Error}`)
  return answer
}

async function post(url: string, body: string): Promise<string> {
  try {
    const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(TIMEOUT_MS) })
    return await response.text()
  } catch (error) {
    throw new NodeUnreachable(`${url} does not answer`, { cause: error })
  }
}
