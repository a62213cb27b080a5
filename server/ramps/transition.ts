import { advanceOff } from './advance-off.ts'
import { advanceOn } from './advance-on.ts'
import type { News, Standing, Step } from './standing.ts'

/**
 * What follows from news. Pure; news may come in any order, late and again: what was booked is not booked again, and what is over
 * does not begin anew. The caller holds the locks and writes the step whole.
 */
export function advance(standing: Standing, news: News): Step {
  return standing.type === 'RAMP_ON' ? advanceOn(standing, news) : advanceOff(standing, news)
}
