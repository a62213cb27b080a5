import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { VaultKey } from '../kernel/config.ts'
import { type Database, inTransaction } from '../kernel/database.ts'
import { Secret } from '../kernel/secret.ts'

const SECRET_NAME = 'seed'
const ENTROPY_BYTES = 32
/**
 * version 1 ‖ kind ‖ log2 N ‖ r ‖ p ‖ salt (16) ‖ iv (12) ‖ tag (16) ‖ ciphertext. All before the iv is authenticated. The scrypt
 * parameters are stored so that later releases can raise them and still open older seeds.
 */
const FORMAT = { version: 1, header: 5, salt: 16, iv: 12, tag: 16 } as const
const KINDS = { key: 0, passphrase: 1 } as const
const SCRYPT = { log2N: 17, r: 8, p: 1 } as const
const SCRYPT_LOG2N_MAX = 22

/** The vault cannot be opened: the text says what the operator can do, and holds no secret. */
export class VaultError extends Error {}

/**
 * The 32 bytes from which every key follows (BIP39 entropy). Made at the first start; of two first starts at once one seed
 * wins and both use it. @throws VaultError when the given key does not open it.
 */
export async function openSeed(db: Database, vaultKey: VaultKey): Promise<Secret<Buffer>> {
  const stored = await readSealed(db)
  if (stored !== undefined) return unseal(stored, vaultKey)
  const sealed = await seal(new Secret(randomBytes(ENTROPY_BYTES)), vaultKey)
  return unseal(await storeFirst(db, sealed), vaultKey)
}

/** As `openSeed`, for who only looks: where there is none it makes none, and gives null. */
export async function openStoredSeed(db: Database, vaultKey: VaultKey): Promise<Secret<Buffer> | null> {
  const stored = await readSealed(db)
  return stored === undefined ? null : unseal(stored, vaultKey)
}

/**
 * Seals the seed under another key. Everything else that is sealed or hashed follows from the seed and stays as it is; so it is one row,
 * and a kill leaves the old one or the new one. Nodes that run hold the seed and do not read the row again.
 * @returns false: `next` opens it already, as after a kill behind the commit.
 * @throws VaultError when there is no seed, or neither key opens it.
 */
export async function rekeySeed(db: Database, vaultKey: VaultKey, next: VaultKey): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom('vault_secrets')
      .select('sealed')
      .where('name', '=', SECRET_NAME)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw new VaultError('This database has no seed yet: the first start makes it.')
    if (await opens(row.sealed, next)) return false
    const entropy = await unseal(row.sealed, vaultKey)
    const sealed = await seal(entropy, next)
    await tx.updateTable('vault_secrets').set({ sealed }).where('name', '=', SECRET_NAME).execute()
    return true
  })
}

async function opens(sealed: Buffer, vaultKey: VaultKey): Promise<boolean> {
  return unseal(sealed, vaultKey).then(
    () => true,
    (error: unknown) => {
      if (error instanceof VaultError) return false
      throw error
    },
  )
}

async function readSealed(db: Database): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('vault_secrets')
    .select('sealed')
    .where('name', '=', SECRET_NAME)
    .executeTakeFirst()
  return row?.sealed
}

/** Stores `sealed` unless another start was first. @returns what is stored. */
async function storeFirst(db: Database, sealed: Buffer): Promise<Buffer> {
  return inTransaction(db, async (tx) => {
    const addresses = await tx.selectFrom('derivation_counters').select('branch').limit(1).executeTakeFirst()
    const inserted = await tx
      .insertInto('vault_secrets')
      .values({ name: SECRET_NAME, sealed, created_at: new Date() })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('sealed')
      .executeTakeFirst()
    if (inserted === undefined) {
      const row = await tx
        .selectFrom('vault_secrets')
        .select('sealed')
        .where('name', '=', SECRET_NAME)
        .executeTakeFirstOrThrow()
      return row.sealed
    }
    // A new seed under existing addresses would take deposits for which nobody has the keys.
    if (addresses !== undefined)
      throw new VaultError(
        'This database has derived addresses but its sealed seed is missing (table vault_secrets). Restore that row from a backup.',
      )
    return inserted.sealed
  })
}

async function seal(entropy: Secret<Buffer>, vaultKey: VaultKey): Promise<Buffer> {
  const header = Buffer.from([
    FORMAT.version,
    KINDS[vaultKey.reveal().kind],
    SCRYPT.log2N,
    SCRYPT.r,
    SCRYPT.p,
  ])
  const preamble = Buffer.concat([header, randomBytes(FORMAT.salt)])
  const key = await sealingKey(vaultKey.reveal(), preamble)
  const iv = randomBytes(FORMAT.iv)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(preamble)
  const ciphertext = Buffer.concat([cipher.update(entropy.reveal()), cipher.final()])
  return Buffer.concat([preamble, iv, cipher.getAuthTag(), ciphertext])
}

async function unseal(sealed: Buffer, vaultKey: VaultKey): Promise<Secret<Buffer>> {
  const preambleEnd = FORMAT.header + FORMAT.salt
  const tagAt = preambleEnd + FORMAT.iv
  if (sealed.length !== tagAt + FORMAT.tag + ENTROPY_BYTES || sealed[0] !== FORMAT.version)
    throw new VaultError('The sealed seed in this database is of a format that this release does not know.')
  const given = vaultKey.reveal()
  if (sealed[1] !== KINDS[given.kind])
    throw new VaultError(
      given.kind === 'key'
        ? 'The seed in this database was sealed with a passphrase: set HOLDFAST_VAULT_PASSPHRASE, not HOLDFAST_VAULT_KEY.'
        : 'The seed in this database was sealed with a key: set HOLDFAST_VAULT_KEY, not HOLDFAST_VAULT_PASSPHRASE.',
    )
  const preamble = sealed.subarray(0, preambleEnd)
  const key = await sealingKey(given, preamble)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(preambleEnd, tagAt))
      .setAAD(preamble)
      .setAuthTag(sealed.subarray(tagAt, tagAt + FORMAT.tag))
    return new Secret(Buffer.concat([decipher.update(sealed.subarray(tagAt + FORMAT.tag)), decipher.final()]))
  } catch {
    const name = given.kind === 'key' ? 'HOLDFAST_VAULT_KEY' : 'HOLDFAST_VAULT_PASSPHRASE'
    throw new VaultError(
      `${name} does not open the seed in this database: it is not the one with which it was sealed.`,
    )
  }
}

async function sealingKey(given: ReturnType<VaultKey['reveal']>, preamble: Buffer): Promise<Buffer> {
  const salt = preamble.subarray(FORMAT.header)
  if (given.kind === 'key') return Buffer.from(hkdfSync('sha256', given.bytes, salt, 'holdfast seed', 32))
  const [log2N = 0, r = 0, p = 0] = preamble.subarray(2, FORMAT.header)
  if (log2N < 1 || log2N > SCRYPT_LOG2N_MAX || r < 1 || r > 32 || p < 1 || p > 16)
    throw new VaultError('The sealed seed in this database names scrypt parameters out of range.')
  const cost = { N: 2 ** log2N, r, p, maxmem: 2 * 128 * 2 ** log2N * r }
  return scryptKey(given.text.normalize('NFKC'), salt, 32, cost)
}

const scryptKey = promisify<
  string,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt)
