import type { IncomingMessage } from 'node:http'
import type { Refusal } from '../refusal.ts'
import { malformed } from './fields.ts'

/** So much beyond its limit a body is read away, so that its sender gets to read the answer; beyond it is cut off. */
const DRAIN_BYTES = 33_554_432

/** The whole body. Too large or not complete: 400. */
export async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer | Refusal> {
  const tooLarge = malformed(`The body is larger than ${bytesMax} bytes`)
  const drainedMax = bytesMax + DRAIN_BYTES
  if (Number(request.headers['content-length'] ?? 0) > drainedMax) return tooLarge
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Leaving the loop must not destroy the request: its socket still has to carry the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > drainedMax) return tooLarge
      if (size > bytesMax) chunks.length = 0
      else chunks.push(chunk)
    }
  } catch {
    return malformed('The body did not arrive whole')
  }
  return size > bytesMax ? tooLarge : Buffer.concat(chunks)
}
