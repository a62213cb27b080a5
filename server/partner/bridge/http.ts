import { setTimeout as delay } from 'node:timers/promises'
import type { PartnerConfig } from '../../kernel/config.ts'
import type { Logger } from '../../kernel/log.ts'
import { inSpan } from '../../kernel/trace.ts'
import { partnerCalls } from '../metrics.ts'
import { PartnerError } from '../partner.ts'
import { createCircuit } from './circuit.ts'
import { type Fields, Unreadable } from './read.ts'
import { refusalOf } from './refusal.ts'
import { type Answer, type BridgeRequest, type PreparedCall, prepare, reasonOf, send } from './send.ts'

/** Makes the call and reads the object of its answer. @throws PartnerError */
export type Ask = <T>(request: BridgeRequest, read: (answer: Fields) => T) => Promise<T>

export interface BridgePace {
  /** For one answer, from the first byte sent to the last one read; more for what takes long to send. */
  readonly tryMs: number
  /** The first wait before another try; then twice as long. */
  readonly waitMs: number
  /** No further try begins so long after the call. */
  readonly callMs: number
}

export const BRIDGE_PACE: BridgePace = { tryMs: 8_000, waitMs: 300, callMs: 10_000 }

const TRIES_MAX = 3
export interface BridgeHttp {
  readonly ask: Ask
  /** `ok`, `down since …`. */
  status(): string
}

/** Bridge's API over HTTP: a few tries of what may be repeated, and every way to fail as a PartnerError. */
export function createBridgeHttp(
  config: Pick<PartnerConfig, 'url' | 'apiKey'>,
  log: Logger,
  pace: BridgePace = BRIDGE_PACE,
): BridgeHttp {
  const circuit = createCircuit()

  async function once<T>(call: PreparedCall, read: (answer: Fields) => T, tries: number): Promise<T> {
    const { request, name, path, traceId } = call
    const startedAt = performance.now()
    const tell = (outcome: Outcome, status: number | null, problem?: string) => {
      const ms = Math.round(performance.now() - startedAt)
      partnerCalls.observe({ call: name, outcome }, ms / 1000)
      const line = { traceId, method: request.method, path, key: request.key, status, ms, tries }
      if (problem === undefined) log.info(line, 'partner call')
      else log.warn({ ...line, problem }, 'partner call failed')
    }
    const ask = () => send(config, call, pace.tryMs)
    const answer = await inSpan('partner.call', { 'holdfast.call': name }, ask).catch((error: unknown) => {
      const problem = reasonOf(error)
      circuit.failed(problem)
      tell('FAILED', null, problem)
      throw new PartnerError('UNAVAILABLE', `${name}: ${problem}`)
    })
    const { status, body } = answer
    if (status < 200 || status > 299 || body === null) {
      const { error, problem, outcome } = judge(call, answer)
      if (outcome === 'FAILED') circuit.failed(problem)
      else circuit.answered()
      if (status === 429 || status === 503) circuit.rest((error.details.retryAfterSeconds ?? 0) * 1000)
      tell(outcome, status, problem)
      throw error
    }
    circuit.answered()
    try {
      const value = read(body)
      tell('OK', status)
      return value
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      tell('UNREADABLE', status, error.message)
      throw new UnreadableAnswer(name, error.message, status)
    }
  }

  return {
    async ask(request, read) {
      const call = prepare(request)
      const mayRepeat = request.method === 'GET' || request.key !== undefined
      const endMs = performance.now() + pace.callMs
      let failure: PartnerError | null = null
      for (let tries = 1; ; tries += 1) {
        const heldMs = circuit.waitMs()
        if (heldMs > 0) throw failure ?? held(call.name, heldMs)
        try {
          return await once(call, read, tries)
        } catch (error) {
          if (!(error instanceof PartnerError)) throw error
          failure = error
        }
        const waitMs = pauseMs(pace, tries, failure)
        const isLast = tries === TRIES_MAX || performance.now() + waitMs > endMs
        if (isLast || !mayRepeat || !isWorthAnotherTry(failure)) throw failure
        await delay(waitMs)
      }
    },
    status: () => circuit.status(),
  }
}

type Outcome = 'OK' | 'LATER' | 'REFUSED' | 'NOT_FOUND' | 'KEY_EXPIRED' | 'UNREADABLE' | 'FAILED'

/** It came as the same answer to every try. */
class UnreadableAnswer extends PartnerError {
  constructor(call: string, problem: string, status: number) {
    super('UNAVAILABLE', `${call}: the answer cannot be read: ${problem}`, { status })
  }
}

function pauseMs({ waitMs }: BridgePace, tries: number, { details }: PartnerError): number {
  const jitter = 0.5 + Math.random()
  return (details.retryAfterSeconds ?? 0) * 1000 + waitMs * 2 ** (tries - 1) * jitter
}

function isWorthAnotherTry(error: PartnerError): boolean {
  return error.kind === 'UNAVAILABLE' && !(error instanceof UnreadableAnswer) && error.details.status !== 401
}

/** What an answer that cannot be used means. `FAILED`: the partner is not well, or does not take us at all. */
function judge(
  { request, name }: PreparedCall,
  { status, body, retryAfter }: Answer,
): { readonly error: PartnerError; readonly problem: string; readonly outcome: Outcome } {
  const isKeyed = request.key !== undefined
  const error = refusalOf(name, status, { body: body ?? {}, retryAfter, isKeyed })
  const problem = body === null ? 'no JSON' : (error.details.code ?? 'no code')
  if (error.kind !== 'UNAVAILABLE') return { error, problem, outcome: error.kind }
  const isLater = body !== null && status < 500 && status !== 401
  return { error, problem: `status ${status}, ${problem}`, outcome: isLater ? 'LATER' : 'FAILED' }
}

function held(call: string, ms: number): PartnerError {
  const retryAfterSeconds = Math.ceil(ms / 1000)
  return new PartnerError('UNAVAILABLE', `${call}: not asked, the partner rests`, { retryAfterSeconds })
}
