/** A text, or outside of texts a number: looked for in this order, so that digits inside a text are none. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/**
 * Reads JSON; numbers become the text that they were written as, because a float would round amounts of 18 decimals. The
 * `context.source` of a reviver does the same, but Node 20 and browsers of 2024 do not have it.
 */
export function parseExact(text: string): unknown {
  return JSON.parse(text.replace(TEXT_OR_NUMBER, (found) => (found.startsWith('"') ? found : `"${found}"`)))
}

/**
 * Writes JSON. A bigint becomes a number, and so does a text under one of the paths `numbers` (`rules.sweep.amount`; lists add
 * nothing to a path) when it is one: digit for digit.
 */
export function writeExact(value: unknown, numbers: ReadonlySet<string> = new Set(), path = ''): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'string' && numbers.has(path) && NUMBER.test(value)) return value
  if (Array.isArray(value)) return `[${value.map((one) => writeExact(one ?? null, numbers, path)).join(',')}]`
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => {
      const inner = path === '' ? name : `${path}.${name}`
      return `${JSON.stringify(name)}:${writeExact(member, numbers, inner)}`
    })
  return `{${members.join(',')}}`
}
