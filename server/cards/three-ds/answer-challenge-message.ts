import type { Tx } from '../../kernel/database.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { type Card, findCard } from '../card.ts'
import type { CardMessage, ChallengeAnswer } from '../message.ts'
import { type Challenge, lockChallenge, statusAt } from './challenge.ts'
import { decide } from './decide.ts'
import { isCode } from './one-time-code.ts'
import { openChallenge } from './open-challenge.ts'

type Said = Pick<
  ChallengeAnswer,
  'response_code' | 'challenge_id' | 'method' | 'status' | 'attempts_left' | 'expires_at'
>

/** The card network opens a challenge, types a code, or asks how it stands (contract, cards §9 and §11.2). */
export async function answerChallengeMessage(
  tx: Tx,
  sealer: Sealer,
  m: CardMessage,
  now: Date,
): Promise<ChallengeAnswer> {
  const card = await findCard(tx, m.companyId, m.cardId)
  if (isRefusal(card)) throw new Error(`card ${m.cardId} was found before`)
  return {
    network_id: m.message.networkId,
    type: 'three_ds_challenge',
    ...(await act(tx, sealer, card, m, now)),
    processed_at: now.toISOString(),
  }
}

async function act(tx: Tx, sealer: Sealer, card: Card, m: CardMessage, now: Date): Promise<Said> {
  const { action, challengeId, otp } = m.message
  if (action === 'create') {
    if (card.status !== 'ACTIVE' || card.three_ds === 'disabled' || !m.numberIsCurrent)
      return noChallenge(card, '05')
    return show(await openChallenge(tx, sealer, card, m, now), '00', now)
  }
  const challenge = await lockChallenge(tx, m.companyId, m.cardId, challengeId ?? '')
  if (challenge === null) return noChallenge(card, '25')
  if (action !== 'verify') return show(challenge, '00', now)
  const isRight = otp !== null && isCode(sealer, challenge, otp)
  const { verdict, challenge: after } = await decide(tx, challenge, { isRight, approve: true }, now)
  return show(after, verdict === 'DONE' ? '00' : '05', now)
}

function show(challenge: Challenge, responseCode: string, now: Date): Said {
  return {
    response_code: responseCode,
    challenge_id: challenge.id,
    method: challenge.mode as ChallengeAnswer['method'],
    status: statusAt(challenge, now),
    attempts_left: challenge.attempts_left,
    expires_at: challenge.expires_at.toISOString(),
  }
}

function noChallenge(card: Card, responseCode: '05' | '25'): Said {
  return {
    response_code: responseCode,
    challenge_id: null,
    method: card.three_ds as ChallengeAnswer['method'],
    status: 'REFUSED',
    attempts_left: 0,
    expires_at: null,
  }
}
