import type { TransferState } from '../partner/partner.ts'
import { FAILING, isForward, rankOf } from './partner-rank.ts'
import type { News, Standing, Step } from './standing.ts'
import { go, stay } from './step.ts'

export function advanceOff(standing: Standing, news: News): Step {
  const { state, tokens, givenBack } = standing
  switch (news.kind) {
    case 'APPROVED':
      if (state !== 'awaiting_approval') return stay(standing)
      return go(standing, { state: 'awaiting_funds', status: 'PROCESSING' })
    case 'CREATED':
      return stay(standing, { drop: givenBack })
    case 'REFUSED':
    case 'GIVEN_UP':
      if (givenBack || tokens !== 'HELD') return stay(standing)
      return giveBack(
        standing,
        { state: 'error', tokens: 'BACK' },
        { move: 'RETURN', drop: news.kind === 'GIVEN_UP' },
      )
    case 'SENT':
      if (givenBack || tokens !== 'HELD') throw new Error(`Tokens that are ${tokens} cannot be sent`)
      return go(standing, { tokens: 'QUEUED' })
    case 'TOKENS_LEFT':
      return tokens === 'QUEUED' ? go(standing, { tokens: 'LEFT' }, { moves: ['COMPLETE'] }) : stay(standing)
    case 'TOKENS_FAILED':
      return failTokens(standing)
    case 'PARTNER':
      return isForward(standing, news.state) ? hearOff(standing, news.state) : stay(standing)
    case 'CANCELLED':
    case 'ARRIVED':
      throw new Error(`${news.kind} is nothing that happens to an off-ramp (${state})`)
  }
}

/** Where the partner says that it has them, its own end decides about the wallet; else the wallet has its amount again at once. */
function failTokens(standing: Standing): Step {
  const { state, tokens, givenBack, partnerState } = standing
  if (tokens === 'LEFT' || tokens === 'BACK') return stay(standing)
  // What people did not approve has left nothing at the partner.
  if (state === 'awaiting_approval')
    return giveBack(standing, { state: 'canceled', tokens: 'BACK' }, { move: 'RETURN', drop: false })
  const partnerHasThem =
    partnerState !== null && rankOf('RAMP_OFF', partnerState) > rankOf('RAMP_OFF', 'in_review')
  if (givenBack || partnerHasThem) return go(standing, { tokens: 'BACK' }, { moves: ['BACK_TO_CLAIM'] })
  return giveBack(standing, { state: 'error', tokens: 'BACK' }, { move: 'RETURN', drop: true })
}

function hearOff(standing: Standing, said: TransferState): Step {
  const heard = { partnerState: said, state: said }
  if (FAILING.has(said)) {
    if (standing.givenBack) return go(standing, heard)
    // Tokens that are still with us go back too; what may be gone becomes a claim on the partner.
    return standing.tokens === 'HELD'
      ? giveBack(standing, { ...heard, tokens: 'BACK' }, { move: 'RETURN', drop: false })
      : giveBack(standing, heard, { move: 'CLAIM', drop: false })
  }
  // Given back for a reason of our own: the partner's word is kept, and is a difference.
  if (standing.givenBack) return go(standing, { partnerState: said })
  if (said === 'payment_processed')
    return go(standing, { ...heard, status: 'COMPLETED' }, { tell: 'success' })
  return go(standing, { ...heard, status: 'PROCESSING' })
}

/** Once in a ramp's life. */
function giveBack(
  standing: Standing,
  change: Partial<Standing>,
  { move, drop }: { readonly move: 'RETURN' | 'CLAIM'; readonly drop: boolean },
): Step {
  return go(
    standing,
    { ...change, status: 'FAILED', givenBack: true },
    { moves: [move], tell: 'failed', drop },
  )
}
