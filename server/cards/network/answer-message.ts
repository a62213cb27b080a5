import { sql } from 'kysely'
import { inRetriedTransaction, inTransaction, type Tx } from '../../kernel/database.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import { inSpan } from '../../kernel/trace.ts'
import { ANSWER_MS_MAX } from '../authorization/answer.ts'
import type { CardMessage, NetworkAnswer, NetworkMessage, PurchaseAnswer } from '../message.ts'
import { type CardDataResult, checkCardData } from './check-card-data.ts'
import type { NetworkDeps } from './deps.ts'
import { createLookUp, type LookedUp } from './look-up.ts'
import { notProcessed, unknownCard } from './own-answers.ts'
import { findAnswer, repeatAnswer, type StoredAnswer, storeAnswer, tellAgain } from './stored-answer.ts'

/** A message as it came, beside what it says. */
export interface Arrival extends Pick<CardMessage, 'bodyHash' | 'traceId' | 'receivedAt'> {
  readonly now: Date
}

type Examined = LookedUp & { readonly data: CardDataResult | null }

/** Of the 1,600 ms that the network waits. */
const LOOK_UP_MS_MAX = 1_500

/** The JSON that a message is answered with, now and for ever; 412 for an id that another message has used. */
export function createAnswerer(deps: NetworkDeps) {
  const { db, sealer, log, authorizer } = deps
  const lookUp = createLookUp(deps.lookUpPool, sealer)

  return async (message: NetworkMessage, arrival: Arrival): Promise<string | Refusal> => {
    const found = await examineInTime(message, arrival)
    if ('response_code' in found) return JSON.stringify(found)
    const again = found.earlier && repeatAnswer(found.earlier, message.networkId, arrival.bodyHash)
    // An authorization that is being decided is handed on all the same: it joins itself.
    if (again !== null) return isRefusal(again) ? again : repeat(message, again, arrival)
    const { card, data } = found
    if (card === null || data === null) return recordUnknown(message, arrival)
    const { bodyHash, traceId, receivedAt } = arrival
    const { companyId, cardId, numberIsCurrent } = card
    const known = { message, companyId, cardId, numberIsCurrent, ...data, bodyHash, traceId, receivedAt }
    if (message.type !== 'authorization') return post(known, arrival.now)
    const answer = await inSpan('cards.authorize', { 'holdfast.card_id': cardId }, () =>
      authorizer.authorize(known),
    )
    return isRefusal(answer) ? answer : JSON.stringify(answer)
  }

  async function examine(message: NetworkMessage): Promise<Examined> {
    const found = await lookUp(message)
    const isAnswered = found.earlier !== null && found.earlier.text !== null
    const isOpen = !isAnswered && found.card !== null
    return { ...found, data: isOpen ? await checkCardData(db, sealer, message, found.card) : null }
  }

  /** An authorization that fails here is declined, where other messages are to be repeated (500): nothing was done yet. */
  async function examineInTime(
    message: NetworkMessage,
    { traceId, receivedAt, now }: Arrival,
  ): Promise<Examined | PurchaseAnswer> {
    if (message.type !== 'authorization') return examine(message)
    try {
      return await withinTime(examine(message), receivedAt + LOOK_UP_MS_MAX - performance.now())
    } catch (error) {
      log.error({ err: error, traceId }, 'an authorization could not be looked up')
      return notProcessed(message, error instanceof OutOfTime ? 'C010' : 'C020', now)
    }
  }

  /** An approval is told again only while it stands. */
  async function repeat(message: NetworkMessage, text: string, { now, traceId }: Arrival): Promise<string> {
    if (!mayBeTakenBack(message, text)) return text
    const given = await (message.type === 'authorization'
      ? authorizer.answerUnderWay(message.networkId)
      : null)
    if (given !== null && !isRefusal(given)) return JSON.stringify(given)
    try {
      return (await tellAgain(db, message.networkId)) ?? text
    } catch (error) {
      if (message.type !== 'authorization') throw error
      log.error({ err: error, traceId }, 'an answer could not be told again')
      return JSON.stringify(notProcessed(message, 'C020', now))
    }
  }

  async function recordUnknown(
    message: NetworkMessage,
    { bodyHash, now }: Arrival,
  ): Promise<string | Refusal> {
    const unknown = { bodyHash, card: null, answer: unknownCard(message, now) }
    const text = await inTransaction(db, (tx) => storeAnswer(tx, unknown, now))
    return text ?? answerOfFirst(message.networkId, bodyHash)
  }

  async function post(message: CardMessage, now: Date): Promise<string | Refusal> {
    const { networkId, type } = message.message
    const { lifecycle, threeDs } = deps
    const isChallenge = type === 'three_ds_challenge'
    const asked = isChallenge ? null : await lifecycle.prepare(message, now)
    try {
      const posted = await inRetriedTransaction(db, async (tx) => {
        await lockNetworkId(tx, networkId)
        const earlier = await findAnswer(tx, networkId)
        if (earlier !== null) {
          const again = answerAgain(earlier, networkId, message.bodyHash)
          const isOpen = !isRefusal(again) && mayBeTakenBack(message.message, again)
          return { text: isOpen ? ((await tellAgain(tx, networkId)) ?? again) : again, answer: null }
        }
        const answer: NetworkAnswer = isChallenge
          ? await threeDs.challenge(tx, message, now)
          : await lifecycle.post(tx, message, now, asked)
        const text = await storeAnswer(tx, { bodyHash: message.bodyHash, card: message, answer }, now)
        if (text === null) throw new Overtaken()
        return { text, answer }
      })
      const { text, answer } = posted
      const isLate = performance.now() - message.receivedAt > ANSWER_MS_MAX
      if (!isLate || answer === null || answer.type === 'three_ds_challenge') return text
      return JSON.stringify(await lifecycle.answerLate(message, answer))
    } catch (error) {
      if (error instanceof Overtaken) return answerOfFirst(networkId, message.bodyHash)
      throw error
    }
  }

  async function answerOfFirst(networkId: string, bodyHash: Buffer): Promise<string | Refusal> {
    const first = await findAnswer(db, networkId)
    if (first === null) throw new Error('the answer of an earlier message is missing')
    return answerAgain(first, networkId, bodyHash)
  }
}

/** Only authorizations of known cards are on record before they are answered: of other messages there is an answer. */
function answerAgain(earlier: StoredAnswer, networkId: string, bodyHash: Buffer): string | Refusal {
  const again = repeatAnswer(earlier, networkId, bodyHash)
  if (again === null) throw new Error('a message that is being decided came again as another')
  return again
}

/** An approval of ours that the network may not have heard in time: authorizations and increments (correct-record.ts). */
function mayBeTakenBack({ type }: NetworkMessage, text: string): boolean {
  return (type === 'authorization' || type === 'incremental') && JSON.parse(text).approved === true
}

class OutOfTime extends Error {}

function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new OutOfTime('the database did not answer in time'))
    // A message may have waited for longer than that in a busy process.
    const timer = setTimeout(late, Math.max(0, ms))
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** An authorization, which takes no lock on its id, came first under it: what was posted here is rolled back. */
class Overtaken extends Error {}

/** Held until the transaction ends. 64 bits: two ids that share them by chance wait for each other, no more. */
async function lockNetworkId(tx: Tx, networkId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${networkId}, 0))`.execute(tx)
}
