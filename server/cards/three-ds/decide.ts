import type { Tx } from '../../kernel/database.ts'
import { type Challenge, type ChallengeStatus, statusAt } from './challenge.ts'

export interface Answered {
  /** It carries the right code, or vouches in another way. */
  readonly isRight: boolean
  readonly approve: boolean
}

/** What became of an answer. DONE: decided so, now or before. */
export type Verdict = 'DONE' | 'WRONG' | 'EXPIRED' | 'CLOSED' | 'CONFLICT'

export interface Decided {
  readonly verdict: Verdict
  readonly challenge: Challenge
}

/**
 * An answer to a locked challenge, from the bank's page or the company's app: the wrong codes of both count together, and the first
 * decision is final (contract, cards §9).
 */
export async function decide(tx: Tx, challenge: Challenge, answered: Answered, now: Date): Promise<Decided> {
  const { isRight, approve } = answered
  const wanted = approve ? 'APPROVED' : 'REFUSED'
  switch (statusAt(challenge, now)) {
    case 'EXPIRED':
      return { verdict: 'EXPIRED', challenge }
    case 'FAILED':
      return { verdict: 'CLOSED', challenge }
    case 'APPROVED':
    case 'REFUSED': {
      if (!isRight) return { verdict: 'WRONG', challenge }
      return { verdict: challenge.status === wanted ? 'DONE' : 'CONFLICT', challenge }
    }
    case 'PENDING': {
      if (isRight) return { verdict: 'DONE', challenge: await update(tx, challenge, wanted, 0) }
      const status = challenge.attempts_left > 1 ? 'PENDING' : 'FAILED'
      return { verdict: 'WRONG', challenge: await update(tx, challenge, status, 1) }
    }
  }
}

function update(tx: Tx, challenge: Challenge, status: ChallengeStatus, wrong: 0 | 1): Promise<Challenge> {
  return tx
    .updateTable('three_ds_challenges')
    .set({ status, attempts_left: challenge.attempts_left - wrong })
    .where('company_id', '=', challenge.company_id)
    .where('card_id', '=', challenge.card_id)
    .where('id', '=', challenge.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
