export interface Reply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  readonly body: any
}

/** One HTTP call with a key. */
export async function call(
  url: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return send(`${url}${path}`, {
    method,
    headers: { 'x-api-key': key, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/**
 * Does what a printed curl command would: a fresh machine need not have curl. `$(… sed 's/.*"name":"…/')` takes the field
 * `name` of `printed`, as the shell would from what an earlier command printed.
 */
export function runCurl(command: string, printed: Readonly<Record<string, unknown>>): Promise<Reply> {
  const filled = command.replaceAll(
    /\$\(echo "\$(?:WALLET|CARD)" \| sed 's\/\.\*"(\w+)":[^']*'\)/g,
    (_all, name) => String(printed[name]),
  )
  const [, method = ''] = /-X (\w+)/.exec(filled) ?? []
  const [, key = ''] = /-H 'x-api-key: ([^']+)'/.exec(filled) ?? []
  const [, url = ''] = /(http:\/\/\S+)/.exec(filled) ?? []
  const [, single, double = ''] = /-d (?:'([^']*)'|"((?:[^"\\]|\\.)*)")/.exec(filled) ?? []
  return send(url, { method, headers: { 'x-api-key': key }, body: single ?? double.replaceAll('\\"', '"') })
}

async function send(url: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}
