import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

export const BEHAVIOURS = [
  'approve',
  'decline',
  'slow',
  'drip',
  'reset',
  'silent',
  'garbage',
  'redirect',
] as const
export type Behaviour = (typeof BEHAVIOURS)[number]

export interface Script {
  readonly behaviour: Behaviour
  /** What `decline` answers. */
  readonly responseCode: string
  /** What `slow` waits, ms. */
  readonly delayMs: number
}

/** Companies' webhook endpoints, well behaved or not. One per company; it approves until it is told otherwise. */
export interface CompanyEndpoints {
  /** @returns the URL to point the company's webhook to; always the same. */
  script(companyId: string, script: Script): string
  answer(companyId: string, response: ServerResponse): void | Promise<void>
}

/** Slower than a company may be, byte by byte. */
const DRIP_MS = 200
/** Longer than any webhook is waited for. */
const SILENT_MS = 60_000
const COMPANIES_MAX = 1_000
const APPROVES: Script = { behaviour: 'approve', responseCode: '00', delayMs: 0 }

export function createCompanyEndpoints(base: string): CompanyEndpoints {
  const scripts = new Map<string, Script>()
  return {
    script(companyId, script) {
      const [oldest] = scripts.keys()
      if (scripts.size >= COMPANIES_MAX && oldest !== undefined) scripts.delete(oldest)
      scripts.set(companyId, script)
      return `${base}/${companyId}`
    },
    answer: (companyId, response) => play(scripts.get(companyId) ?? APPROVES, response),
  }
}

async function play({ behaviour, responseCode, delayMs }: Script, response: ServerResponse): Promise<void> {
  switch (behaviour) {
    case 'approve':
      return say(response, '00')
    case 'decline':
      return say(response, responseCode)
    case 'slow':
      await pause(delayMs, response)
      return say(response, '00')
    case 'drip':
      return drip(response)
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'silent':
      await pause(SILENT_MS, response)
      response.destroy()
      return
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>It works!')
      return
    case 'redirect':
      response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end()
      return
  }
}

function say(response: ServerResponse, code: string): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ response_code: code }))
}

async function drip(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' })
  for (const byte of Buffer.from('{"response_code":"00"}')) {
    if (response.destroyed) return
    response.write(Buffer.of(byte))
    await pause(DRIP_MS, response)
  }
  response.end()
}

/** Ends early when the caller has hung up. */
async function pause(ms: number, response: ServerResponse): Promise<void> {
  const hungUp = new AbortController()
  const abort = () => hungUp.abort()
  response.once('close', abort)
  if (!response.destroyed) await delay(ms, undefined, { signal: hungUp.signal }).catch(() => {})
  response.off('close', abort)
}
