import fc from 'fast-check'
import { newId } from '../../kernel/ids.ts'
import { MESSAGE_TYPES } from '../message.ts'

type Message = Record<string, unknown>
type Path = readonly string[]

const ABSURD = [null, '', ' ', -1, 0.5, 1e21, -0, 'USD', 'XXQ', [], {}, '1e9', true, '\u0000', '\ud800']

/** Bodies of every type, of which any field may be absurd: many are refused, some are taken. And some that are no messages. */
export function strangeMessages(whole: Message): fc.Arbitrary<string> {
  const absurd = fc.oneof(fc.constantFrom<unknown>(...ABSURD), fc.jsonValue({ maxDepth: 2 }))
  const change = fc.record({ path: fc.constantFrom(...pathsIn(whole)), value: absurd })
  const type = fc.constantFrom(...MESSAGE_TYPES, 'x')
  const message = fc.tuple(type, fc.array(change, { maxLength: 3 })).map(([name, changes]) => {
    const body = structuredClone({ ...whole, type: name, network_id: `f-${newId()}` })
    for (const { path, value } of changes) put(body, path, value)
    return JSON.stringify(body)
  })
  return fc.oneof(
    { weight: 9, arbitrary: message },
    { weight: 1, arbitrary: fc.oneof(fc.json(), fc.string()) },
  )
}

/** Of every field, and of every object that holds some. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  const own = path.length === 0 ? [] : [path]
  if (typeof value !== 'object' || value === null) return own
  return [...own, ...Object.entries(value).flatMap(([name, member]) => pathsIn(member, [...path, name]))]
}

function put(target: Message, [name = '', ...rest]: Path, value: unknown): void {
  const member = target[name]
  if (rest.length === 0) target[name] = value
  else if (typeof member === 'object' && member !== null) put(member as Message, rest, value)
}
