import { type Static, Type } from 'typebox'
import type { Tx } from '../../kernel/database.ts'
import { readText } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { Secret } from '../../kernel/secret.ts'
import { findCard } from '../card.ts'
import { type Challenge, lockChallenge, lockNewestChallenge } from './challenge.ts'
import { decide, type Verdict } from './decide.ts'
import type { ThreeDsDeps } from './deps.ts'
import { isCode } from './one-time-code.ts'

const Body = Type.Object({
  code: Type.String({
    description: 'The one-time code, or the id of the challenge: then the company vouches itself',
  }),
  approve: Type.Optional(Type.Boolean({ default: true })),
  challenge_id: Type.Optional(Type.String({ description: "Default: the card's newest open challenge" })),
})

/** Durable, so that a wrong code stays counted although it is refused. The code is not in it. */
interface Outcome {
  readonly verdict: Verdict
  readonly challengeId: string
  readonly attemptsLeft: number
}

/** The cardholder answers a 3DS challenge in the company's app. */
export function authorizeChallenge({ sealer }: Pick<ThreeDsDeps, 'sealer'>) {
  return writeRoute({
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/3ds-authorization',
    access: { level: 2 },
    summary: "Answer a card's 3DS challenge",
    refusals: [
      'CARD_NOT_FOUND',
      'CARD_STATUS',
      'CHALLENGE_NOT_FOUND',
      'CHALLENGE_CODE_WRONG',
      'CHALLENGE_EXPIRED',
      'CHALLENGE_CLOSED',
      'CHALLENGE_MODE',
      'CHALLENGE_CONFLICT',
    ],
    tag: 'Cards',
    body: Body,
    answer: Type.Object({ code: Type.String(), approve: Type.Boolean() }),
    async write(tx, { companyId, params, body, now }): Promise<Outcome | Refusal> {
      const card = await findCard(tx, companyId, params.cardId ?? '')
      if (isRefusal(card)) return card
      if (card.status === 'DELETED') return refuse('CARD_STATUS', { status: card.status })
      const code = readText('code', body.code)
      if (isRefusal(code)) return code
      const challenge = await findMeant(tx, card, { ...body, code }, now)
      const mode = challenge?.mode ?? (body.challenge_id === undefined ? card.three_ds : 'webhook')
      if (mode !== 'webhook') return refuse('CHALLENGE_MODE')
      if (challenge === null) return refuse('CHALLENGE_NOT_FOUND')
      const given = { isRight: isVouchedFor(sealer, challenge, code), approve: body.approve ?? true }
      const { verdict, challenge: after } = await decide(tx, challenge, given, now)
      return { verdict, challengeId: after.id, attemptsLeft: after.attempts_left }
    },
    finish: async (outcome, { body }) => conclude(outcome, body),
  })
}

/** The one that is named, else the one whose id stands in place of a code, else the newest. */
async function findMeant(
  tx: Tx,
  card: { readonly company_id: string; readonly id: string },
  { code, challenge_id: id }: { readonly code: string; readonly challenge_id?: string },
  now: Date,
): Promise<Challenge | null> {
  if (id !== undefined) return lockChallenge(tx, card.company_id, card.id, id)
  const vouched = await lockChallenge(tx, card.company_id, card.id, code)
  return vouched ?? lockNewestChallenge(tx, card.company_id, card.id, now)
}

function isVouchedFor(sealer: Sealer, challenge: Challenge, code: string): boolean {
  return code.toLowerCase() === challenge.id || isCode(sealer, challenge, new Secret(code))
}

function conclude(
  { verdict, challengeId, attemptsLeft }: Outcome,
  { code, approve = true }: Static<typeof Body>,
): { code: string; approve: boolean } | Refusal {
  switch (verdict) {
    case 'DONE':
      return { code, approve }
    case 'WRONG':
      return refuse('CHALLENGE_CODE_WRONG', { n: String(attemptsLeft) })
    case 'EXPIRED':
      return refuse('CHALLENGE_EXPIRED')
    case 'CLOSED':
      return refuse('CHALLENGE_CLOSED')
    case 'CONFLICT':
      return refuse('CHALLENGE_CONFLICT', { id: challengeId })
  }
}
