import type { TransferState } from '../partner/partner.ts'

export type RampStatus = 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
/** CREATING, UNDONE: an on-ramp that the partner has not made yet, or never will. Nobody has been told of it. */
export type RampState = TransferState | 'awaiting_approval' | 'CREATING' | 'UNDONE'
/** HELD: with us. QUEUED: may be on their way. LEFT: gone, finally. BACK: they never left, finally. */
export type TokensPlace = 'HELD' | 'QUEUED' | 'LEFT' | 'BACK'

/** All that decides what becomes of a ramp. */
export interface Standing {
  readonly type: 'RAMP_ON' | 'RAMP_OFF'
  readonly state: RampState
  readonly status: RampStatus
  /** The partner's word that counts: it only moves forward. */
  readonly partnerState: TransferState | null
  /** Off-ramps. */
  readonly tokens: TokensPlace | null
  /** Off-ramps: the virtual balance has its amount again. */
  readonly givenBack: boolean
  /** On-ramps: what arrived is on the virtual balance. */
  readonly credited: boolean
}

/** Something that has become known. */
export type News =
  | { readonly kind: 'APPROVED' }
  /** The partner has made the transfer. */
  | { readonly kind: 'CREATED' }
  /** REFUSED: it never will, and nothing is left there. GIVEN_UP: it did not answer; something may be left. */
  | { readonly kind: 'REFUSED' | 'GIVEN_UP' }
  /** By the caller, for want of money, or gone at the partner. */
  | { readonly kind: 'CANCELLED' }
  | { readonly kind: 'PARTNER'; readonly state: TransferState }
  /** Queued for the chain. */
  | { readonly kind: 'SENT' }
  /** Final on the chain; LOST too when people did not approve them. */
  | { readonly kind: 'TOKENS_LEFT' | 'TOKENS_FAILED' }
  /** The partner has paid, and its transaction is final in our own books. */
  | { readonly kind: 'ARRIVED' }

/** What is booked. docs/ledger.md has the accounts. */
export type Move =
  /** The payment ended: the partner has the tokens. */
  | 'COMPLETE'
  /** The payment ended: both sides go back where they were. */
  | 'RETURN'
  /** Given back although the tokens may be gone: the partner owes them. */
  | 'CLAIM'
  /** The tokens never left, and the wallet's side is settled otherwise: against the claim. */
  | 'BACK_TO_CLAIM'
  /** What arrived becomes the wallet's. */
  | 'CREDIT'

export interface Step {
  readonly next: Standing
  readonly moves: readonly Move[]
  /** The event of an end. */
  readonly tell: 'success' | 'failed' | 'canceled' | null
  /** A transfer may be left at the partner that nobody needs. */
  readonly drop: boolean
}

const FAILING: ReadonlySet<TransferState> = new Set([
  'canceled',
  'error',
  'returned',
  'refund_in_flight',
  'refunded',
  'refund_failed',
])

/**
 * What follows from news. Pure; news may come in any order, late and again: what was booked is not booked again, and what is over
 * does not begin anew. The caller holds the locks and writes the step whole.
 */
export function advance(standing: Standing, news: News): Step {
  return standing.type === 'RAMP_ON' ? advanceOn(standing, news) : advanceOff(standing, news)
}

function advanceOn(standing: Standing, news: News): Step {
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

function advanceOff(standing: Standing, news: News): Step {
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

const RANK_OFF: Readonly<Record<TransferState, number>> = {
  awaiting_funds: 0,
  in_review: 1,
  funds_received: 2,
  payment_submitted: 3,
  undeliverable: 4,
  missing_return_policy: 4,
  payment_processed: 5,
  canceled: 6,
  error: 6,
  returned: 6,
  refund_in_flight: 7,
  refunded: 8,
  refund_failed: 8,
}

/** Paid out in tokens is the last word of an on-ramp; paid out to a bank may bounce. */
const RANK_ON: Readonly<Record<TransferState, number>> = { ...RANK_OFF, payment_processed: 9 }

function rankOf(type: Standing['type'], state: TransferState): number {
  return (type === 'RAMP_ON' ? RANK_ON : RANK_OFF)[state]
}

/** Looks at the partner may be answered late and out of order: what ranks lower than what was heard is old. */
function isForward({ type, partnerState }: Standing, said: TransferState): boolean {
  if (partnerState === null) return true
  return said !== partnerState && rankOf(type, said) >= rankOf(type, partnerState)
}

function go(standing: Standing, change: Partial<Standing>, effects: Partial<Omit<Step, 'next'>> = {}): Step {
  return { next: { ...standing, ...change }, moves: [], tell: null, drop: false, ...effects }
}

function stay(standing: Standing, effects: Partial<Omit<Step, 'next'>> = {}): Step {
  return go(standing, {}, effects)
}
