import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TronChainConfig } from '../../kernel/config.ts'
import { NodeAnswerError, NodeUnavailable } from '../node-errors.ts'
import { readExactJson } from './json.ts'

/** The node cannot be reached, or its provider turns us away. */
export class NodeSilent extends NodeUnavailable {}

/** One full node. Every answer is checked by who asks. */
export interface TronNode {
  /** The host alone: paths and queries of URLs hold keys. */
  readonly name: string
  /**
   * `call`: `wallet/getblock`. Whole numbers of the answer are bigint.
   * @throws NodeUnavailable when the node cannot be asked or says that it failed.
   */
  ask(call: string, body: Readonly<Record<string, unknown>>): Promise<unknown>
}

const TIMEOUT_MS = 10_000
/** Beyond any block; a node that sends for ever must not fill the memory. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024

const Failure = Compile(
  Type.Object({
    Error: Type.Optional(Type.String()),
    code: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
  }),
)

export function connectTronNode(
  url: string,
  { apiKey }: Pick<TronChainConfig, 'apiKey'>,
  { timeoutMs = TIMEOUT_MS } = {},
): TronNode {
  const { host } = new URL(url)
  const base = url.replace(/\/+$/, '')
  const headers = {
    'content-type': 'application/json',
    ...(apiKey === null ? {} : { 'tron-pro-api-key': apiKey.reveal() }),
  }
  return {
    name: host,
    async ask(call, body) {
      const signal = AbortSignal.timeout(timeoutMs)
      // Addresses as hex: nodes answer them as they are asked.
      const asked = JSON.stringify({ ...body, visible: false })
      try {
        const response = await fetch(`${base}/${call}`, { method: 'POST', headers, body: asked, signal })
        const answer = await readBody(response)
        if (!response.ok) throw new NodeSilent(`${call}: status ${response.status}`)
        return demandNoFailure(call, readExactJson(answer))
      } catch (error) {
        if (error instanceof NodeUnavailable) throw error
        // Not the cause itself: its text may hold the URL, and that a key.
        throw new NodeSilent(`${call}: ${host} cannot be reached (${reasonOf(error)})`)
      }
    },
  }
}

async function readBody(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > ANSWER_BYTES_MAX) throw new NodeAnswerError('the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** `{Error: text}` is how nodes say that a call failed, with status 200. */
function demandNoFailure(call: string, answer: unknown): unknown {
  if (Failure.Check(answer) && answer.Error !== undefined)
    throw new NodeUnavailable(`${call}: ${answer.Error.slice(0, 200)}`)
  return answer
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return error.name
}

/** Checks the shape of an answer to `call`. `{}` is how nodes say that there is none: null, where `orNone`. */
export function shape<S extends TSchema>(call: string, schema: S): (answer: unknown) => Static<S> {
  const validator = Compile(schema)
  return (answer) => {
    if (validator.Check(answer)) return answer as Static<S>
    throw new NodeAnswerError(
      `${call}: the node's answer is ${isNone(answer) ? 'empty' : 'of another shape'}`,
    )
  }
}

/** `{}`: how nodes say that there is no such thing. */
export function isNone(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false
  return Object.keys(answer).length === 0
}

/** Messages of nodes are text as hex, mostly. Bounded: they end in last_error. */
export function messageOf(message: string | undefined): string {
  if (message === undefined) return ''
  const isHex = /^([0-9a-fA-F]{2})+$/.test(message)
  const text = isHex ? Buffer.from(message, 'hex').toString() : message
  return text.toWellFormed().replace(/\p{C}/gu, '').slice(0, 200)
}

export const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' })
export const Bytes = Type.String({ pattern: '^([0-9a-fA-F]{2})*$' })
export const HexAddress = Type.String({ pattern: '^41[0-9a-fA-F]{40}$' })
/** Unsigned, as bigint; nodes leave a zero out. */
export const Amount = Type.Optional(Type.BigInt({ minimum: 0n }))
