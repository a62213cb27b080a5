import type { DeclineCode } from '../../decline-codes.ts'
import type { Candidates } from '../../program.ts'
import { judgeCandidates } from '../candidates.ts'
import { rememberDecline } from '../declines.ts'
import { CardHistory } from '../history.ts'
import { tally, type Verdicts } from '../verdicts.ts'
import type { PastEvent } from './read-past.ts'

export interface Replay {
  readonly candidates: Candidates
  readonly from: Date
  readonly to: Date
  readonly homeCountry: string | null
}

/** Judges each recorded decision again, over the same facts that live had then: what came later is not known yet. */
export async function replayCard(
  past: AsyncIterable<PastEvent>,
  replay: Replay,
  before: Verdicts,
): Promise<Verdicts> {
  const history = new CardHistory()
  let declines: readonly Date[] = []
  let verdicts = before
  for await (const event of past) {
    if (event.judges && event.judged_at >= replay.from && event.judged_at <= replay.to)
      verdicts = tally(verdicts, {
        liveCode: event.decline_code,
        shadowDeclined: judgeAgain(event, replay, history, declines),
      })
    if (event.operation === 'TRANSACTION_REJECTED') declines = rememberDecline(declines, event.created_at)
    if (event.decides && event.history_amount !== null) {
      const { judged_at: at, history_amount: amount, mcc, country } = event
      history.add({ at, amount, mcc, country })
    }
  }
  return verdicts
}

function judgeAgain(
  event: PastEvent,
  { candidates, homeCountry }: Replay,
  history: CardHistory,
  declines: readonly Date[],
): boolean {
  const {
    country,
    mcc,
    attempted: bill,
    judged_at: now,
    velocity_since,
    risk_skipped,
    asked,
    decline_code,
  } = event
  return judgeCandidates(candidates, {
    request: { country, mcc, bill, now },
    history,
    declines,
    homeCountry,
    velocitySince: velocity_since,
    riskSkipped: risk_skipped,
    // Who was asked had passed every step, whatever the end was.
    liveCode: asked ? null : (decline_code as DeclineCode | null),
  })
}
