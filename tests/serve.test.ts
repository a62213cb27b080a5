import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from './harness/database.ts'

const MAIN = new URL('../server/main.ts', import.meta.url).pathname
const EMPTY = `empty_${randomBytes(6).toString('hex')}`
let emptyUrl: string

beforeAll(async () => {
  const server = new URL(process.env.HOLDFAST_TEST_POSTGRES ?? '')
  await onServer(server.href, `CREATE DATABASE ${EMPTY}`)
  server.pathname = `/${EMPTY}`
  emptyUrl = server.href
})
afterAll(() =>
  onServer(process.env.HOLDFAST_TEST_POSTGRES ?? '', `DROP DATABASE ${EMPTY} WITH (FORCE)`).then(() => {}),
)

interface Ended {
  readonly code: number | string | null | undefined
  readonly output: string
}

/** Runs the program with these settings and no others. */
function run(command: string, settings: Record<string, string>): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, command],
      { env: { PATH: process.env.PATH, ...settings } },
      (error, out, err) => resolve({ code: error === null ? 0 : error.code, output: out + err }),
    )
  })
}

const GOOD = {
  HOLDFAST_OPERATOR_KEY: 'operator-key-of-the-tests-0123456789',
  HOLDFAST_VAULT_KEY: '11'.repeat(32),
  HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
  HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
}

describe('serve refuses to start, naming', () => {
  test('every setting that is missing', async () => {
    const { code, output } = await run('serve', {})
    expect(code).toBe(1)
    for (const name of ['DATABASE_URL', ...Object.keys(GOOD)]) expect(output).toContain(name)
    expect(output).not.toContain('    at ')
  })

  test('every setting that is wrong', async () => {
    const wrong = {
      ...GOOD,
      DATABASE_URL: emptyUrl,
      PORT: '99999',
      HOLDFAST_VAULT_KEY: 'abc',
      LOG_LEVEL: 'loud',
    }
    const { code, output } = await run('serve', wrong)
    expect(code).toBe(1)
    for (const name of ['PORT', 'HOLDFAST_VAULT_KEY', 'LOG_LEVEL']) expect(output).toContain(name)
    expect(output).not.toContain('abc')
  })

  test('a database that cannot be reached', async () => {
    const { code, output } = await run('serve', {
      ...GOOD,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    })
    expect([code, output]).toEqual([1, expect.stringContaining('DATABASE_URL')])
  })

  test('migrations that are missing; after migrate it no longer does', async () => {
    const settings = { ...GOOD, DATABASE_URL: emptyUrl }
    const refused = await run('serve', settings)
    expect(refused).toEqual({ code: 1, output: expect.stringContaining('npm run migrate') })
    expect(await run('verify', settings)).toMatchObject({ code: 1 })
    expect(await run('migrate', settings)).toEqual({
      code: 0,
      output: expect.stringContaining('0001_foundation'),
    })
    expect(await run('migrate', settings)).toEqual({ code: 0, output: 'The database is up to date.\n' })
    expect(await run('verify', settings)).toEqual({
      code: 0,
      output: expect.stringContaining('The books are right.'),
    })
  })
})

test('serve warns of a chain that has one node as it starts, naming the setting', async () => {
  const settings = { ...GOOD, DATABASE_URL: emptyUrl }
  const child = spawn(process.execPath, [MAIN, 'serve'], { env: { PATH: process.env.PATH, ...settings } })
  const ended = once(child, 'exit')
  let warning: string | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    warning = line
    if (line.includes('HOLDFAST_POLYGON_RPC_URL')) break
  }
  child.kill('SIGKILL')
  await ended
  expect(JSON.parse(warning ?? '')).toMatchObject({
    level: 'warn',
    setting: 'HOLDFAST_POLYGON_RPC_URL',
    msg: expect.stringContaining('HOLDFAST_POLYGON_RPC_URL'),
  })
})

test('an unknown command gets the list of commands', async () => {
  expect(await run('dance', {})).toEqual({
    code: 1,
    output: expect.stringContaining('serve | migrate | verify | rekey'),
  })
})
