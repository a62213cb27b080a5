import { setTimeout as pause } from 'node:timers/promises'
import type { World } from './world.ts'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is read field by field where it is used
  readonly body: any
}

export interface Question {
  readonly apiKey: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  /** The same for every repetition: then the call is done once, however often it is asked. */
  readonly idempotencyKey?: string
  /** Which node is asked first; the next one follows when there is no answer. */
  readonly node?: number
}

/** What happened to calls on the way to their answers. */
export interface AskLog {
  calls: number
  /** Without an answer: nobody listened, or it was cut off. */
  lost: number
  /** Answered that the same call still runs, or that there is no room. */
  waited: number
  /** Answered 5xx. */
  failed: number
}

const ANSWER_MS_MAX = 45_000
const GIVE_UP_MS = 300_000
const AGAIN_MS = 250

/** Nobody has answered for minutes: something is stuck. */
export class Unanswered extends Error {}

/**
 * Asks as a careful caller does: without an answer, or with one that settles nothing (302, 429, 5xx), the same call is made again under
 * its key, at the next node. @throws Unanswered
 */
export async function ask(world: World, log: AskLog, question: Question): Promise<Answer> {
  const deadline = performance.now() + GIVE_UP_MS
  let last = ''
  log.calls += 1
  for (let tries = question.node ?? 0; performance.now() < deadline; tries += 1) {
    const { url = '' } = world.nodes[tries % world.nodes.length] ?? {}
    const answer = await askOnce(url, question).catch((error: unknown) => {
      last = String(error)
      return null
    })
    if (answer === null) log.lost += 1
    else if (answer.status === 302 || answer.status === 429) log.waited += 1
    else if (answer.status >= 500) log.failed += 1
    else return answer
    if (answer !== null) last = `${answer.status} ${JSON.stringify(answer.body)}`
    await pause(AGAIN_MS)
  }
  throw new Unanswered(`${question.method} ${question.path} under ${question.idempotencyKey}: ${last}`)
}

async function askOnce(
  url: string,
  { apiKey, method, path, body, idempotencyKey }: Question,
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      'x-api-key': apiKey,
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}
