/** The keywords of JSON Schema that the wire uses: TypeBox schemas are plain JSON Schema, read here as such. */
export interface Json {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Json>>
  readonly required?: readonly string[]
  readonly items?: Json
  readonly anyOf?: readonly Json[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly description?: string
}

/** The texts an enum allows (`enum`, or a union of constants), or undefined when it is no enum of texts. */
export function allowedValues(schema: Json): readonly string[] | undefined {
  const values = schema.enum ?? schema.anyOf?.filter((one) => one.type !== 'null').map((one) => one.const)
  if (values === undefined || values.length === 0) return undefined
  return values.every((value) => typeof value === 'string') ? values : undefined
}

/** The schema of the value at a JSON pointer like `/rules/0/amount`. */
export function schemaAt(root: Json, pointer: string): Json {
  let schema = root
  for (const step of steps(pointer)) {
    const alternatives = [schema, ...(schema.anyOf ?? [])]
    schema =
      alternatives.map((one) => (one.type === 'array' ? one.items : one.properties?.[step])).find(Boolean) ??
      {}
  }
  return schema
}

/** `/rules/0/amount` as callers write it: `rules[0].amount`. */
export function fieldOf(pointer: string, last?: string): string {
  const path = [...steps(pointer), ...(last === undefined ? [] : [last])]
  const text = path.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')
  return text === '' ? 'The body' : text.replace(/^\./, '')
}

/** What a value must be, in words: `a text`, `true or false`, `a number or a numeric string`. */
export function describe(schema: Json): string {
  if (schema.anyOf !== undefined) {
    const types = schema.anyOf.map((one) => one.type)
    if (types.includes('number') && types.includes('string')) return 'a number or a numeric string'
    return schema.anyOf.map(describe).join(' or ')
  }
  switch (schema.type) {
    case 'string':
      return 'a text'
    case 'number':
      return 'a number'
    case 'integer':
      return 'a whole number'
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list'
    case 'object':
      return 'an object'
    case 'null':
      return 'null'
    default:
      return 'of another shape'
  }
}

function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
