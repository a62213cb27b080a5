import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import { readText } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import type { PeopleTools } from '../deps.ts'
import { queueEmail } from '../queue-email.ts'
import { lockUser, type User } from '../user.ts'
import { useUp } from './challenge.ts'
import { type Passkey, PasskeyAnswer, passkeyAnswer } from './passkey.ts'
import { relyingParty } from './relying-party.ts'
import { type BrowserResponse, type NewCredential, verifyNewPasskey } from './verify.ts'

/** News of a day ago is still news. */
const SEND_MS_MAX = 24 * 3_600_000

export function addPasskeyRoute({ sealer, config }: PeopleTools) {
  return writeRoute({
    method: 'POST',
    path: '/portal/api/passkeys',
    access: { person: true },
    summary: 'Finish adding a passkey',
    refusals: ['PASSKEY_INVALID', 'PASSKEY_EXISTS', 'PASSKEY_NEEDS_NAME'],
    tag: 'Portal',
    body: Type.Object({
      name: Type.String({ description: '1 to 100 characters, to tell it apart' }),
      response: Type.Unsafe<BrowserResponse>({
        type: 'object',
        description: 'RegistrationResponseJSON of WebAuthn: what navigator.credentials.create gave',
      }),
    }),
    answer: PasskeyAnswer,
    status: 201,
    async prepare(_db, { caller, body, origin }) {
      const party = relyingParty(config.publicUrl, origin)
      if (isRefusal(party)) return party
      const purpose = { kind: 'add', userId: caller.id } as const
      return (await verifyNewPasskey({ party, sealer, purpose }, body.response)) ?? refuse('PASSKEY_INVALID')
    },
    async write(tx, { companyId, caller, body, traceId, now }, credential: NewCredential) {
      const name = readText('name', body.name)
      if (isRefusal(name)) return name
      const user = await lockUser(tx, companyId, caller.id)
      if (user === null) return refuse('SESSION_INVALID')
      if (!(await useUp(tx, credential.challenge))) return refuse('PASSKEY_INVALID')
      const passkey = await insertPasskey(tx, user, name, credential)
      if (passkey === null) return refuse('PASSKEY_EXISTS')
      await queueEmail(tx, sealer, {
        companyId,
        to: user.email,
        subject: 'A passkey was added to your account',
        text: `The passkey "${name}" opens your account from now on, without password and code. If that was not you, remove it, sign out everywhere, and tell another ADMIN.`,
        sendUntil: new Date(Date.now() + SEND_MS_MAX),
        at: now,
      })
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'user.passkey_added',
        objectType: 'user',
        objectId: user.id,
        before: null,
        after: { passkey_id: passkey.id, name },
        traceId,
        at: now,
      })
      return passkeyAnswer(passkey)
    },
  })
}

/** Null: it is somebody's already, his own or another's, of any company. */
async function insertPasskey(
  tx: Tx,
  user: User,
  name: string,
  credential: NewCredential,
): Promise<Passkey | null> {
  const id = newId()
  const listed = await tx
    .insertInto('passkey_directory')
    .values({ credential_id: credential.id, company_id: user.company_id, passkey_id: id })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (listed.numInsertedOrUpdatedRows !== 1n) return null
  return tx
    .insertInto('user_passkeys')
    .values({
      company_id: user.company_id,
      id,
      user_id: user.id,
      credential_id: credential.id,
      public_key: credential.publicKey,
      counter: credential.counter,
      transports: [...credential.transports],
      name,
      created_at: new Date(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}
