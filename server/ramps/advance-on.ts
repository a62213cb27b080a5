import type { TransferState } from '../partner/partner.ts'
import { FAILING, isForward } from './partner-rank.ts'
import type { News, Standing, Step } from './standing.ts'
import { go, stay } from './step.ts'

export function advanceOn(standing: Standing, news: News): Step {
  const { state, status } = standing
  switch (news.kind) {
    case 'CREATED':
      if (state === 'UNDONE') return stay(standing, { drop: true })
      return state === 'CREATING' ? go(standing, { state: 'awaiting_funds' }) : stay(standing)
    case 'REFUSED':
    case 'GIVEN_UP':
      if (state !== 'CREATING') return stay(standing)
      return go(standing, { state: 'UNDONE', status: 'CANCELLED' }, { drop: news.kind === 'GIVEN_UP' })
    case 'CANCELLED':
      if (state !== 'awaiting_funds') return stay(standing)
      return go(standing, { state: 'canceled', status: 'CANCELLED' }, { tell: 'canceled' })
    case 'PARTNER':
      return isForward(standing, news.state) ? hearOn(standing, news.state) : stay(standing)
    case 'ARRIVED':
      if (standing.credited || standing.partnerState !== 'payment_processed') return stay(standing)
      return go(
        standing,
        { state: 'payment_processed', status: 'COMPLETED', credited: true },
        { moves: ['CREDIT'], tell: 'success' },
      )
    case 'APPROVED':
    case 'SENT':
    case 'TOKENS_LEFT':
    case 'TOKENS_FAILED':
      throw new Error(`${news.kind} is nothing that happens to an on-ramp (${state}, ${status})`)
  }
}

/** Until the tokens are final in our own books, the partner's word that it has paid is a payout under way. */
function hearOn(standing: Standing, said: TransferState): Step {
  const heard = { partnerState: said }
  if (standing.credited) return go(standing, heard)
  // Told as over already: only money that arrives after all changes that.
  if (isOver(standing))
    return go(standing, FAILING.has(said) && standing.status === 'FAILED' ? { ...heard, state: said } : heard)
  const isSeen = standing.state !== 'UNDONE'
  if (said === 'awaiting_funds' || (FAILING.has(said) && !isSeen)) return go(standing, heard)
  if (said === 'canceled')
    return go(standing, { ...heard, state: said, status: 'CANCELLED' }, { tell: 'canceled' })
  if (FAILING.has(said)) return go(standing, { ...heard, state: said, status: 'FAILED' }, { tell: 'failed' })
  const state = said === 'payment_processed' ? 'payment_submitted' : said
  return go(standing, { ...heard, state, status: 'PROCESSING' })
}

/** An on-ramp that nobody was told of is not over: if it is paid all the same, it comes to light. */
function isOver({ state, status }: Standing): boolean {
  return state !== 'UNDONE' && (status === 'FAILED' || status === 'CANCELLED')
}
