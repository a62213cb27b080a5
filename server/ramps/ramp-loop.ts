import { sql } from 'kysely'
import { inTransaction } from '../kernel/database.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import { CREATE_OUT_MS } from './create-times.ts'
import { creditArrived, findArrived } from './credit-arrived.ts'
import type { RampDeps } from './deps.ts'
import { driveRamp, IN_VAIN_MS, waitMs } from './drive-ramp.ts'
import { loadRamp, lockRamp, type RampKey, standingOf } from './ramp.ts'
import { recordStep } from './record-step.ts'
import { findRefunded, settleRefund } from './settle-refund.ts'
import { advance } from './transition.ts'

const EVERY_MS = 1_000
const BATCH_MAX = 200
/** Asked beside each other, so that one slow answer does not hold up all. */
const AT_ONCE = 8
/** Whoever drives a ramp has it for so long; when he dies, another takes it then. */
const CLAIM_MS = 60_000

/** Drives every ramp that is due. One node does it; another that believes so too does no harm. */
export function startRampLoop(deps: RampDeps): Loop {
  return startLoop({
    name: 'ramps',
    everyMs: EVERY_MS,
    log: deps.log,
    run: async () => (await deps.node.leads('ramps')) && runRamps(deps),
  })
}

/** @returns whether there may be more to do now. */
export async function runRamps(deps: RampDeps): Promise<boolean> {
  await wakeExpired(deps)
  await each(deps, await findApproved(deps), (key) => goOn(deps, key))
  await each(deps, await findArrived(deps.db), (key) => creditArrived(deps, key))
  await each(deps, await findRefunded(deps.db), (key) => settleRefund(deps, key))
  const due = await findDue(deps)
  await each(deps, due, (ramp) => driveClaimed(deps, ramp))
  return due.length === BATCH_MAX
}

/** One that fails must not hold up those of other companies. */
async function each<K extends RampKey>(
  { log }: RampDeps,
  keys: readonly K[],
  work: (key: K) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < keys.length; start += AT_ONCE)
    await Promise.all(
      keys.slice(start, start + AT_ONCE).map((key) =>
        work(key).catch((error: unknown) => {
          log.error({ err: error, company: key.companyId, ramp: key.id }, 'ramp not driven; tried again')
        }),
      ),
    )
}

/** People have said yes: now it may begin at the partner. */
async function findApproved({ db }: RampDeps): Promise<readonly RampKey[]> {
  const { rows } = await sql<RampKey>`
    SELECT r.company_id AS "companyId", r.id FROM ramps r
    JOIN approvals a ON a.company_id = r.company_id AND a.payment_id = r.id AND a.status = 'APPROVED'
    WHERE r.state = 'awaiting_approval' ORDER BY r.id LIMIT ${BATCH_MAX}`.execute(db)
  return rows
}

async function goOn(deps: RampDeps, key: RampKey): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, key)
    const now = new Date()
    const columns = { look_at: now, create_until: new Date(now.getTime() + CREATE_OUT_MS) }
    const step = advance(standingOf(locked.ramp), { kind: 'APPROVED' })
    await recordStep(tx, deps, locked, step, { at: deps.clock.now(), columns })
  })
}

async function wakeExpired({ db, clock }: RampDeps): Promise<void> {
  const now = new Date()
  await sql`UPDATE ramps SET look_at = ${now}
    WHERE type = 'RAMP_ON' AND state = 'awaiting_funds' AND expires_at <= ${clock.now()} AND look_at > ${new Date(now.getTime() + CLAIM_MS)}`.execute(
    db,
  )
}

interface Due extends RampKey {
  readonly look_at: Date
}

async function findDue({ db }: RampDeps): Promise<readonly Due[]> {
  return db
    .selectFrom('ramps')
    .select(['company_id as companyId', 'id', 'look_at'])
    .where('look_at', '<=', new Date())
    .orderBy('look_at')
    .limit(BATCH_MAX)
    .$narrowType<{ look_at: Date }>()
    .execute()
}

/** What is told of it meanwhile changes `look_at`, and is not lost: at the end the next look is written only over our own claim. */
async function driveClaimed(deps: RampDeps, { companyId, id, look_at: seen }: Due): Promise<void> {
  const claim = new Date(Date.now() + CLAIM_MS)
  if (!(await moveLook(deps, { companyId, id }, seen, claim))) return
  const answered = await driveRamp(deps, { companyId, id })
  const wait = answered ? waitMs(await loadRamp(deps.db, { companyId, id })) : IN_VAIN_MS
  await moveLook(deps, { companyId, id }, claim, wait === null ? null : new Date(Date.now() + wait))
}

async function moveLook(
  { db }: RampDeps,
  { companyId, id }: RampKey,
  from: Date,
  to: Date | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('ramps')
    .set({ look_at: to })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('look_at', '=', from)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
