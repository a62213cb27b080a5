import { generateRegistrationOptions } from '@simplewebauthn/server'
import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import type { PeopleTools } from '../deps.ts'
import { proveAgain, type WRONG } from '../prove-again.ts'
import { newChallenge } from './challenge.ts'
import { listPasskeys } from './passkey.ts'
import { relyingParty } from './relying-party.ts'
import { ALGORITHMS } from './verify.ts'

interface Offer {
  readonly email: string
  readonly companyName: string
  /** base64url */
  readonly known: readonly string[]
}

/**
 * What the browser asks its authenticator for. The code of the second factor comes first: whoever has got hold of a session only
 * must not be able to give himself a key of his own.
 */
export function offerPasskeyRoute(tools: PeopleTools) {
  const { sealer, config } = tools
  return writeRoute({
    method: 'POST',
    path: '/portal/api/passkeys/options',
    access: { person: true },
    summary: 'Begin to add a passkey, with a code of the second factor',
    refusals: ['PROOF_WRONG', 'SIGN_IN_LOCKED', 'PASSKEY_NEEDS_NAME'],
    tag: 'Portal',
    body: Type.Object({ code: Type.String() }),
    answer: Type.Object(
      { challenge: Type.String() },
      { description: 'PublicKeyCredentialCreationOptionsJSON of WebAuthn, for navigator.credentials.create' },
    ),
    async prepare(_db, { origin }) {
      return relyingParty(config.publicUrl, origin)
    },
    async write(tx, call) {
      const { companyId, body } = call
      const user = await proveAgain(tx, sealer, call, { code: body.code })
      if (isRefusal(user) || 'failed' in user) return user
      const { name } = await tx
        .selectFrom('companies')
        .select('name')
        .where('company_id', '=', companyId)
        .executeTakeFirstOrThrow()
      const known = await listPasskeys(tx, companyId, user.id)
      return {
        email: user.email,
        companyName: name,
        known: known.map(({ credential_id }) => credential_id.toString('base64url')),
      }
    },
    async finish(outcome: Offer | typeof WRONG, { caller, origin }) {
      if ('failed' in outcome) return refuse('PROOF_WRONG')
      const party = relyingParty(config.publicUrl, origin)
      if (isRefusal(party)) return party
      return generateRegistrationOptions({
        rpName: 'Holdfast',
        rpID: party.id,
        userID: userHandle(caller.id),
        userName: outcome.email,
        userDisplayName: `${outcome.email} (${outcome.companyName})`,
        challenge: bytes(newChallenge(sealer, { kind: 'add', userId: caller.id })),
        attestationType: 'none',
        excludeCredentials: outcome.known.map((id) => ({ id })),
        // Discoverable, and opened by finger, face or PIN: it stands for both factors.
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        supportedAlgorithmIDs: [...ALGORITHMS],
      })
    },
  })
}

/** What an authenticator keeps with the key, and gives back at sign-in. */
export function userHandle(userId: string): Uint8Array<ArrayBuffer> {
  return bytes(Buffer.from(userId.replaceAll('-', ''), 'hex'))
}

function bytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer)
}
