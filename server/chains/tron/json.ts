import { ExactNumber, parseBody } from '../../kernel/http/json-body.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { NodeAnswerError } from '../node-errors.ts'

/**
 * A node's answer with every whole number as bigint: sums of sun exceed what a float holds exactly. What is no whole number stays
 * as it is and fits no shape.
 * @throws NodeAnswerError when it is not JSON.
 */
export function readExactJson(bytes: Buffer): unknown {
  // Nothing is no `{}`, with which a node says that there is no such thing.
  const body = bytes.toString().trim() === '' ? null : parseBody(bytes)
  if (body === null || isRefusal(body)) throw new NodeAnswerError('the node does not answer JSON')
  return exact(body)
}

function exact(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (value instanceof ExactNumber) return /^-?\d+$/.test(value.source) ? BigInt(value.source) : value
  if (Array.isArray(value)) return value.map(exact)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, exact(member)]))
}
