import { Type } from 'typebox'

/** How the live configuration and candidates judged the same purchases. */
export interface Verdicts {
  readonly evaluated: number
  readonly declined_by_both: number
  readonly declined_by_live_only: number
  readonly declined_by_shadow_only: number
}

export const ReportShape = Type.Object({
  evaluated: Type.Integer(),
  declined_by_both: Type.Integer(),
  declined_by_live_only: Type.Integer(),
  declined_by_shadow_only: Type.Integer(),
})

export const NO_VERDICTS: Verdicts = {
  evaluated: 0,
  declined_by_both: 0,
  declined_by_live_only: 0,
  declined_by_shadow_only: 0,
}

/** The controls that candidates stand in for: a decline for another reason is neither's. */
const LIVE_DECLINES: readonly (string | null)[] = ['M210', 'M211']

export function tally(
  verdicts: Verdicts,
  { liveCode, shadowDeclined }: { readonly liveCode: string | null; readonly shadowDeclined: boolean },
  purchases = 1,
): Verdicts {
  const liveDeclined = LIVE_DECLINES.includes(liveCode)
  const more = (holds: boolean) => (holds ? purchases : 0)
  return {
    evaluated: verdicts.evaluated + purchases,
    declined_by_both: verdicts.declined_by_both + more(liveDeclined && shadowDeclined),
    declined_by_live_only: verdicts.declined_by_live_only + more(liveDeclined && !shadowDeclined),
    declined_by_shadow_only: verdicts.declined_by_shadow_only + more(!liveDeclined && shadowDeclined),
  }
}
