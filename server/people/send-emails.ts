import { sql } from 'kysely'
import type { Database } from '../kernel/database.ts'
import { type Gateway, handOver } from '../kernel/http/hand-over.ts'
import type { PeopleDeps } from './deps.ts'
import { openEmail } from './queue-email.ts'

const BATCH = 32
/** A node that died with e-mails in its hands keeps them from the others for so long. */
const LEASE_SECONDS = 10
const WAIT_SECONDS_MAX = 300

interface Claimed {
  readonly company_id: string
  readonly id: string
  readonly sealed: Buffer
  readonly tries: number
}

/** One pass: erases what has lapsed, tries what is due. @returns whether there may be more. */
export async function sendEmails(deps: PeopleDeps): Promise<boolean> {
  const { db } = deps
  await db
    .updateTable('email_messages')
    .set({ sealed: null })
    .where('sealed', 'is not', null)
    .where('send_until', '<=', sql<Date>`now()`)
    .execute()
  const { mail } = deps.config.people
  if (mail === null) return false
  const claimed = await claim(db)
  await Promise.all(claimed.map((one) => send(deps, mail, one)))
  return claimed.length === BATCH
}

/** Whoever claims moves the time of the next try on, so no lock is held while the gateway is called. */
async function claim(db: Database): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed>`
    UPDATE email_messages SET tries = tries + 1, next_try_at = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE (company_id, id) IN (
      SELECT company_id, id FROM email_messages WHERE sealed IS NOT NULL AND next_try_at <= now()
      ORDER BY next_try_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING company_id, id, sealed, tries`.execute(db)
  return rows
}

async function send({ db, clock, sealer, log }: PeopleDeps, mail: Gateway, claimed: Claimed): Promise<void> {
  const problem = await handOver(mail, claimed.id, openEmail(sealer, claimed.id, claimed.sealed))
  const change = db
    .updateTable('email_messages')
    .where('company_id', '=', claimed.company_id)
    .where('id', '=', claimed.id)
  if (problem === null) {
    await change.set({ sealed: null, sent_at: clock.now() }).execute()
    return
  }
  const waitSeconds = Math.min(2 ** (claimed.tries - 1), WAIT_SECONDS_MAX)
  log.warn({ emailId: claimed.id, problem, tries: claimed.tries }, 'an e-mail was not taken')
  await change.set({ next_try_at: sql`now() + make_interval(secs => ${waitSeconds})` }).execute()
}
