import type { Tx } from '../kernel/database.ts'
import type { Caller } from '../kernel/http/route.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { queueEmail } from './queue-email.ts'

/** News of a day ago is still news: who got in, and what may be paid now. */
const SEND_MS_MAX = 24 * 3_600_000

/** An e-mail to every ADMIN who has taken the invitation: whoever steals a key cannot let himself in unnoticed. */
export async function tellAdmins(
  tx: Tx,
  sealer: Sealer,
  news: { readonly companyId: string; readonly subject: string; readonly text: string; readonly at: Date },
): Promise<void> {
  const admins = await tx
    .selectFrom('users')
    .select('email')
    .where('company_id', '=', news.companyId)
    .where('role', '=', 'ADMIN')
    .where('status', '=', 'ACTIVE')
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  const sendUntil = new Date(Date.now() + SEND_MS_MAX)
  for (const { email } of admins) await queueEmail(tx, sealer, { ...news, to: email, sendUntil })
}

/** Who did it, for those who are told. */
export function describeCaller({ type, name }: Caller): string {
  return type === 'KEY' ? `The API key "${name}"` : name
}
