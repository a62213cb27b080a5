import { createHash } from 'node:crypto'
import { keccak256 } from 'viem'

/** What a signature is for. Part of every request, so that a signer elsewhere can judge what it is asked to sign. */
export interface SigningContext {
  /** TRANSACTION: does `intent`. CANCELLATION: only spends the nonce. DELEGATION: an EIP-7702 authorization. */
  readonly purpose: 'TRANSACTION' | 'CANCELLATION' | 'DELEGATION'
  readonly companyId: string
  /** The chain transaction for which it is made. */
  readonly transactionId: string
  readonly chain: string
  readonly chainId: number
  /** What the transaction must do, as it was stored before anything was built (chains/types.ts, Intent). */
  readonly intent: Readonly<Record<string, unknown>>
  /** The exact unsigned bytes. */
  readonly payload: Uint8Array
  /** How the digest follows from them: Keccak-256 (EVM) or SHA-256 (Tron). */
  readonly digestIs: 'KECCAK256' | 'SHA256'
  /** The company's policies under which it was allowed; null: none, or a payment of the platform to itself. */
  readonly policyVersion: string | null
  /** Ids of the people who approved it. */
  readonly approvedBy: readonly string[]
}

export interface SigningRequest {
  /** Follows from key and digest: asked again, it is the same request and has the same answer. */
  readonly requestId: string
  /** Which key: a path of derivation.ts. */
  readonly keyPath: string
  /** 32 bytes. */
  readonly digest: Uint8Array
  readonly context: SigningContext
}

/** secp256k1, low s. */
export interface Signature {
  readonly r: bigint
  readonly s: bigint
  readonly yParity: 0 | 1
}

/** A holder of a second share may refuse: then nothing was signed, and asking again changes nothing. */
export type SigningOutcome =
  | { readonly signed: true; readonly signature: Signature }
  | { readonly signed: false; readonly reason: string }

/**
 * The only way to a signature. Local today (vault.ts); asynchronous and told the whole purpose, so that a KMS or the
 * holder of a second key share can stand here and refuse by itself.
 */
export interface Signer {
  /**
   * @throws SignerUnavailable when there is no answer now: ask again. SignerError when the request contradicts itself.
   */
  sign(request: SigningRequest): Promise<SigningOutcome>
}

export class SignerError extends Error {}
export class SignerUnavailable extends Error {}

/** The request for a signature with this key over the context's payload. */
export function signingRequest(keyPath: string, context: SigningContext): SigningRequest {
  const digest = digestOf(context)
  const requestId = createHash('sha256').update(`${keyPath}\n`).update(digest).digest('hex')
  return { requestId, keyPath, digest, context }
}

/** @throws SignerError when digest or request id are not those of the payload: then a check of the payload proves nothing. */
export function demandConsistent({ requestId, keyPath, digest, context }: SigningRequest): void {
  const right = signingRequest(keyPath, context)
  if (!Buffer.from(digest).equals(right.digest))
    throw new SignerError('The digest is not that of the payload in its context')
  if (requestId !== right.requestId) throw new SignerError('The request id is not that of key and digest')
}

function digestOf({ payload, digestIs }: SigningContext): Uint8Array {
  switch (digestIs) {
    case 'KECCAK256':
      return keccak256(payload, 'bytes')
    case 'SHA256':
      return createHash('sha256').update(payload).digest()
  }
}
