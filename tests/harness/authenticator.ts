import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What a browser and its authenticator do, in software: keys on P-256, attestation "none". */
export interface Authenticator {
  /** As navigator.credentials.create. */
  create(options: CreationOptions, ceremony: Ceremony): RegistrationResponse
  /** As navigator.credentials.get, with the newest passkey of the relying party. */
  get(options: RequestOptions, ceremony: Ceremony): AuthenticationResponse
}

export interface Ceremony {
  /** Of the page that calls. */
  readonly origin: string
  /** Whether its owner has shown a finger, a face or a PIN. Default: yes. */
  readonly isVerified?: boolean
}

export interface CreationOptions {
  readonly challenge: string
  readonly rp: { readonly id: string }
  readonly user: { readonly id: string }
  readonly excludeCredentials?: readonly { readonly id: string }[]
}

export interface RequestOptions {
  readonly challenge: string
  readonly rpId: string
}

interface Credential {
  readonly id: string
  readonly rpId: string
  readonly userHandle: string
  readonly key: KeyObject
  counter: number
}

export interface RegistrationResponse {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly clientExtensionResults: object
  readonly response: {
    readonly clientDataJSON: string
    readonly attestationObject: string
    readonly transports: readonly string[]
  }
}

export interface AuthenticationResponse {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly clientExtensionResults: object
  readonly response: {
    readonly clientDataJSON: string
    readonly authenticatorData: string
    readonly signature: string
    readonly userHandle: string
  }
}

const PRESENT = 0x01
const VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40

/** @param counts most passkeys that are kept in a cloud do not: their counter stays 0. */
export function createAuthenticator({ counts = true }: { readonly counts?: boolean } = {}): Authenticator {
  const credentials: Credential[] = []
  return {
    create(options, ceremony) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const id = randomBytes(32)
      const credential: Credential = {
        id: id.toString('base64url'),
        rpId: options.rp.id,
        userHandle: options.user.id,
        key: privateKey,
        counter: counts ? 1 : 0,
      }
      credentials.push(credential)
      const authData = Buffer.concat([
        dataOf(credential, ceremony, HAS_CREDENTIAL),
        Buffer.alloc(16), // no model
        Buffer.from([id.length >> 8, id.length & 0xff]),
        id,
        coseKey(publicKey),
      ])
      return {
        ...named(credential),
        response: {
          clientDataJSON: clientData('webauthn.create', options.challenge, ceremony).toString('base64url'),
          attestationObject: cborMap([
            ['fmt', 'none'],
            ['attStmt', new Map()],
            ['authData', authData],
          ]).toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    get(options, ceremony) {
      const credential = credentials.findLast(({ rpId }) => rpId === options.rpId)
      if (credential === undefined) throw new Error(`no passkey of ${options.rpId}`)
      if (counts) credential.counter += 1
      const authData = dataOf(credential, ceremony, 0)
      const client = clientData('webauthn.get', options.challenge, ceremony)
      const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()])
      return {
        ...named(credential),
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: sign('sha256', signed, credential.key).toString('base64url'),
          userHandle: credential.userHandle,
        },
      }
    },
  }
}

function named({ id }: Credential) {
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const
}

function clientData(type: string, challenge: string, { origin }: Ceremony): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

function dataOf({ rpId, counter }: Credential, { isVerified = true }: Ceremony, flags: number): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  return Buffer.concat([
    createHash('sha256').update(rpId).digest(),
    Buffer.from([flags | PRESENT | (isVerified ? VERIFIED : 0)]),
    count,
  ])
}

/** ES256 on P-256 (RFC 9053). */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return cborMap([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ])
}

type Cbor = number | string | Buffer | Map<unknown, unknown>

/** As much of RFC 8949 as an authenticator needs. */
function cborMap(entries: readonly (readonly [number | string, Cbor])[]): Buffer {
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(cbor)])
}

function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  return value instanceof Map ? head(5, 0) : Buffer.concat([head(2, value.length), value])
}

function head(major: number, length: number): Buffer {
  const type = major << 5
  if (length < 24) return Buffer.from([type | length])
  return length < 256
    ? Buffer.from([type | 24, length])
    : Buffer.from([type | 25, length >> 8, length & 0xff])
}
