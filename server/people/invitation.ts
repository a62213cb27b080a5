import { sql } from 'kysely'
import type { Reader, Tx } from '../kernel/database.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { queueEmail } from './queue-email.ts'
import { hashSecretText, newSecretText } from './secret-text.ts'
import type { User } from './user.ts'

const HOUR_MS = 3_600_000

export interface Invitation {
  readonly tokenHash: Buffer
  readonly companyId: string
  readonly userId: string
  /** As written. */
  readonly email: string
}

/** A new invitation, in an e-mail to the user; it ends every earlier one. */
export async function sendInvitation(
  tx: Tx,
  { sealer, hours, at }: { readonly sealer: Sealer; readonly hours: number; readonly at: Date },
  user: User,
  companyName: string,
): Promise<void> {
  await endInvitations(tx, user.company_id, user.id)
  const { text, hash } = newSecretText('hfi_')
  const expiresAt = new Date(Date.now() + hours * HOUR_MS)
  await tx
    .insertInto('invitation_directory')
    .values({ token_hash: hash, company_id: user.company_id, user_id: user.id, expires_at: expiresAt })
    .execute()
  await queueEmail(tx, sealer, {
    companyId: user.company_id,
    to: user.email,
    subject: `${companyName} invites you to Holdfast`,
    text: [
      `${companyName} invites you to Holdfast, as ${user.role}.`,
      `Your invitation is ${text}`,
      `It is for you alone, and valid until ${expiresAt.toISOString()}. With it you choose a password and set up your authenticator.`,
      'If you did not expect it, do nothing.',
    ].join('\n\n'),
    sendUntil: expiresAt,
    at,
  })
}

/** Null: unknown, used, ended, expired, or of a company or user that was removed. */
export async function findInvitation(reader: Reader, token: string): Promise<Invitation | null> {
  const found = await reader
    .selectFrom('invitation_directory as i')
    .innerJoin('users as u', (join) =>
      join.onRef('u.company_id', '=', 'i.company_id').onRef('u.id', '=', 'i.user_id'),
    )
    .innerJoin('companies as c', 'c.company_id', 'i.company_id')
    .select(['i.token_hash as tokenHash', 'i.company_id as companyId', 'i.user_id as userId', 'u.email'])
    .where('i.token_hash', '=', hashSecretText(token.trim()))
    .where('i.used_at', 'is', null)
    .where('i.expires_at', '>', sql<Date>`clock_timestamp()`)
    .where('u.status', '=', 'INVITED')
    .where('u.deleted_at', 'is', null)
    .where('c.deleted_at', 'is', null)
    .executeTakeFirst()
  return found ?? null
}

/** Used, taken back, or replaced by a newer one. */
export async function endInvitations(tx: Tx, companyId: string, userId: string): Promise<void> {
  await tx
    .updateTable('invitation_directory')
    .set({ used_at: sql<Date>`now()` })
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .execute()
}
