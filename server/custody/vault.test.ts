import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { hexToBytes, keccak256, recoverAddress, serializeSignature, sha256, toHex } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { inTransaction } from '../kernel/database.ts'
import { Secret } from '../kernel/secret.ts'
import { GAS_KEY_PATH, keyBranch } from './derivation.ts'
import { deriveAddress } from './derive-address.ts'
import { plantKeyTree } from './key-tree.ts'
import { openSeed, VaultError } from './seed.ts'
import { SignerError, signingRequest } from './signer.ts'
import { openVault } from './vault.ts'

const COMPANY = '0192f3a0-0000-7000-8000-000000000001'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
beforeEach(async () => {
  await database.db.deleteFrom('vault_secrets').execute()
  await database.db.deleteFrom('derivation_counters').execute()
})
afterAll(() => database.drop())

const aKey = () => new Secret({ kind: 'key' as const, bytes: randomBytes(32) })
const aPassphrase = (text: string) => new Secret({ kind: 'passphrase' as const, text })

test('the same key opens the same seed at every start', async () => {
  const key = aKey()
  const first = await openVault(database.db, key)
  const second = await openVault(database.db, key)
  expect(second.address(GAS_KEY_PATH)).toBe(first.address(GAS_KEY_PATH))
})

test('two first starts at once end with one seed', async () => {
  const key = aKey()
  const vaults = await Promise.all(Array.from({ length: 8 }, () => openVault(database.db, key)))
  expect(new Set(vaults.map((vault) => vault.address(GAS_KEY_PATH))).size).toBe(1)
  expect(await database.db.selectFrom('vault_secrets').select('name').execute()).toHaveLength(1)
})

test('a passphrase opens what it sealed, and another one is refused with the name of the setting', async () => {
  const vault = await openVault(database.db, aPassphrase('correct horse battery'))
  const again = await openVault(database.db, aPassphrase('correct horse battery'))
  expect(again.address(GAS_KEY_PATH)).toBe(vault.address(GAS_KEY_PATH))
  await expect(openVault(database.db, aPassphrase('incorrect horse battery'))).rejects.toThrow(
    /HOLDFAST_VAULT_PASSPHRASE does not open the seed/,
  )
})

test('a wrong key, or a passphrase where a key was used, is refused with a message and no secret in it', async () => {
  await openVault(database.db, aKey())
  const wrong = aKey()
  const refusal = await openVault(database.db, wrong).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(VaultError)
  expect(String(refusal)).toMatch(/HOLDFAST_VAULT_KEY does not open the seed/)
  expect(inspect(refusal)).not.toContain(wrong.reveal().bytes.toString('hex'))
  await expect(openVault(database.db, aPassphrase('a long enough phrase'))).rejects.toThrow(
    /set HOLDFAST_VAULT_KEY/,
  )
})

test('the seed is not in the database in clear, and a changed byte anywhere in its row is noticed', async () => {
  const key = aKey()
  const entropy = (await openSeed(database.db, key)).reveal()
  const { sealed } = await database.db.selectFrom('vault_secrets').select('sealed').executeTakeFirstOrThrow()
  expect(sealed.includes(entropy)).toBe(false)
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    await database.db.updateTable('vault_secrets').set({ sealed: changed }).execute()
    await expect(openVault(database.db, key), `byte ${at}`).rejects.toThrow(VaultError)
  }
})

test('no new seed is made under addresses that already exist', async () => {
  await database.db
    .insertInto('derivation_counters')
    .values({ company_id: COMPANY, branch: 16, next_index: 3 })
    .execute()
  await expect(openVault(database.db, aKey())).rejects.toThrow(/seed is missing/)
  expect(await database.db.selectFrom('vault_secrets').select('name').execute()).toHaveLength(0)
})

test('addresses are those that any BIP39 wallet derives from the same words', async () => {
  const keys = await plantKeyTree(new Secret(Buffer.alloc(32)))
  const words = `${'abandon '.repeat(23)}art`
  for (const keyPath of [GAS_KEY_PATH, "m/44'/60'/7'/17/12"] as const) {
    const privateKey = keys.key(keyPath).reveal().privateKey ?? new Uint8Array()
    const other = mnemonicToAccount(words, { path: keyPath as "m/44'/60'/0'/0/0" })
    expect(toHex(privateKey)).toBe(toHex(other.getHdKey().privateKey ?? new Uint8Array([1])))
  }
})

test('concurrent derivations get different indexes without gaps, and a rolled-back one takes none', async () => {
  const vault = await openVault(database.db, aKey())
  const owner = { companyId: COMPANY, companyNumber: 7, chain: 'POLYGON', role: 'DEPOSIT' as const }
  const derived = await Promise.all(
    Array.from({ length: 20 }, () => inTransaction(database.db, (tx) => deriveAddress(tx, vault, owner))),
  )
  await expect(
    inTransaction(database.db, async (tx) => {
      await deriveAddress(tx, vault, owner)
      throw new Error('rolled back')
    }),
  ).rejects.toThrow('rolled back')
  derived.push(await inTransaction(database.db, (tx) => deriveAddress(tx, vault, owner)))
  const indexes = derived.map(({ keyPath }) => Number(keyPath.split('/').at(-1))).sort((a, b) => a - b)
  expect(indexes).toEqual(Array.from({ length: 21 }, (_, index) => index))
  for (const { keyPath, address } of derived) expect(vault.address(keyPath)).toBe(address)
})

