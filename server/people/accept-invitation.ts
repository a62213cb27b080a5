import { Type } from 'typebox'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import type { PeopleTools } from './deps.ts'
import { findInvitation } from './invitation.ts'
import { readPassword } from './password.ts'
import { base32, newTotpSecret, otpauthUrl } from './totp.ts'
import { sealTotp } from './totp-secret.ts'
import { lockUser } from './user.ts'

/** May be called again until it is confirmed, for who lost the answer: the newest password and secret count. */
export function acceptInvitationRoute({ sealer, passwords, attempts }: PeopleTools) {
  return writeRoute({
    method: 'POST',
    path: '/portal/api/invitations/accept',
    access: { open: true },
    summary: 'Choose a password, and get the secret of the second factor',
    refusals: ['INVITATION_INVALID', 'PASSWORD_WEAK'],
    tag: 'Portal',
    body: Type.Object({ token: Type.String(), password: Type.String() }),
    answer: Type.Object({ totp_secret: Type.String(), otpauth_url: Type.String() }),
    async prepare(db, { caller, body }) {
      const limited = attempts?.take(caller.ipAddress) ?? null
      if (limited !== null) return limited
      const password = readPassword(body.password)
      if (isRefusal(password)) return password
      const invitation = await findInvitation(db, body.token)
      return invitation === null
        ? refuse('INVITATION_INVALID')
        : await passwords.hash(invitation.email, password)
    },
    async write(tx, { body }, hashed: string) {
      const invitation = await findInvitation(tx, body.token)
      if (invitation === null) return refuse('INVITATION_INVALID')
      const user = await lockUser(tx, invitation.companyId, invitation.userId)
      if (user?.status !== 'INVITED') return refuse('INVITATION_INVALID')
      const secret = newTotpSecret()
      await tx
        .updateTable('users')
        .set({ password: hashed, sealed_totp: sealTotp(sealer, user.id, secret), totp_step: null })
        .where('company_id', '=', user.company_id)
        .where('id', '=', user.id)
        .execute()
      return { totp_secret: base32(secret), otpauth_url: otpauthUrl(secret, user.email) }
    },
  })
}
