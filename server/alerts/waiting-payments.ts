import { sql } from 'kysely'
import type { Tokens } from '../chains/tokens.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Database, inTransaction } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import type { Node } from '../kernel/node.ts'
import { tellStuck } from './sender-trouble.ts'

export interface WaitingDeps {
  readonly db: Database
  readonly tokens: Pick<Tokens, 'findEver'>
  readonly clock: Clock
  readonly node: Pick<Node, 'leads'>
  readonly log: Logger
}

const LOOK_EVERY_MS = 10_000
/** Long after every healing step that a payment may wait for: gas, an earlier one of its address, a node that comes back. */
const WAITING_MS_MAX = 15 * 60_000
const BATCH_MAX = 100

/** Tells of payments that were never sent and wait for something that does not come: coin that a fork took, a price, a node. */
export function startWaitingPayments(deps: WaitingDeps): Loop {
  const run = async () => (await deps.node.leads('waiting payments')) && tellWaiting(deps)
  return startLoop({ name: 'waiting payments', everyMs: LOOK_EVERY_MS, log: deps.log, run })
}

/** Once per payment. It goes on waiting, and is sent when it can be; the operator may cancel it. */
export async function tellWaiting(deps: WaitingDeps): Promise<boolean> {
  const { db, clock } = deps
  const since = new Date(clock.now().getTime() - WAITING_MS_MAX)
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ company_id: string; id: string; chain: string }>`
      UPDATE chain_transactions SET waiting_told_at = ${clock.now()}
      WHERE (company_id, id) IN (
        SELECT t.company_id, t.id FROM chain_transactions t
        JOIN payments p ON p.company_id = t.company_id AND p.id = t.id
        WHERE t.settled_at IS NULL AND t.state IN ('QUEUED', 'NUMBERED') AND t.waiting_told_at IS NULL AND t.created_at <= ${since}
        ORDER BY t.created_at LIMIT ${BATCH_MAX} FOR UPDATE OF t SKIP LOCKED)
      RETURNING company_id, id, chain`.execute(tx)
    for (const row of rows) await tellStuck(tx, deps, row)
    return rows.length === BATCH_MAX
  })
}
