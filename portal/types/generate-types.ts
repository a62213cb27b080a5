/** JSON Schema as the OpenAPI document has it; only what our routes use. */
interface Schema {
  readonly type?: string
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

interface Operation {
  readonly summary: string
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

/** A number of an answer stays the text that it was on the wire; a body takes both. */
type Side = 'answer' | 'sent'

const HEAD = `// Written by \`npm run portal:types\` from the routes. Do not edit.

/** A number of an answer, exactly as the wire had it: never a float. */
export type Digits = string

export interface Calls {
`

/** The types of every call, by method and path. openapi-typescript wants an older TypeScript, and makes floats of amounts. */
export function generateTypes({ paths }: Document): string {
  const calls = Object.entries(paths)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => callText(method, path, operation as Operation)),
    )
  return `${HEAD}${calls.join('')}}\n`
}

function callText(method: string, path: string, operation: Operation): string {
  const parameters = operation.parameters ?? []
  const group = (place: string): Schema => {
    const own = parameters.filter((parameter) => parameter.in === place)
    return {
      type: 'object',
      properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
      required: own.filter(({ required }) => required).map(({ name }) => name),
    }
  }
  const body = jsonOf(operation.requestBody)
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))
  const answer = jsonOf(success?.[1])
  return `  /** ${operation.summary} */
  '${method.toUpperCase()} ${path}': {
    path: ${typeText(group('path'), 'sent')}
    query: ${typeText(group('query'), 'sent')}
    body: ${body === undefined ? 'undefined' : typeText(body, 'sent')}
    answer: ${answer === undefined ? 'undefined' : typeText(answer, 'answer')}
  }
`
}

function jsonOf(content: Content | undefined): Schema | undefined {
  return content?.content?.['application/json']?.schema
}

function typeText(schema: Schema, side: Side): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum?.every((value) => typeof value === 'string'))
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf !== undefined)
    return [...new Set(schema.anyOf.flatMap((one) => alternatives(one, side)))].join(' | ')
  switch (schema.type) {
    case 'string':
      return 'string'
    case 'number':
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

/** A number that is sent is two alternatives, so that a union names none twice. */
function alternatives(schema: Schema, side: Side): string[] {
  const isNumber = schema.type === 'number' || schema.type === 'integer'
  return isNumber && side === 'sent' ? ['number', 'string'] : [typeText(schema, side)]
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
