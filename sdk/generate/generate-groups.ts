import {
  answerOf,
  bodyOf,
  type NamedCall,
  type Operation,
  parametersOf,
  type Schema,
} from './generate-types.ts'
import { ALIASES, GROUPS } from './names.ts'

/** By group, the text of the module that holds its functions. @throws when names and calls do not fit together. */
export function generateGroups(calls: readonly NamedCall[]): Map<string, string> {
  const operations = new Map(calls.map(({ name, operation }) => [name, operation]))
  assertAllNamed(operations)
  return new Map(
    Object.entries(GROUPS).map(([group, { about, calls: named }]) => {
      const functions = Object.entries(named).map(([name, call]) =>
        functionText(name, call, operations.get(call)),
      )
      return [group, `${headText(about, functions)}${functions.map((text) => `\n${text}`).join('')}`]
    }),
  )
}

function assertAllNamed(operations: ReadonlyMap<string, Operation>): void {
  const named = [...Object.values(GROUPS).flatMap(({ calls }) => Object.values(calls)), ...ALIASES]
  const nameless = [...operations.keys()].filter((call) => !named.includes(call))
  const gone = named.filter((call) => !operations.has(call))
  if (nameless.length + gone.length > 0)
    throw new Error(
      `sdk/generate/names.ts: without a name: ${nameless.join(', ') || 'none'}; not there any more: ${gone.join(', ') || 'none'}`,
    )
}

function headText(about: string, functions: readonly string[]): string {
  const pages = functions.some((text) => text.includes('eachOf('))
  return `// Written by \`npm run types\` from the routes. Do not edit.

/** ${about} */

import type { Answer, CallOptions, Client, Input } from '../client.ts'
${pages ? "import { eachOf, type Item } from '../pages.ts'\n" : ''}`
}

function functionText(name: string, call: string, operation: Operation | undefined): string {
  if (operation === undefined) return ''
  assertFlat(call, operation)
  const isBare = requiredOf(call, operation).length === 0
  const input = `input: Input<'${call}'>${isBare ? ' = {}' : ''}`
  const numbers = numberPaths(bodyOf(operation) ?? {})
  const options =
    numbers.length === 0 ? 'options' : `{ ...options, numbers: ${JSON.stringify([...new Set(numbers)])} }`
  const text = `/**
 * ${operation.summary}
 *
 * \`${call}\`. ${operation.description}
 */
export function ${name}(client: Client, ${input}, options?: CallOptions): Promise<Answer<'${call}'>> {
  return client.call('${call}', input, ${options})
}
`
  return isPaged(operation) ? `${text}\n${eachText(name, call, input)}` : text
}

function eachText(name: string, call: string, input: string): string {
  const all = name === 'list' ? 'all' : `all${name[0]?.toUpperCase()}${name.slice(1)}`
  return `/** Everything that \`${name}\` has, page by page: \`for await (const one of ${all}(…))\`. */
export function ${all}(
  client: Client,
  ${input},
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'${call}'>>, void, undefined> {
  return eachOf((cursor) => client.call('${call}', { size: 100, ...input, ...cursor }, options))
}
`
}

/** One flat object is taken apart by names alone: composeRequest puts all that is not in the path into the query or the body. */
function assertFlat(call: string, operation: Operation): void {
  const names = [
    parametersOf(operation, 'path'),
    parametersOf(operation, 'query'),
    bodyOf(operation) ?? {},
  ].map(({ properties = {} }) => Object.keys(properties))
  const [, query = [], body = []] = names
  const isGet = call.startsWith('GET ')
  const flat = names.flat()
  if (new Set(flat).size < flat.length || (isGet ? body : query).length > 0)
    throw new Error(`${call} cannot be given as one flat object`)
}

function requiredOf(call: string, operation: Operation): readonly string[] {
  const inPath = [...call.matchAll(/\{(\w+)\}/g)].map(([, key = '']) => key)
  return [
    ...inPath,
    ...(parametersOf(operation, 'query').required ?? []),
    ...(bodyOf(operation)?.required ?? []),
  ]
}

function isPaged(operation: Operation): boolean {
  const { properties = {} } = answerOf(operation) ?? {}
  return 'next_page' in properties || 'paging_state_token' in properties
}

/** Where a body has numbers: `rules.sweep.amount`; lists add nothing to a path. */
function numberPaths(schema: Schema, path = ''): string[] {
  if (schema.type === 'number' || schema.type === 'integer') return [path]
  const inside = [...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])]
  return [
    ...inside.flatMap((one) => numberPaths(one, path)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      numberPaths(property, path === '' ? name : `${path}.${name}`),
    ),
  ]
}
