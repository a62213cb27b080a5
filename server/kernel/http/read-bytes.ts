import type { IncomingMessage } from 'node:http'
import type { Refusal } from '../refusal.ts'
import { malformed } from './fields.ts'

/** A body beyond its limit is read away up to here, so that its sender gets to read the answer; beyond it is cut off. */
const DRAIN_BYTES_MAX = 33_554_432

/** The whole body. Too large or not complete: 400. */
export async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer | Refusal> {
  const tooLarge = malformed(`The body is larger than ${bytesMax} bytes`)
  if (Number(request.headers['content-length'] ?? 0) > DRAIN_BYTES_MAX) return tooLarge
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Leaving the loop must not destroy the request: its socket still has to carry the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > DRAIN_BYTES_MAX) return tooLarge
      if (size > bytesMax) chunks.length = 0
      else chunks.push(chunk)
    }
  } catch {
    return malformed('The body did not arrive whole')
  }
  return size > bytesMax ? tooLarge : Buffer.concat(chunks)
}
