import { inTransaction } from '../kernel/database.ts'
import type { RampDeps } from './deps.ts'
import { lockRamp, type Ramp, type RampKey, standingOf } from './ramp.ts'
import { recordStep } from './record-step.ts'
import type { News } from './standing.ts'
import { advance } from './transition.ts'

/** The partner has not made it, as far as we know, and nothing was sent. */
export function isUnmade(ramp: Ramp): boolean {
  if (ramp.partner_transfer_id !== null) return false
  if (ramp.type === 'RAMP_ON') return ramp.state === 'CREATING'
  return ramp.state === 'awaiting_funds' && ramp.tokens === 'HELD' && !ramp.given_back
}

export const SILENT = 'The banking partner did not answer'

/** Harms nobody: an on-ramp was shown to nobody, and an off-ramp's balance goes back to its wallet. What the partner made is dropped there. */
export async function giveUp(deps: RampDeps, key: RampKey): Promise<void> {
  await endUnmade(deps, key, { kind: 'GIVEN_UP' }, SILENT)
}

export async function giveUpInTime(deps: RampDeps, key: RampKey, now = new Date()): Promise<void> {
  const { create_until: until } = await deps.db
    .selectFrom('ramps')
    .select('create_until')
    .where('company_id', '=', key.companyId)
    .where('id', '=', key.id)
    .executeTakeFirstOrThrow()
  if (until <= now) await giveUp(deps, key)
}

export async function endUnmade(deps: RampDeps, key: RampKey, news: News, reason: string): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, key)
    if (!isUnmade(locked.ramp)) return
    const columns = { reason, look_at: new Date() }
    const step = advance(standingOf(locked.ramp), news)
    await recordStep(tx, deps, locked, step, { at: deps.clock.now(), reason, columns })
  })
}
