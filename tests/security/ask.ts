/** An answer as it came. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Of the text; undefined when it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  readonly json: any
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>

/** Calls under these credentials: `{'x-api-key': …}`, `{authorization: …}` or none. A text is sent as it is. */
export function askWith(url: string, credentials: Readonly<Record<string, string>>): Ask {
  return async (method, path, body, headers = {}) => {
    const controller = new AbortController()
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      signal: controller.signal,
      headers: { ...credentials, ...headers },
      ...(body === undefined || method === 'GET' || method === 'HEAD'
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (isStream) controller.abort() // it would not end
    const text = isStream ? '' : await response.text()
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The body of a success. @throws for anything else. */
export async function must(answer: Promise<Answer>): Promise<Answer['json']> {
  const { status, text, json } = await answer
  if (status > 299) throw new Error(`${status} ${text}`)
  return json
}
