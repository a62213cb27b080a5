import { isRefusal, type Refusal } from '../../server/kernel/refusal.ts'
import type { Draft } from './compose.ts'
import { type Fields, textIn } from './fields.ts'
import { completeMessage, type NetworkSimulator } from './simulator.ts'

/** Sends a drafted message, and for a challenge plays the cardholder too. @returns the network answer. */
export function deliverMessage(
  simulator: NetworkSimulator,
  draft: Draft,
  given: Fields,
): Promise<Fields | Refusal> {
  const message = messageOf(simulator, draft, given)
  return message.type === 'three_ds_challenge'
    ? deliverChallenge(simulator, draft, message)
    : simulator.send(draft.cardId, message)
}

/** The message as it is sent: what was drafted, over it what the caller gave. */
export function messageOf(simulator: NetworkSimulator, draft: Draft, given: Fields): Fields {
  const message = completeMessage(draft.message, given)
  if (message.type !== 'three_ds_challenge' || message.action === 'create') return message
  const challengeId = textIn(message, 'challenge_id') ?? simulator.cardholders.newestChallenge(draft.cardId)
  const otp = textIn(message, 'otp') ?? simulator.cardholders.code(challengeId ?? '')
  return { ...message, challenge_id: challengeId, ...(message.action === 'verify' ? { otp } : {}) }
}

async function deliverChallenge(
  simulator: NetworkSimulator,
  { cardId, phone }: Draft,
  message: Fields,
): Promise<Fields | Refusal> {
  const readCode = simulator.cardholders.expectCode(phone)
  const answer = await simulator.send(cardId, message)
  if (isRefusal(answer)) return answer
  const challengeId = textIn(answer, 'challenge_id')
  if (challengeId === null) return { ...answer, otp: null }
  if (message.action !== 'create') return { ...answer, otp: simulator.cardholders.code(challengeId) }
  if (answer.method === 'sms' && answer.status === 'PENDING')
    return { ...answer, otp: await readCode(cardId, challengeId) }
  // the company has the code, and its app tells the cardholder: nothing comes to the phone
  simulator.cardholders.remember(cardId, challengeId, null)
  return { ...answer, otp: null }
}
