import type { Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { Secret } from '../kernel/secret.ts'

/** As the gateway gets it. */
export interface Email {
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface QueuedEmail extends Email {
  readonly companyId: string
  /** Wall clock: afterwards it helps nobody any more. */
  readonly sendUntil: Date
  /** Business time, as the created_at of other rows. */
  readonly at: Date
}

/** Sent after the commit by the loop send-emails. Sealed until then: an invitation opens an account. */
export async function queueEmail(tx: Tx, sealer: Sealer, mail: QueuedEmail): Promise<void> {
  const id = newId()
  const { to, subject, text } = mail
  const email: Email = { to, subject, text }
  await tx
    .insertInto('email_messages')
    .values({
      company_id: mail.companyId,
      id,
      sealed: sealer.seal(Buffer.from(JSON.stringify(email), 'utf8'), place(id)),
      send_until: mail.sendUntil,
      created_at: mail.at,
    })
    .execute()
}

export function openEmail(sealer: Sealer, id: string, sealed: Buffer): Secret<Email> {
  return new Secret(JSON.parse(sealer.open(sealed, place(id)).toString('utf8')))
}

function place(id: string): string {
  return `email_messages.sealed:${id}`
}
