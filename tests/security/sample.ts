import type { Schema } from './operations.ts'

/** What fields of these names hold, where the schema says text or number alone. */
export type Values = Readonly<Record<string, unknown>>

/** A body that passes for well-formed: what is required, and every field for which `values` names something. */
export function sampleBody(schema: Schema | null, values: Values): unknown {
  return schema === null ? {} : sample(schema, '', values)
}

function sample(schema: Schema, name: string, values: Values): unknown {
  if (Object.hasOwn(values, name) && schema.type !== 'object') {
    const value = values[name]
    return schema.type === 'array' && !Array.isArray(value) ? [value] : value
  }
  const [first] = schema.anyOf ?? []
  if (first !== undefined) return sample(first, name, values)
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.const !== undefined) return schema.const
  switch (schema.type) {
    case 'object': {
      const wanted = Object.entries(schema.properties ?? {}).filter(
        ([key]) => schema.required?.includes(key) || Object.hasOwn(values, key),
      )
      return Object.fromEntries(wanted.map(([key, one]) => [key, sample(one, key, values)]))
    }
    case 'array':
      return [sample(schema.items ?? {}, name, values)]
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return 1
    default:
      return 'x'
  }
}

/** Names of the fields of a body, at any depth. */
export function fieldNames(schema: Schema | null): string[] {
  if (schema === null) return []
  const inside = [...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])]
  const own = Object.entries(schema.properties ?? {})
  return [...own.map(([name]) => name), ...[...inside, ...own.map(([, one]) => one)].flatMap(fieldNames)]
}
