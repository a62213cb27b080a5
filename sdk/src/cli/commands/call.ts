import type { CallOptions } from '../../client.ts'
import { parseExact } from '../../exact-json.ts'
import { command } from '../command.ts'
import { UsageError } from '../failure.ts'

/** What is typed has no type. */
type AnyCall = (name: string, input: object, options: CallOptions) => Promise<unknown>

export const callCommand = command({
  name: 'call',
  summary: 'Make any call of the API reference',
  about: `  holdfast call GET '/virtual-wallets/list' --data '{"blockchain":"POLYGON"}'
  holdfast call POST /virtual-wallets/create --data '{"alias":"A","blockchain":"POLYGON"}'
Numbers are sent digit for digit.`,
  args: ['method', 'path'],
  options: {
    data: { type: 'string', value: 'JSON', about: 'the query of a GET, the body of everything else' },
    'idempotency-key': {
      type: 'string',
      value: 'KEY',
      about: 'yours, to repeat a write without a second effect',
    },
  },
  async run({ client, args: [method, path], options: { data = '{}', 'idempotency-key': idempotencyKey } }) {
    if (!/^(GET|POST|PUT|PATCH|DELETE)$/i.test(method)) throw new UsageError(`${method} is no method`, 'call')
    if (!path.startsWith('/')) throw new UsageError('The path begins with /', 'call')
    const { input, numbers } = readData(data)
    const options = { numbers, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) }
    const { call } = client() as { readonly call: AnyCall }
    return { data: await call(`${method.toUpperCase()} ${path}`, input, options) }
  },
})

function readData(text: string): { readonly input: object; readonly numbers: readonly string[] } {
  try {
    const input = parseExact(text)
    if (typeof input === 'object' && input !== null && !Array.isArray(input))
      return { input, numbers: numberPaths(JSON.parse(text)) }
  } catch {
    // said below
  }
  throw new UsageError('--data must be a JSON object', 'call')
}

function numberPaths(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return [path]
  if (Array.isArray(value)) return value.flatMap((one) => numberPaths(one, path))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) =>
    numberPaths(one, path === '' ? name : `${path}.${name}`),
  )
}
