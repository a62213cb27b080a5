import { findChain } from '../chains/name.ts'
import type { Tx } from '../kernel/database.ts'
import type { PartnerTransfer } from '../partner/partner.ts'
import type { StepDeps } from './deps.ts'
import { compareWithPartner } from './differences/tell-differences.ts'
import { type LockedRamp, type Ramp, standingOf } from './ramp.ts'
import { readView } from './read-view.ts'
import { recordStep } from './record-step.ts'
import type { Standing } from './standing.ts'
import { advance } from './transition.ts'

/**
 * Takes in what the partner answered about a ramp's transfer, in the caller's commit; the caller holds the locks. Told again, it changes
 * nothing: not even the time of the last change. Compared it is each time, since what is late becomes a difference by itself.
 */
export async function hearTransfer(
  tx: Tx,
  deps: StepDeps,
  locked: LockedRamp,
  view: PartnerTransfer,
): Promise<Ramp> {
  const { ramp } = locked
  const at = deps.clock.now()
  const { family } = findChain(deps.chains, ramp.chain).config
  const token = await deps.tokens.findEver(tx, ramp.company_id, ramp.chain, ramp.token_address)
  const columns = readView(ramp, view, { family, tokenDecimals: token?.decimals ?? 0 })
  const standing = standingOf(ramp)
  // A word that we do not know changes nothing, and is a difference.
  const step =
    view.state === null
      ? { next: standing, moves: [], tell: null, drop: false }
      : advance(standing, { kind: 'PARTNER', state: view.state })
  const reason = view.returned?.reason ?? REASONS[view.state ?? ''] ?? null
  const isKnown = isSame(standing, step.next)
  const after =
    isKnown && !step.drop && isOf(ramp, view)
      ? ramp
      : await recordStep(tx, deps, locked, step, { at, columns, reason })
  // An old answer, of a list say, is no difference.
  if (ramp.partner_updated_at === null || view.updatedAt >= ramp.partner_updated_at)
    await compareWithPartner(tx, deps, after, view, at)
  return after
}

function isSame(before: Standing, after: Standing): boolean {
  return Object.entries(after).every(([name, value]) => before[name as keyof Standing] === value)
}

/** The answer that the ramp was last told of. While tokens wait for the partner's address, it may come without another time. */
function isOf({ tokens, partner_updated_at: known }: Ramp, { updatedAt }: PartnerTransfer): boolean {
  return tokens !== 'HELD' && known !== null && known.getTime() === updatedAt.getTime()
}

const REASONS: Readonly<Record<string, string>> = {
  returned: 'The payment was returned',
  refund_in_flight: 'The payment was returned',
  refunded: 'The payment was returned',
  refund_failed: 'The payment was returned',
  canceled: 'Canceled by the banking partner',
  error: 'The banking partner could not complete it',
}
