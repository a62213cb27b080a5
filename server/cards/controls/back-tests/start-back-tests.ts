import { type Database, jsonb } from '../../../kernel/database.ts'
import type { Logger } from '../../../kernel/log.ts'
import { type Loop, startLoop } from '../../../kernel/loop.ts'
import type { Node } from '../../../kernel/node.ts'
import type { BackTest, BackTestRequest } from './back-test.ts'
import { runBackTest } from './run-back-test.ts'

export interface BackTestDeps {
  readonly db: Database
  readonly log: Logger
  readonly node: Pick<Node, 'leads'>
}

const LOOK_EVERY_MS = 1_000
const TRIES_MAX = 5

/**
 * Runs what POST left RUNNING, the oldest first. A run writes nothing before its end and always comes to the same report, so one
 * that was killed is simply run again, by whatever node leads then.
 */
export function startBackTests({ db, log, node }: BackTestDeps): Loop {
  let isStopped = false
  const failures = new Map<string, number>()

  const run = async () => {
    if (!(await node.leads('back-tests'))) return false
    const next = await findRunning(db)
    if (next === undefined) return false
    try {
      const report = await runBackTest(db, next.company_id, next.request as BackTestRequest, () => isStopped)
      if (report !== null) await end(db, next, 'DONE', report)
      return report !== null
    } catch (error) {
      await countFailure(next, error)
      throw error
    }
  }
  /** One that cannot be run must not keep the others waiting for ever. */
  const countFailure = async (backTest: BackTest, error: unknown) => {
    const count = (failures.get(backTest.id) ?? 0) + 1
    failures.set(backTest.id, count)
    if (count < TRIES_MAX) return
    log.error({ err: error, backTest: backTest.id }, 'back-test given up')
    await end(db, backTest, 'FAILED', null)
    failures.delete(backTest.id)
  }

  const loop = startLoop({ name: 'back-tests', everyMs: LOOK_EVERY_MS, log, run })
  return {
    wake: loop.wake,
    async stop() {
      isStopped = true
      await loop.stop()
    },
  }
}

async function findRunning(db: Database): Promise<BackTest | undefined> {
  return db
    .selectFrom('card_back_tests')
    .selectAll()
    .where('status', '=', 'RUNNING')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

async function end(
  db: Database,
  { company_id, id }: BackTest,
  status: 'DONE' | 'FAILED',
  report: object | null,
): Promise<void> {
  await db
    .updateTable('card_back_tests')
    .set({ status, report: report === null ? null : jsonb(report) })
    .where('company_id', '=', company_id)
    .where('id', '=', id)
    .where('status', '=', 'RUNNING')
    .execute()
}
