import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Sealer } from '../../kernel/sealer.ts'
import { isOpen, type Purpose } from './challenge.ts'
import type { Passkey } from './passkey.ts'
import type { RelyingParty } from './relying-party.ts'

/** EdDSA, ES256, RS256: what authenticators have. */
export const ALGORITHMS = [-8, -7, -257] as const

/** What came from outside and is looked at by the library alone: it throws for whatever is wrong with it. */
export type BrowserResponse = object

export interface NewCredential {
  readonly id: Buffer
  readonly publicKey: Buffer
  readonly counter: bigint
  readonly transports: readonly string[]
  readonly challenge: Buffer
}

interface Asked {
  readonly party: RelyingParty
  readonly sealer: Sealer
  readonly purpose: Purpose
}

/** Null: not what an authenticator answers to a challenge of ours, for this page, with its owner verified. */
export async function verifyNewPasskey(
  asked: Asked,
  response: BrowserResponse,
): Promise<NewCredential | null> {
  const challenge = challengeOf(asked)
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge.isOurs,
      expectedOrigin: asked.party.origin,
      expectedRPID: asked.party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ALGORITHMS],
    })
    if (registrationInfo === undefined) return null
    const { id, publicKey, counter, transports } = registrationInfo.credential
    return {
      id: Buffer.from(id, 'base64url'),
      publicKey: Buffer.from(publicKey),
      counter: BigInt(counter),
      transports: readTransports(transports),
      challenge: challenge.seen(),
    }
  } catch {
    return null
  }
}

export interface Signed {
  readonly counter: bigint
  readonly challenge: Buffer
}

/** Null: not signed with this passkey, by its verified owner, for this page and a challenge of ours. */
export async function verifySignIn(
  asked: Asked,
  passkey: Passkey,
  response: BrowserResponse,
): Promise<Signed | null> {
  const challenge = challengeOf(asked)
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge.isOurs,
      expectedOrigin: asked.party.origin,
      expectedRPID: asked.party.id,
      credential: {
        id: passkey.credential_id.toString('base64url'),
        publicKey: new Uint8Array(passkey.public_key),
        counter: Number(passkey.counter),
      },
      requireUserVerification: true,
    })
    if (!verified) return null
    return { counter: BigInt(authenticationInfo.newCounter), challenge: challenge.seen() }
  } catch {
    return null
  }
}

function challengeOf({ sealer, purpose }: Asked) {
  let answered = Buffer.alloc(0)
  return {
    isOurs(text: string): boolean {
      answered = Buffer.from(text, 'base64url')
      return isOpen(sealer, purpose, answered)
    },
    seen: () => answered,
  }
}

const TRANSPORTS_MAX = 10

/** A hint for browsers, from a browser: short texts or nothing. */
function readTransports(transports: unknown): string[] {
  if (!Array.isArray(transports)) return []
  return transports
    .filter((one) => typeof one === 'string' && /^[a-z-]{1,20}$/.test(one))
    .slice(0, TRANSPORTS_MAX)
}
