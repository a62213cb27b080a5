/** JSON Schema as the OpenAPI document has it; only what our routes use. */
export interface Schema {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly additionalProperties?: boolean | Schema
  readonly patternProperties?: Readonly<Record<string, Schema>>
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}

export interface Operation {
  readonly summary: string
  readonly description: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content>>
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
}

export interface NamedCall {
  /** `GET /virtual-wallets/{walletId}` */
  readonly name: string
  readonly operation: Operation
}

/** Sorted by path. */
export function callsOf({ paths }: Document): NamedCall[] {
  return Object.entries(paths)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        operation: operation as Operation,
      })),
    )
}

/** A number of an answer stays the text that it was on the wire. */
type Side = 'answer' | 'sent'

/**
 * The types of these calls, by method and path. openapi-typescript wants an older TypeScript, and makes floats of amounts.
 * @param head defines what they are made of: Digits, Amount, Bytes, Text
 */
export function generateTypes(calls: readonly NamedCall[], head: string): string {
  return `${head}\nexport interface Calls {\n${calls.map(callText).join('')}}\n`
}

function callText({ name, operation }: NamedCall): string {
  const body = bodyOf(operation)
  return `  /** ${operation.summary} */
  '${name}': {
    path: ${typeText(parametersOf(operation, 'path'), 'sent')}
    query: ${typeText(parametersOf(operation, 'query'), 'sent')}
    body: ${body === undefined ? 'undefined' : typeText(body, 'sent')}
    answer: ${answerText(operation)}
  }
`
}

export function parametersOf({ parameters = [] }: Operation, place: 'path' | 'query'): Schema {
  const own = parameters.filter((parameter) => parameter.in === place)
  return {
    type: 'object',
    properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
    required: own.filter(({ required }) => required).map(({ name }) => name),
  }
}

export function bodyOf({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content?.['application/json']?.schema
}

/** Of a success in JSON. */
export function answerOf({ responses }: Operation): Schema | undefined {
  return successOf(responses)['application/json']?.schema
}

function successOf(responses: Operation['responses']): Readonly<Record<string, { readonly schema: Schema }>> {
  return Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content ?? {}
}

function answerText(operation: Operation): string {
  const answer = answerOf(operation)
  if (answer !== undefined) return typeText(answer, 'answer')
  const [type] = Object.keys(successOf(operation.responses))
  if (type === undefined) return 'undefined'
  return type.startsWith('text/') ? 'Text' : 'Bytes'
}

function typeText(schema: Schema, side: Side): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum?.every((value) => typeof value === 'string'))
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf !== undefined) return unionText(schema.anyOf, side)
  switch (schema.type) {
    case 'string':
      return 'string'
    case 'number':
      return side === 'answer' ? 'Digits' : 'Amount'
    case 'integer':
      return side === 'answer' ? 'Digits' : 'number | string'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `readonly (${typeText(schema.items ?? {}, side)})[]`
    case 'object':
      return objectText(schema, side)
    default:
      return 'unknown'
  }
}

/** Names none twice, and what is sent as a number may be sent as text. */
function unionText(anyOf: readonly Schema[], side: Side): string {
  const texts = new Set(
    anyOf.flatMap((one) =>
      one.type === 'integer' && side === 'sent' ? ['number', 'string'] : [typeText(one, side)],
    ),
  )
  if (texts.has('Amount')) texts.delete('string')
  return [...texts].join(' | ')
}

function objectText(
  { properties, required = [], patternProperties, additionalProperties }: Schema,
  side: Side,
): string {
  if (properties === undefined) {
    const values = Object.values(patternProperties ?? {})[0] ?? additionalProperties
    return `Readonly<Record<string, ${typeof values === 'object' ? typeText(values, side) : 'unknown'}>>`
  }
  const fields = Object.entries(properties).map(([name, field]) => {
    const isOptional = side === 'sent' && !required.includes(name)
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name)
    return `${key}${isOptional ? '?' : ''}: ${typeText(field, side)}${isOptional ? ' | undefined' : ''}`
  })
  return `{ ${fields.join('; ')} }`
}
