import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../sandbox/processes.ts'
import { GAS_KEY_PATH } from '../server/custody/derivation.ts'
import { openVault } from '../server/custody/vault.ts'
import { Secret } from '../server/kernel/secret.ts'
import { freshDatabase, type TestDatabase } from './harness/database.ts'

const MAIN = new URL('../server/main.ts', import.meta.url).pathname
const SOON_MS = 30_000

const newKey = () => randomBytes(32).toString('hex')
const vaultOf = (hex: string) =>
  openVault(database.db, new Secret({ kind: 'key', bytes: Buffer.from(hex, 'hex') }))

let database: TestDatabase
const key = newKey()
const next = newKey()
let address: string
let sealed: Buffer
beforeAll(async () => {
  database = await freshDatabase()
  const vault = await vaultOf(key)
  address = vault.address(GAS_KEY_PATH)
  sealed = vault.sealer.seal(Buffer.from('kept'), 'a place')
})
afterAll(() => database.drop())

interface Running {
  readonly child: ChildProcess
  ended(): Promise<{ readonly code: number | null; readonly output: string }>
}

/** `npm run rekey` with these settings and no others. */
function rekey(settings: Readonly<Record<string, string>>): Running {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, DATABASE_URL: database.url, ...settings }
  const child = spawn(process.execPath, [MAIN, 'rekey'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const closed = once(child, 'close')
  return {
    child,
    async ended() {
      await closed
      return { code: child.exitCode, output }
    },
  }
}

const right = { HOLDFAST_VAULT_KEY: key, HOLDFAST_NEW_VAULT_KEY: next }

test('without both keys nothing is changed, and the missing one is named', async () => {
  const { code, output } = await rekey({ HOLDFAST_VAULT_KEY: key }).ended()
  expect([code, output]).toEqual([1, expect.stringContaining('HOLDFAST_NEW_VAULT_KEY is missing')])
  const wrong = await rekey({ ...right, HOLDFAST_VAULT_KEY: newKey() }).ended()
  expect([wrong.code, wrong.output]).toEqual([1, expect.stringContaining('does not open the seed')])
  expect((await vaultOf(key)).address(GAS_KEY_PATH)).toBe(address)
})

test('killed in the middle it leaves the old key, and the next run changes it', async () => {
  await database.db.transaction().execute(async (tx) => {
    await sql`SELECT FROM vault_secrets FOR SHARE`.execute(tx) // lets it read and keeps it from writing
    const { child, ended } = rekey(right)
    const waits = sql<{ n: bigint }>`
      SELECT count(*) AS n FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`
    expect(await becomes(async () => (await waits.execute(database.db)).rows[0]?.n === 1n, SOON_MS)).toBe(
      true,
    )
    child.kill('SIGKILL')
    await ended()
  })
  expect((await vaultOf(key)).address(GAS_KEY_PATH)).toBe(address)

  expect(await rekey(right).ended()).toEqual({
    code: 0,
    output: expect.stringContaining('under the new key'),
  })
  await expect(vaultOf(key)).rejects.toThrow('HOLDFAST_VAULT_KEY does not open the seed')
})

test('under the new key there are the same addresses and everything that was sealed; run again it says that it is done', async () => {
  const vault = await vaultOf(next)
  expect(vault.address(GAS_KEY_PATH)).toBe(address)
  expect(vault.sealer.open(sealed, 'a place').toString()).toBe('kept')
  expect(await rekey(right).ended()).toEqual({ code: 0, output: expect.stringContaining('already') })
})

test('a key is changed for a passphrase, and no key is printed', async () => {
  const phrase = 'a passphrase that somebody remembers'
  const { code, output } = await rekey({
    HOLDFAST_VAULT_KEY: next,
    HOLDFAST_NEW_VAULT_PASSPHRASE: phrase,
  }).ended()
  expect(code).toBe(0)
  for (const secret of [next, phrase]) expect(output).not.toContain(secret)
  const vault = await openVault(database.db, new Secret({ kind: 'passphrase', text: phrase }))
  expect(vault.address(GAS_KEY_PATH)).toBe(address)
})
