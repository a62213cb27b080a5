import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { PATIENT } from '../../sandbox/processes.ts'

/** `twice`: a second answer follows on the same connection. `late`: the answer takes a second and a half. */
export const ENDPOINT_FAULTS = ['fail', 'reset', 'hang', 'late', 'twice', 'garbage'] as const
export type EndpointFault = (typeof ENDPOINT_FAULTS)[number]

/** How a company answers the question about one purchase: named by the purchase's merchant, so that it does not depend on time. */
export const ANSWERS = ['approve', 'decline', 'late', 'hang', 'reset', 'garbage', 'twice'] as const
export type CompanyAnswer = (typeof ANSWERS)[number]

/** What a company's endpoint was told, and acknowledged. */
export interface HeardEvent {
  readonly webhookId: string
  // biome-ignore lint/suspicious/noExplicitAny: read field by field where it is checked
  readonly event: any
  /** When it was acknowledged for the first time, among all; null: never yet. */
  acknowledged: number | null
  /** How often it came, and how often it was not acknowledged. */
  times: number
  refused: number
}

/** The webhook endpoints of all companies: they keep what comes, and misbehave as they are told. */
export interface Endpoints {
  urlOf(company: number): string
  /** Signatures are checked with it from then on. */
  know(company: number, signingSecret: string): void
  heard(company: number): readonly HeardEvent[]
  set(company: number, fault: EndpointFault | null): void
  /** Everybody answers well again. */
  heal(): void
  /** Requests that were not signed as the contract says. */
  readonly forged: string[]
  stop(): Promise<void>
}

const LATE_MS = 1_500
const OK = '{"response_code":"OK"}'

interface Endpoint {
  secret: string | null
  fault: EndpointFault | null
  readonly events: Map<string, HeardEvent>
}

export async function startEndpoints(): Promise<Endpoints> {
  const all = new Map<number, Endpoint>()
  const hanging = new Set<ServerResponse>()
  const forged: string[] = []
  let acknowledgements = 0
  const endpoint = (company: number) => {
    const known = all.get(company) ?? { secret: null, fault: null, events: new Map() }
    all.set(company, known)
    return known
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const own = endpoint(Number(request.url?.slice(1)))
    const id = String(request.headers['webhook-id'])
    if (own.secret !== null && !isSigned(own.secret, request, body)) forged.push(id)
    const event = JSON.parse(body.toString())
    const heard = own.events.get(id) ?? { webhookId: id, event, acknowledged: null, times: 0, refused: 0 }
    own.events.set(id, heard)
    heard.times += 1
    const isQuestion = event.product === 'cards' && event.event_type === 'authorization'
    const behaviour = isQuestion ? String(event.data.merchant_data.id) : (own.fault ?? 'approve')
    const isWell = await behave(behaviour, response, isQuestion)
    if (!isWell) heard.refused += 1
    else if (heard.acknowledged === null) heard.acknowledged = acknowledgements++
  }

  /** @returns whether it was acknowledged. */
  async function behave(behaviour: string, response: ServerResponse, isQuestion: boolean): Promise<boolean> {
    const yes = isQuestion ? '{"response_code":"00"}' : OK
    switch (behaviour) {
      case 'fail':
        response.writeHead(500).end()
        return false
      case 'reset':
        response.socket?.resetAndDestroy()
        return false
      case 'hang':
        hanging.add(response)
        return false
      case 'garbage':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>It works!')
        return true
      case 'decline':
        return say(response, '{"response_code":"51"}')
      case 'late':
        await pause(LATE_MS)
        return say(response, yes)
      case 'twice':
        response.socket?.end(`${rawAnswer(yes)}${rawAnswer('{"response_code":"05"}')}`)
        return true
      default:
        return say(response, yes)
    }
  }

  const server = createServer(PATIENT, (request, response) => {
    take(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const release = () => {
    for (const response of hanging) response.destroy()
    hanging.clear()
  }
  return {
    urlOf: (company) => `http://127.0.0.1:${port}/${company}`,
    know(company, signingSecret) {
      endpoint(company).secret = signingSecret
    },
    heard: (company) => [...endpoint(company).events.values()],
    set(company, fault) {
      endpoint(company).fault = fault
      if (fault !== 'hang') release()
    },
    heal() {
      for (const one of all.values()) one.fault = null
      release()
    },
    forged,
    async stop() {
      release()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A request whose caller has hung up was not acknowledged, whatever is written. */
function say(response: ServerResponse, body: string): boolean {
  if (response.destroyed) return false
  response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  return true
}

function rawAnswer(body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

function isSigned(secret: string, { headers }: IncomingMessage, body: Buffer): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(signed).update(body).digest('base64')}`)
  const given = Buffer.from(String(headers['webhook-signature']))
  return given.length === expected.length && timingSafeEqual(given, expected)
}
