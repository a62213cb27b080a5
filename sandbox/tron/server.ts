import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jsonNumber } from '../../server/kernel/money.ts'
import { PATIENT } from '../processes.ts'
import { accountCalls } from './api/accounts.ts'
import { blockCalls } from './api/blocks.ts'
import { buildCalls } from './api/build.ts'
import { contractCalls } from './api/contracts.ts'
import type { Json } from './api/format.ts'
import { networkCalls } from './api/network.ts'
import { BadQuestion, type Calls, Question } from './api/question.ts'
import { transactionCalls } from './api/transactions.ts'
import type { Chain } from './chain.ts'
import { Refused } from './refused.ts'

const BODY_BYTES_MAX = 4 * 1024 * 1024
const CALLS: Calls = {
  ...accountCalls,
  ...blockCalls,
  ...buildCalls,
  ...contractCalls,
  ...networkCalls,
  ...transactionCalls,
}
/** Of the solid view: what asks, and changes nothing. */
const SOLID_CALLS = /^(get|trigger(constant)|estimate|validate)/

export interface TronServerOptions {
  readonly port: number
  readonly chain: Chain
  /** Lets one piece of work with the chain run at a time. */
  readonly alone: <T>(work: () => Promise<T> | T) => Promise<T>
  /** Our own calls (`/control/…`). */
  readonly control: Readonly<Record<string, (fields: Json) => Promise<Json>>>
}

/** The HTTP API of a full node and of a solidity node, on the loopback interface. @returns it, listening. */
export async function serveTron(
  options: TronServerOptions,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(PATIENT, (request, response) => {
    answer(options, request).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => send(response, 500, { Error: String(error) }),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  return { server, port: (server.address() as AddressInfo).port }
}

function send(response: ServerResponse, status: number, body: string | Json): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

async function answer(options: TronServerOptions, request: IncomingMessage) {
  const url = new URL(request.url ?? '/', 'http://node')
  const [, room = '', name = ''] = url.pathname.split('/')
  const fields = { ...Object.fromEntries(url.searchParams), ...(await readBody(request)) }
  try {
    if (room === 'control' && Object.hasOwn(options.control, name))
      return { status: 200, body: write((await options.control[name]?.(fields)) ?? {}, false) }
    const solid = room === 'walletsolidity'
    const call = Object.hasOwn(CALLS, name) && (!solid || SOLID_CALLS.test(name)) ? CALLS[name] : undefined
    if (call === undefined || (!solid && room !== 'wallet')) return { status: 404, body: {} }
    const question = new Question(options.chain, fields, solid)
    const answered = await options.alone(() => call(question))
    return { status: 200, body: write(answered, fields.int64_as_string === 'true') }
  } catch (error) {
    if (error instanceof BadQuestion || error instanceof Refused)
      return { status: 200, body: { Error: error.message } }
    throw error
  }
}

/** Integers that no float holds are written exactly; int64 as text when the caller asks for it. */
function write(body: unknown, int64AsText: boolean): string {
  return JSON.stringify(body, (_, value: unknown) => {
    if (typeof value !== 'bigint') return value
    return int64AsText ? value.toString() : jsonNumber(value.toString())
  })
}

async function readBody(request: IncomingMessage): Promise<Json> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > BODY_BYTES_MAX) throw new Error('body size is too big')
    parts.push(part)
  }
  const text = Buffer.concat(parts).toString()
  if (text.trim() === '') return {}
  const body: unknown = parse(text)
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {}
}

/** Integers that a float would change become bigint. */
function parse(text: string): unknown {
  const revive = (_: string, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
      ? BigInt(source ?? '')
      : value
  try {
    return JSON.parse(text, revive)
  } catch {
    return {}
  }
}
