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
  /** The exact unsigned bytes; their Keccak-256 is the digest. */
  readonly payload: Uint8Array
}

export interface SigningRequest {
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

/**
 * The only way to a signature. Local today (vault.ts); asynchronous and told the whole purpose, so that a KMS or the
 * holder of a second key share can stand here and refuse by itself.
 */
export interface Signer {
  /** @throws SignerError when the digest is not that of `context.payload`. */
  sign(request: SigningRequest): Promise<Signature>
}

export class SignerError extends Error {}