test('no two of company, chain, role and index share a path, and the platform’s company number gives no addresses', async () => {
  const vault = await openVault(database.db, aKey())
  const branches = ['POLYGON', 'BSC', 'TRON'].flatMap((chain) =>
    (['DEPOSIT', 'HOLDING', 'CARD_DEPOSIT', 'CARD_HOLDING', 'TREASURY'] as const).map((role) =>
      keyBranch(chain, role),
    ),
  )
  expect(new Set(branches).size).toBe(15)
  expect(() => keyBranch('SOLANA', 'DEPOSIT')).toThrow()
  const platform = { companyId: COMPANY, companyNumber: 0, chain: 'POLYGON', role: 'DEPOSIT' as const }
  await expect(inTransaction(database.db, (tx) => deriveAddress(tx, vault, platform))).rejects.toThrow()
  for (const path of ["m/44'/60'/1'/2147483648/0", "m/44'/60'/1/2/3", 'm', "m/44'/60'/1'/2/3'"])
    expect(() => vault.address(path)).toThrow()
})

const contextOf = (payload: Uint8Array, digestIs: 'KECCAK256' | 'SHA256') => ({
  purpose: 'TRANSACTION' as const,
  companyId: COMPANY,
  transactionId: COMPANY,
  chain: 'POLYGON',
  chainId: 137,
  intent: {},
  payload,
  digestIs,
  policyVersion: null,
  approvedBy: [],
})

test.each(['KECCAK256', 'SHA256'] as const)(
  'a signature is that of the named key over the payload’s %s, and of nothing else',
  async (digestIs) => {
    const vault = await openVault(database.db, aKey())
    const signer = vault.signerFor(GAS_KEY_PATH)
    const payload = randomBytes(100)
    const request = signingRequest(GAS_KEY_PATH, contextOf(payload, digestIs))
    const hash = digestIs === 'SHA256' ? sha256(payload) : keccak256(payload)
    expect(toHex(request.digest)).toBe(hash)
    const outcome = await signer.sign(request)
    if (!outcome.signed) throw new Error('the local vault does not refuse')
    const { r, s, yParity } = outcome.signature
    const signature = serializeSignature({ r: toHex(r, { size: 32 }), s: toHex(s, { size: 32 }), yParity })
    expect(await recoverAddress({ hash, signature })).toBe(vault.address(GAS_KEY_PATH))
    expect(await signer.sign(request)).toEqual(outcome)
    const contradictions = [
      { ...request, digest: hexToBytes(keccak256('0x00')) },
      { ...request, requestId: '00'.repeat(32) },
      { ...request, context: contextOf(payload, digestIs === 'SHA256' ? 'KECCAK256' : 'SHA256') },
      { ...request, context: contextOf(randomBytes(100), digestIs) },
    ]
    for (const wrong of contradictions) await expect(signer.sign(wrong)).rejects.toThrow(SignerError)
  },
)

test('sealed values open only where they were sealed, and only unchanged', async () => {
  const { sealer } = await openVault(database.db, aKey())
  const sealed = sealer.seal(Buffer.from('whsec_abc'), 'companies.webhook_secret.1')
  expect(sealer.open(sealed, 'companies.webhook_secret.1').toString()).toBe('whsec_abc')
  expect(sealer.seal(Buffer.from('whsec_abc'), 'companies.webhook_secret.1').equals(sealed)).toBe(false)
  expect(() => sealer.open(sealed, 'companies.webhook_secret.2')).toThrow()
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 0x80
    expect(() => sealer.open(changed, 'companies.webhook_secret.1'), `byte ${at}`).toThrow()
  }
  expect(() => sealer.open(sealed.subarray(0, 20), 'companies.webhook_secret.1')).toThrow()
})

test('keyed hashes differ by purpose, by data and by vault, and are the same at every start', async () => {
  const key = aKey()
  const { sealer } = await openVault(database.db, key)
  const { sealer: again } = await openVault(database.db, key)
  const hash = sealer.keyedHash('idempotency', 'a')
  expect(again.keyedHash('idempotency', 'a').equals(hash)).toBe(true)
  expect(sealer.keyedHash('other', 'a').equals(hash)).toBe(false)
  expect(sealer.keyedHash('idempotency', 'b').equals(hash)).toBe(false)
  await database.db.deleteFrom('vault_secrets').execute()
  const { sealer: foreign } = await openVault(database.db, aKey())
  expect(foreign.keyedHash('idempotency', 'a').equals(hash)).toBe(false)
})

test('nothing that holds a key prints it', async () => {
  const entropy = await openSeed(database.db, aKey())
  const keys = await plantKeyTree(entropy)
  const vault = await openVault(database.db, aKey()).catch(() => null)
  const key = keys.key(GAS_KEY_PATH)
  const printed = [entropy, key, keys, vault]
    .map((thing) => inspect(thing, { depth: 9 }) + JSON.stringify(thing))
    .join()
  expect(printed).not.toContain(entropy.reveal().toString('hex'))
  expect(printed).not.toContain(Buffer.from(key.reveal().privateKey ?? []).toString('hex'))
  expect(printed).toContain('[secret]')
})
