/** What the vault does for the other rooms: keeps small secrets at rest. Implemented by custody/vault.ts. */
export interface Sealer {
  /** AES-256-GCM under a key of the vault. `context` (table, column, row id) is authenticated: a sealed value moved to another row does not open. */
  seal(plain: Buffer, context: string): Buffer
  /** @throws when the value was sealed under another context or key, or was changed. */
  open(sealed: Buffer, context: string): Buffer
  /** HMAC-SHA256 under a key of the vault, one per purpose: look-ups and comparisons without the value. */
  keyedHash(purpose: string, data: string | Buffer): Buffer
}
