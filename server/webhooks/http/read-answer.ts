import type { ClientRequest } from 'node:http'

/** Read from the wire at most. Nobody needs more of an answer that is only recorded. */
const BODY_BYTES_MAX = 64 * 1024
const BODY_CHARACTERS_MAX = 4_096

/**
 * Waits for the whole answer. One that is larger than we read is cut there and its connection closed: its status has come, and
 * the body is recorded, not judged. @throws when the answer does not arrive completely.
 */
export function readAnswer(request: ClientRequest): Promise<{ statusCode: number; body: string }> {
  return new Promise((resolve, reject) => {
    const incomplete = () => reject(new Error('the connection closed before the answer was complete'))
    let isDone = false
    request.on('error', reject)
    // Also after a switch of protocols or an answer to nothing: every request ends in `close`.
    request.on('close', () => isDone || incomplete())
    request.on('response', (answer) => {
      const chunks: Buffer[] = []
      let size = 0
      const done = () => {
        isDone = true
        resolve({ statusCode: answer.statusCode ?? 0, body: recordable(chunks) })
      }
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size <= BODY_BYTES_MAX) return
        done()
        request.destroy()
      })
      answer.on('end', () => (answer.complete ? done() : incomplete()))
      answer.on('error', reject)
    })
  })
}

function recordable(chunks: Buffer[]): string {
  return storable(Buffer.concat(chunks).toString('utf8').slice(0, BODY_CHARACTERS_MAX))
}

/** Text that PostgreSQL stores: without NUL and halves of surrogate pairs. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed()
}
