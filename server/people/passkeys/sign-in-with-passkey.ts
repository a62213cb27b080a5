import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import { personCaller } from '../../kernel/http/authenticate.ts'
import { readRoute, writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import type { PeopleTools } from '../deps.ts'
import { giveSession, NewSessionAnswer, openSession } from '../session.ts'
import { lockUser } from '../user.ts'
import { newChallenge, useUp } from './challenge.ts'
import { userHandle } from './offer-passkey.ts'
import { findPasskey, type Passkey } from './passkey.ts'
import { relyingParty } from './relying-party.ts'
import { type BrowserResponse, type Signed, verifySignIn } from './verify.ts'

const PURPOSE = { kind: 'sign in' } as const

/** The same for everybody: whose passkey it will be is not known yet, and nothing is told about who has one. */
export function askForPasskeyRoute({ sealer, attempts, config }: PeopleTools) {
  return readRoute({
    method: 'POST',
    path: '/portal/api/sign-in/passkey/options',
    access: { open: true },
    summary: 'Begin to sign in with a passkey',
    refusals: ['PASSKEY_NEEDS_NAME'],
    tag: 'Portal',
    answer: Type.Object(
      { challenge: Type.String() },
      { description: 'PublicKeyCredentialRequestOptionsJSON of WebAuthn, for navigator.credentials.get' },
    ),
    async read(_db, { caller, origin }) {
      const limited = attempts?.take(caller.ipAddress) ?? null
      if (limited !== null) return limited
      const party = relyingParty(config.publicUrl, origin)
      if (isRefusal(party)) return party
      return generateAuthenticationOptions({
        rpID: party.id,
        challenge: new Uint8Array(newChallenge(sealer, PURPOSE)),
        userVerification: 'required',
      })
    },
  })
}

interface Shown extends Signed {
  readonly passkey: Passkey
}

/** Stands for password and code: the authenticator has verified its owner. Whatever is wrong, there is one answer. */
export function signInWithPasskeyRoute(tools: PeopleTools) {
  const { sealer, attempts, config } = tools
  return writeRoute({
    method: 'POST',
    path: '/portal/api/sign-in/passkey',
    access: { open: true },
    summary: 'Sign in with a passkey',
    refusals: ['PASSKEY_REFUSED', 'PASSKEY_NEEDS_NAME'],
    tag: 'Portal',
    body: Type.Object({
      response: Type.Unsafe<BrowserResponse>({
        type: 'object',
        description: 'AuthenticationResponseJSON of WebAuthn: what navigator.credentials.get gave',
      }),
    }),
    answer: NewSessionAnswer,
    async prepare(db, { caller, body: { response }, origin }) {
      const limited = attempts?.take(caller.ipAddress) ?? null
      if (limited !== null) return limited
      const party = relyingParty(config.publicUrl, origin)
      if (isRefusal(party)) return party
      const id = memberOf(response, 'id')
      const passkey = id === null ? null : await findPasskey(db, Buffer.from(id, 'base64url'))
      if (passkey === null || !isOfUser(response, passkey)) return refuse('PASSKEY_REFUSED')
      const signed = await verifySignIn({ party, sealer, purpose: PURPOSE }, passkey, response)
      return signed === null ? refuse('PASSKEY_REFUSED') : { ...signed, passkey }
    },
    async write(tx, { caller: { ipAddress }, userAgent, page, traceId, now }, shown: Shown) {
      const { company_id: companyId, user_id: userId, id, name } = shown.passkey
      const user = await lockUser(tx, companyId, userId)
      if (user?.status !== 'ACTIVE' || !(await isCompanyThere(tx, companyId)))
        return refuse('PASSKEY_REFUSED')
      if (!(await useUp(tx, shown.challenge)) || !(await noteUse(tx, shown))) return refuse('PASSKEY_REFUSED')
      await writeAudit(tx, {
        companyId,
        caller: personCaller({ userId, email: user.email, role: user.role }, ipAddress),
        action: 'user.signed_in',
        objectType: 'user',
        objectId: userId,
        before: null,
        after: { passkey_id: id, name },
        traceId,
        at: now,
      })
      const { sessionHoursMax } = config.people
      return giveSession(
        page,
        await openSession(tx, user, { ipAddress, userAgent }, sessionHoursMax),
        sessionHoursMax,
      )
    },
  })
}

/** The authenticator names the user that the passkey was made for. */
function isOfUser(response: BrowserResponse, passkey: Passkey): boolean {
  const handle = memberOf(Reflect.get(response, 'response'), 'userHandle')
  return handle !== null && Buffer.from(handle, 'base64url').equals(userHandle(passkey.user_id))
}

function memberOf(value: unknown, name: string): string | null {
  if (typeof value !== 'object' || value === null) return null
  const member: unknown = Reflect.get(value, name)
  return typeof member === 'string' ? member : null
}

async function isCompanyThere(tx: Tx, companyId: string): Promise<boolean> {
  const found = await tx
    .selectFrom('companies')
    .select('company_id')
    .where('company_id', '=', companyId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return found !== undefined
}

/** False: it was removed meanwhile, or its counter has not risen, so there are two of it. Many authenticators do not count: theirs stays 0. */
async function noteUse(tx: Tx, { passkey, counter }: Shown): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('user_passkeys')
    .set({ counter, last_used_at: sql<Date>`now()` })
    .where('company_id', '=', passkey.company_id)
    .where('id', '=', passkey.id)
    .where((eb) => eb.or([eb('counter', '<', counter), sql<boolean>`counter = 0 AND ${counter} = 0`]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
