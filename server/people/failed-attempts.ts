import { sql } from 'kysely'
import type { Database, Reader, Tx } from '../kernel/database.ts'
import { NO_COMPANY } from '../kernel/http/authenticate.ts'

/** So many wrong passwords or codes in a row are forgiven; then the e-mail is locked for 1, 2, 4 … seconds. */
const FORGIVEN = 5
const LOCK_SECONDS_MAX = 900
const FORGET_AFTER = "interval '1 day'"

/**
 * Failures are counted by e-mail, whether a user has it or not, in the row of the directory that belongs to no company: so locks and
 * answers do not tell who has an account. Wall clock of the database, one for all nodes.
 */
const ofEmail = (email: string) => ({ email, company_id: NO_COMPANY, user_id: NO_COMPANY })

const LOCKED_SECONDS = sql<number>`ceil(greatest(extract(epoch FROM locked_until - clock_timestamp()), 0))::integer`

/** Seconds for which this e-mail is locked; 0: it is not. */
export async function lockedSeconds(reader: Reader, email: string): Promise<number> {
  const row = await reader
    .selectFrom('user_directory')
    .select(LOCKED_SECONDS.as('seconds'))
    .where('email', '=', email)
    .where('company_id', '=', NO_COMPANY)
    .executeTakeFirst()
  return row?.seconds ?? 0
}

/** The same, with the e-mail's attempts one after the other until the end of the transaction: many at once get no more guesses. */
export async function lockAttempts(tx: Tx, email: string): Promise<number> {
  const { seconds } = await tx
    .insertInto('user_directory')
    .values({ ...ofEmail(email), locked_until: sql`clock_timestamp()` })
    .onConflict((conflict) =>
      conflict.columns(['email', 'company_id']).doUpdateSet((eb) => ({ email: eb.ref('excluded.email') })),
    )
    .returning(LOCKED_SECONDS.as('seconds'))
    .executeTakeFirstOrThrow()
  return seconds
}

export async function noteFailure(tx: Tx, email: string): Promise<void> {
  const seconds = sql`CASE WHEN failures + 1 < ${FORGIVEN} THEN 0
    ELSE least(power(2, least(failures + 1 - ${FORGIVEN}, 30)), ${LOCK_SECONDS_MAX}) END`
  await tx
    .updateTable('user_directory')
    .set({
      failures: sql<number>`failures + 1`,
      locked_until: sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`,
    })
    .where('email', '=', email)
    .where('company_id', '=', NO_COMPANY)
    .execute()
}

export async function forgiveFailures(tx: Tx, email: string): Promise<void> {
  await tx
    .deleteFrom('user_directory')
    .where('email', '=', email)
    .where('company_id', '=', NO_COMPANY)
    .execute()
}

export async function forgetOldFailures(db: Database): Promise<void> {
  await db
    .deleteFrom('user_directory')
    .where('company_id', '=', NO_COMPANY)
    .where('locked_until', '<', sql<Date>`now() - ${sql.raw(FORGET_AFTER)}`)
    .execute()
}
