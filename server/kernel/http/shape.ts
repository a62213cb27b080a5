import type { TObject } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Refusal, refuse } from '../refusal.ts'
import { malformed, readList } from './fields.ts'
import { ExactNumber } from './json-body.ts'
import type { QueryTexts } from './query.ts'
import { allowedValues, describe, fieldOf, type Json, schemaAt } from './schema.ts'

/** Checks and reads the body or the query of one route. */
export interface Shape<Input> {
  /** What the handler gets: declared fields only, enums spelled as declared, amounts exact. */
  read(input: Input): Record<string, unknown> | Refusal
}

export function bodyShape(schema: TObject): Shape<unknown> {
  const check = checker(schema)
  return {
    read(body) {
      if (!isObject(body)) return malformed('The body must be a JSON object')
      return check(adapt(schema as Json, body))
    },
  }
}

/** For routes whose handler reads the fields itself: any JSON object. */
export const anyObject: Shape<unknown> = {
  read(body) {
    if (!isObject(body)) return malformed('The body must be a JSON object')
    return adaptObject(undefined, body)
  },
}

function isObject(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && !(body instanceof ExactNumber)
}

export function queryShape(schema: TObject): Shape<QueryTexts> {
  const check = checker(schema)
  const properties = Object.entries((schema as Json).properties ?? {})
  return {
    read(texts) {
      const query: Record<string, unknown> = {}
      for (const [name, property] of properties) {
        const values = texts.get(name)
        if (values === undefined) continue
        if (property.type === 'array') query[name] = adapt(property, readList(values))
        else if (values.length > 1) return malformed(`${name} must be given once`)
        else query[name] = adapt(property, fromText(property, values[0] ?? ''))
      }
      return check(query)
    },
  }
}

function checker(schema: TObject): (value: unknown) => Record<string, unknown> | Refusal {
  const validator = Compile(schema)
  return (value) => {
    if (validator.Check(value)) return value as Record<string, unknown>
    return explain(schema as Json, validator.Errors(value))
  }
}

/** Query values are texts: a number or a boolean that the schema asks for is read from its text. */
function fromText(schema: Json, text: string): unknown {
  const trimmed = text.trim()
  if ((schema.type === 'integer' || schema.type === 'number') && /^-?\d+(\.\d+)?$/.test(trimmed))
    return Number(trimmed)
  if (schema.type === 'boolean' && /^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true'
  return text
}

/**
 * A value as its schema wants it, without judging it: unknown fields are left out, an enum's value gets the spelling of
 * the schema, a null where null is not allowed counts as absent, an exact number becomes a text where the schema takes
 * texts as well as numbers (amounts) or anything, else a number.
 */
function adapt(schema: Json, value: unknown): unknown {
  if (value instanceof ExactNumber) return takesText(schema) ? value.source : Number(value.source)
  if (typeof value === 'string') return spelled(schema, value)
  if (Array.isArray(value)) {
    const items = branch(schema, 'array')?.items ?? {}
    return value.map((item) => adapt(items, item))
  }
  if (typeof value !== 'object' || value === null) return value
  const object = branch(schema, 'object')
  // An object of any shape, which is kept as it came: its numbers stay numbers.
  if (object !== undefined && object.properties === undefined) return plain(value)
  return adaptObject(object, value)
}

function plain(value: unknown): unknown {
  if (value instanceof ExactNumber) return Number(value.source)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}

function adaptObject(schema: Json | undefined, value: object): Record<string, unknown> {
  const adapted: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    const property =
      schema?.properties === undefined
        ? {}
        : Object.hasOwn(schema.properties, name) && schema.properties[name]
    if (property === undefined || property === false) continue
    if (member === null && !takesNull(property)) continue
    adapted[name] = adapt(property, member)
  }
  return adapted
}

/** The alternative of a union that describes objects or lists. */
function branch(schema: Json, type: 'object' | 'array'): Json | undefined {
  return [schema, ...(schema.anyOf ?? [])].find((one) => one.type === type)
}

/** An empty schema takes anything. */
function takesText(schema: Json): boolean {
  if (schema.anyOf !== undefined) {
    const types = schema.anyOf.map((one) => one.type)
    return types.includes('string') && (types.includes('number') || types.includes('integer'))
  }
  return schema.type === undefined && schema.enum === undefined && schema.const === undefined
}

function takesNull(schema: Json): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some(takesNull)
  return schema.type === 'null' || (schema.type === undefined && schema.enum === undefined)
}

function spelled(schema: Json, text: string): string {
  const allowed = allowedValues(schema)
  if (allowed === undefined) return text
  const wanted = text.trim().toUpperCase()
  return allowed.find((one) => one.toUpperCase() === wanted) ?? text
}

interface ValidationError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

/** The first thing that is wrong, in words that name the field. */
function explain(schema: Json, errors: readonly ValidationError[]): Refusal {
  const [first] = errors
  if (first === undefined) return malformed('The request has a wrong shape')
  const missing = (first.params as { requiredProperties?: string[] }).requiredProperties
  if (missing !== undefined) return malformed(`${fieldOf(first.instancePath, missing[0])} is required`)
  // Of a union, the first errors are those of its alternatives: the union itself says what is allowed.
  const union = errors.find((e) => e.keyword === 'anyOf' && first.instancePath === e.instancePath)
  const failed = union ?? first
  const field = fieldOf(failed.instancePath)
  const wanted = schemaAt(schema, failed.instancePath)
  const allowed = allowedValues(wanted)
  if (allowed !== undefined) return refuse('VALUE_NOT_ALLOWED', { field, allowed: allowed.join(', ') })
  return malformed(`${field} ${requirement(failed, wanted)}`)
}

function requirement(error: ValidationError, schema: Json): string {
  const limit = (error.params as { limit?: number }).limit
  switch (error.keyword) {
    case 'minLength':
      return limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`
    case 'maxLength':
      return `must have at most ${limit} characters`
    case 'minItems':
      return `must have at least ${limit} elements`
    case 'maxItems':
      return `must have at most ${limit} elements`
    case 'minimum':
    case 'exclusiveMinimum':
      return `must be ${error.keyword === 'minimum' ? 'at least' : 'above'} ${limit}`
    case 'maximum':
    case 'exclusiveMaximum':
      return `must be ${error.keyword === 'maximum' ? 'at most' : 'below'} ${limit}`
    case 'pattern':
    case 'format':
      return 'has the wrong format'
    default:
      return `must be ${describe(schema)}`
  }
}
