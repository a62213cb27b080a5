import type { Socket } from 'node:net'
import { newTraceId } from '../ids.ts'
import type { Logger } from '../log.ts'
import { refusalAnswer } from './answer.ts'
import { malformed } from './fields.ts'

/**
 * Answers what Node's parser could not read as HTTP (broken request line, headers beyond 16 KiB, a request that did not
 * arrive in time) in the contract's shape, and ends the connection: where the next request begins is not known.
 */
export function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  headers: Readonly<Record<string, string>>,
  log: Logger,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { body, traceId } = refusalAnswer(malformed(reasonOf(error.code)), newTraceId())
  log.info({ traceId, reason: error.code }, 'request that is no HTTP')
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Trace-Id: ${traceId}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

function reasonOf(code: string | undefined): string {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'The headers are too large'
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'The request did not arrive in time'
    default:
      return 'The request is not HTTP'
  }
}
