import { expect } from 'vitest'
import type { CompanyApi } from './company-api.ts'
import { codeNow, freshCodes, PASSWORD, type Person } from './people.ts'

export interface PageReply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  readonly body: any
}

/** What a browser does for the portal's page: keeps its cookie, and sends it with the page's header. */
export interface Page {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<PageReply>
  /** The same, answered as it comes. */
  open(path: string, headers?: Record<string, string>, signal?: AbortSignal): Promise<Response>
  /** As it would be sent; null: none, or it was taken away. */
  cookie(): string | null
}

export function openPage(url: string): Page {
  let cookie: string | null = null
  const send = async (path: string, init: RequestInit) => {
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: {
        'x-holdfast-portal': '1',
        'sec-fetch-site': 'same-origin',
        'user-agent': 'Browser of the tests',
        ...(cookie === null ? {} : { cookie }),
        ...init.headers,
      },
    })
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      cookie = /Max-Age=0;/.test(set) ? null : pair
    }
    return response
  }
  return {
    cookie: () => cookie,
    open: (path, headers = {}, signal) =>
      send(path, { headers, ...(signal === undefined ? {} : { signal }) }),
    async call(method, path, body, headers = {}) {
      const response = await send(path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? null : isJson ? JSON.parse(text) : text,
      }
    },
  }
}

/** A page where this person has signed in. */
export async function signedInPage(api: CompanyApi, person: Person): Promise<Page> {
  await freshCodes(api, person)
  const page = openPage(api.apiUrl)
  const { email, secret } = person
  const { status } = await page.call('POST', '/portal/api/sign-in', {
    email,
    password: PASSWORD,
    code: codeNow(secret),
  })
  expect(status).toBe(200)
  return page
}

export interface PageEvent {
  readonly id: string
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: what is told is what its test asserts
  readonly data: any
}

/** What a page hears of `/portal/api/events`, one after the other. Close it. */
export interface PageEvents {
  readonly status: number
  readonly headers: Headers
  /** Null: the stream has ended. */
  next(): Promise<PageEvent | null>
  close(): void
}

export async function listenOn(page: Page, query = ''): Promise<PageEvents> {
  const aborted = new AbortController()
  const response = await page.open(`/portal/api/events${query}`, {}, aborted.signal)
  const events = readEvents(response)
  return {
    status: response.status,
    headers: response.headers,
    next: async () => (await events.next()).value ?? null,
    close: () => aborted.abort(),
  }
}

async function* readEvents({ body }: Response): AsyncGenerator<PageEvent, null> {
  if (body === null) return null
  let text = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(text.slice(0, end).split('\n').map(readField))
      text = text.slice(end + 2)
      const data = fields.get('data')
      if (data !== undefined)
        yield { id: fields.get('id') ?? '', event: fields.get('event') ?? '', data: JSON.parse(data) }
    }
  }
  return null
}

function readField(line: string): [string, string] {
  const [name = '', ...value] = line.split(': ')
  return [name, value.join(': ')]
}
