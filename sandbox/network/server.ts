import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '../../server/kernel/ids.ts'
import { type CompanyEndpoints, createCompanyEndpoints } from '../company-endpoint.ts'
import { readJson, writeJson } from '../files.ts'
import { freePort, PATIENT, portIsFree } from '../processes.ts'
import { createPostbox, type Postbox } from '../sms/postbox.ts'
import { isFields, textIn } from './fields.ts'
import { answerPlatform, createPins, type Pins } from './processor.ts'
import { isSigned, type NetworkKey, signedHeaders } from './sign.ts'

const BODY_BYTES_MAX = 262_144

/** What stands outside and is called by the platform: the card processor, the gateway of SMS and e-mails, companies' endpoints. */
export interface OutsideServer {
  readonly processorUrl: string
  readonly smsUrl: string
  readonly mailUrl: string
  readonly pins: Pins
  readonly sms: Postbox
  readonly emails: Postbox
  readonly companies: CompanyEndpoints
  stop(): Promise<void>
}

export interface OutsideOptions {
  readonly key: NetworkKey
  /** For text messages and e-mails. */
  readonly smsToken: string
  /** Keeps the port, so that the next start has the same URLs where it can. Null: any port. */
  readonly portFile: string | null
}

export async function startOutsideServer(options: OutsideOptions): Promise<OutsideServer> {
  const pins = createPins()
  const sms = createPostbox()
  const emails = createPostbox()
  const server = createServer(PATIENT)
  const port = await listen(server, options.portFile)
  const base = `http://127.0.0.1:${port}`
  const companies = createCompanyEndpoints(`${base}/companies`)
  const world = { ...options, pins, sms, emails, companies }
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(world, request, response).catch(() => response.destroy())
  })
  return {
    processorUrl: `${base}/processor`,
    smsUrl: `${base}/sms`,
    mailUrl: `${base}/mail`,
    pins,
    sms,
    emails,
    companies,
    async stop() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, portFile: string | null): Promise<number> {
  const kept = portFile === null ? null : readJson<{ port: number }>(portFile)
  const port = kept !== null && (await portIsFree(kept.port)) ? kept.port : await freePort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  if (portFile !== null) writeJson(portFile, { port: address.port })
  return address.port
}

type World = OutsideOptions & Pick<OutsideServer, 'pins' | 'sms' | 'emails' | 'companies'>

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, place, owner = ''] = (request.url ?? '').split(/[/?]/)
  const body = await readText(request)
  if (place === 'companies') return world.companies.answer(owner, response)
  const reply = replyTo(world, place, request, body)
  response.writeHead(reply.status, reply.headers ?? {}).end(reply.body)
}

/** `body` null: larger than anybody sends. */
function replyTo(
  world: World,
  place: string | undefined,
  request: IncomingMessage,
  body: string | null,
): Reply {
  if (body === null) return { status: 413 }
  switch (place) {
    case 'processor':
      return answerSigned(world, request, body)
    case 'sms':
      return takeMessage(world, request, body, world.sms)
    case 'mail':
      return takeMessage(world, request, body, world.emails)
    default:
      return { status: 404 }
  }
}

function answerSigned({ key, pins }: World, request: IncomingMessage, body: string): Reply {
  if (!isSigned(key, (name) => request.headers[name]?.toString(), body)) return { status: 401 }
  const message = parse(body)
  if (message === null) return { status: 400 }
  const text = JSON.stringify(answerPlatform(message, pins))
  return { status: 200, headers: signedHeaders(key, text), body: text }
}

/** A message is known by the sender's id: it may come again. */
function takeMessage({ smsToken }: World, request: IncomingMessage, body: string, postbox: Postbox): Reply {
  if (request.headers.authorization !== `Bearer ${smsToken}`) return { status: 401 }
  const message = parse(body) ?? {}
  const to = textIn(message, 'to')
  const text = textIn(message, 'text')
  const subject = textIn(message, 'subject')
  if (to === null || text === null) return { status: 400 }
  const id = request.headers['idempotency-key']?.toString() ?? newId()
  postbox.add({ id, to, text, ...(subject === null ? {} : { subject }) })
  return { status: 202 }
}

function parse(body: string) {
  try {
    const value: unknown = JSON.parse(body)
    return isFields(value) ? value : null
  } catch {
    return null
  }
}

/** Null: larger than anybody sends. */
async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
