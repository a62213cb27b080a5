import type { TSchema } from 'typebox'
import { type ErrorEntry, type ErrorName, errors } from '../errors.ts'
import { operationOf } from './operation.ts'
import type { Route } from './route.ts'
import type { Json } from './schema.ts'

/** An OpenAPI 3.1 document; its parts are JSON of that standard. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
  readonly [part: string]: unknown
}

/** Every call can end so (contract, point 8 of its reading rules). */
const EVERYWHERE: readonly ErrorName[] = ['MALFORMED', 'RATE_LIMITED', 'AT_CAPACITY', 'UNEXPECTED']
const WITH_KEY: readonly ErrorName[] = ['KEY_MISSING', 'KEY_INVALID', 'KEY_ADDRESS', 'SESSION_INVALID']
const WITH_IDEMPOTENCY: readonly ErrorName[] = ['STILL_RUNNING', 'IDEMPOTENCY_MISMATCH']

/** The document of these routes. TypeBox schemas are JSON Schema, which OpenAPI 3.1 takes as it is. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const calls = paths[route.path] ?? {}
    calls[route.method.toLowerCase()] = operation(route)
    paths[route.path] = calls
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      version: '0.1.0',
      description:
        'Amounts are JSON numbers or numeric strings, read and written exactly. Errors carry `code`, `message`, `next_step` and `trace_id`. Guides and recipes: [/docs](/docs).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The key of a company' },
        operatorKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: "The operator's key" },
        session: {
          type: 'http',
          scheme: 'bearer',
          description: 'The session of a person: `hfs_…`, of POST /portal/api/sign-in',
        },
        ...NETWORK_SCHEMES,
      },
      schemas: { Error: ERROR_SCHEMA },
    },
  }
}

/** A message of the card network has all three; so has its answer. */
const NETWORK_SCHEMES = {
  networkKeyId: signatureHeader('X-Network-Key-Id', 'Which shared secret signs'),
  networkTimestamp: signatureHeader(
    'X-Network-Timestamp',
    'Wall-clock epoch milliseconds, at most 5 minutes off',
  ),
  networkSignature: signatureHeader(
    'X-Network-Signature',
    '`v1=` and the hex HMAC-SHA256 of `{timestamp}.{raw body}` under the secret',
  ),
}

function signatureHeader(name: string, description: string): object {
  return { type: 'apiKey', in: 'header', name, description }
}

const ERROR_SCHEMA = {
  type: 'object',
  required: ['code', 'message', 'next_step', 'trace_id'],
  properties: {
    code: { type: 'string', description: 'What to branch on' },
    error_code: { type: 'string', description: 'The same as code; with 429 only' },
    message: { type: 'string', description: 'For people' },
    next_step: { type: 'string', description: 'What the caller can do' },
    trace_id: { type: 'string', description: 'The same as the header X-Trace-Id' },
  },
}

function operation(route: Route): object {
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: levelText(route),
    tags: [route.tag],
    security: security(route),
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.body) }),
    responses: responses(route),
  }
}

/** `post_virtual_wallets_walletId_withdraw`: follows from method and path, so it stays when the code moves. */
function operationId(route: Route): string {
  const words = route.path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return [route.method.toLowerCase(), ...words].join('_')
}

function levelText({ access, ...route }: Route): string {
  if ('open' in access)
    return access.networkSigned === true
      ? 'Signed by the card network; the answer is signed alike.'
      : 'Open: no key.'
  if ('operator' in access) return "The operator's key."
  if ('anyKey' in access) return 'Level 1 of the operation that the result belongs to.'
  if ('person' in access) {
    const level = access.level === undefined ? '' : `, with level ${access.level}`
    return `A person who has signed in${level}; never a key.`
  }
  const text = `Level ${access.level} of ${operationOf({ ...route, access } as Route)}`
  if (access.alsoOpenTo === undefined) return `${text}.`
  return `${text}, or level ${access.alsoOpenTo.level} of ${access.alsoOpenTo.operation}.`
}

function security({ access }: Route): object[] {
  if ('open' in access)
    return access.networkSigned === true
      ? [Object.fromEntries(Object.keys(NETWORK_SCHEMES).map((name) => [name, []]))]
      : []
  if ('operator' in access) return [{ operatorKey: [] }]
  return 'person' in access ? [{ session: [] }] : [{ apiKey: [] }, { session: [] }]
}

function pathParameters(route: Route): object[] {
  return [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters(route: Route): object[] {
  const schema = (route.query ?? {}) as Json
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
    ...(property.description === undefined ? {} : { description: property.description }),
  }))
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key and body within 24 hours give the first answer again, and no second effect',
  schema: { type: 'string', maxLength: 255 },
}

const API_VERSION = {
  name: 'X-API-Version',
  in: 'header',
  required: false,
  description: '`2`: the answer has the second shape',
  schema: { type: 'string', enum: ['1', '2'], default: '1' },
}

function headerParameters(route: Route): object[] {
  return [
    ...('read' in route || 'open' in route.access ? [] : [IDEMPOTENCY_KEY]),
    ...(route.versioned === true ? [API_VERSION] : []),
  ]
}

function requestBody(schema: TSchema): object {
  const required = ((schema as Json).required ?? []).length > 0
  return { required, content: { 'application/json': { schema } } }
}

function responses(route: Route): Record<string, object> {
  const status = route.status ?? 200
  const success =
    status === 204 || isEmpty(route.answer)
      ? { description: 'Done; no bytes' }
      : {
          description: 'Success',
          content: { [route.answerType ?? 'application/json']: { schema: route.answer } },
        }
  const refusals = new Map<number, ErrorEntry[]>()
  for (const name of refusalsOf(route)) {
    const entry: ErrorEntry = errors[name]
    refusals.set(entry.status, [...(refusals.get(entry.status) ?? []), entry])
  }
  const answers: Record<string, object> = { [status]: success }
  for (const [code, entries] of [...refusals].sort(([a], [b]) => a - b)) answers[code] = refusal(entries)
  return answers
}

function refusalsOf(route: Route): Set<ErrorName> {
  const { access } = route
  return new Set([
    ...EVERYWHERE,
    ...('respond' in route ? [] : (['PORTAL_ORIGIN'] as const)),
    ...('open' in access ? [] : WITH_KEY),
    ...('level' in access ? (['KEY_LEVEL'] as const) : []),
    ...('operator' in access ? (['OPERATOR_ONLY'] as const) : []),
    ...('person' in access ? (['PERSON_NEEDED'] as const) : []),
    ...('read' in route || 'open' in access ? [] : WITH_IDEMPOTENCY),
    ...(route.refusals ?? []),
  ])
}

function refusal(entries: readonly ErrorEntry[]): object {
  const lines = entries.map((entry) => `- \`${entry.code}\` ${entry.message} — ${entry.next}`)
  return {
    description: lines.join('\n'),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  }
}

/** An answer without bytes is declared as Void, Null or Undefined. */
function isEmpty(schema: TSchema): boolean {
  return ['void', 'null', 'undefined'].includes((schema as Json).type ?? '')
}
