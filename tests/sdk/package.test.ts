import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ErrorCode } from '../../sdk/src/error.ts'
import { parseExact } from '../../sdk/src/exact-json.ts'
import { errors } from '../../server/kernel/errors.ts'
import { envelopeBytes } from '../../server/webhooks/envelope.ts'
import { sampleEvents } from '../../server/webhooks/sample-events.ts'
import { assertSdkBuilt, SDK } from './built.ts'

const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))

/** Outside of this repository, as a program of somebody else is. */
let folder: string
beforeAll(() => {
  assertSdkBuilt()
  folder = mkdtempSync(join(tmpdir(), 'holdfast-sdk-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(SDK, join(folder, 'node_modules/holdfast-sdk'), 'junction')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

/** What TypeScript complains of in these programs; empty: nothing. */
function typeErrors(programs: Readonly<Record<string, string>>): string {
  const files = Object.entries(programs).map(([name, text]) => write(`${name}.mts`, text))
  const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2023,dom']
  try {
    return execFileSync(process.execPath, [TSC, ...flags, ...files], { cwd: folder, encoding: 'utf8' })
  } catch (error) {
    return String(Reflect.get(Object(error), 'stdout'))
  }
}

/** Every event that the platform knows, as a program. */
function eventsProgram(): string {
  const events = sampleEvents.map((sample, index) => {
    const stored = {
      ...sample,
      companyId: 'company',
      id: `event-${index}`,
      operationId: 'test',
      reason: null,
      topLevel: {},
      traceId: '',
    }
    return JSON.stringify(parseExact(envelopeBytes(stored, 'current').toString()))
  })
  return `import type { WebhookEvent } from 'holdfast-sdk'\nexport const events: WebhookEvent[] = [${events.join(',\n')}]\n`
}

const program = (line: string) =>
  `import { createClient, wallets } from 'holdfast-sdk'
const client = createClient({ baseUrl: 'http://127.0.0.1', apiKey: 'k' })
const to = { to_wallet_address: '0x', token_address: '0x' }
${line}\n`

test('programs with the types of the SDK have no mistake: those of the guide, and one of every event of the platform', () => {
  const guide = readFileSync(new URL('../../docs/sdk.md', import.meta.url), 'utf8')
  const examples = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, text = ''], index) => [
    `guide-${index}`,
    text,
  ])
  expect(examples).toHaveLength(4)
  const right =
    program(`const { transaction_hash } = await wallets.withdraw(client, { walletId: 'w', ...to, amount: '1.5' })
for await (const { amount } of wallets.allMovements(client, { walletId: 'w', size: 50 })) amount satisfies string
export { transaction_hash }`)
  expect(typeErrors({ ...Object.fromEntries(examples), events: eventsProgram(), right })).toBe('')
})

test('TypeScript tells of amounts that are floats, ids that are missing, fields and events that there are not', () => {
  const told = typeErrors({
    float: program(`await wallets.withdraw(client, { walletId: 'w', ...to, amount: 1.5 })`),
    id: program(`await wallets.withdraw(client, { ...to, amount: '1' })`),
    field: program(`export const { blokchain } = await wallets.get(client, { walletId: 'w' })`),
    event: eventsProgram().replace('"deposit"', '"deposits"'),
    data: eventsProgram().replace('"net_amount"', '"nett_amount"'),
  })
  expect(told).toMatch(/^float\.mts.*'number' is not assignable/m)
  expect(told).toMatch(/^id\.mts.*\n.*\n?.*walletId/m)
  expect(told).toMatch(/^field\.mts.*blokchain/m)
  expect(told).toMatch(/^event\.mts.*not assignable/m)
  expect(told).toMatch(/^data\.mts/m)
})

test('a program carries no call that it does not use', async () => {
  const entry = write(
    'small.js',
    `import { createClient, wallets } from 'holdfast-sdk'
export const read = (options) => wallets.get(createClient(options), { walletId: 'w' })`,
  )
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    build: { write: false, lib: { entry, formats: ['es'] } },
  })) as Rolldown.RolldownOutput[]
  const code = built.flatMap(({ output }) => output.map((one) => ('code' in one ? one.code : ''))).join('')
  expect(code).toContain('/virtual-wallets/{walletId}')
  expect(code).not.toMatch(/\/cards\/|\/management\/|\/withdraw|whsec_/)
  expect(code.length).toBeLessThan(8_000)
})

test('the package has what it needs and nothing else, and depends on nothing', () => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: SDK, encoding: 'utf8' }),
  )
  const paths: string[] = packed.files.map(({ path }: { path: string }) => path)
  expect(paths).toEqual(
    expect.arrayContaining([
      'package.json',
      'README.md',
      'LICENSE',
      'bin/holdfast.js',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/cli/main.js',
      'dist/verify-reserves.mjs',
    ]),
  )
  expect(paths.filter((path) => /\.test\.|^src|^generate/.test(path))).toEqual([])
  const manifest = JSON.parse(readFileSync(join(SDK, 'package.json'), 'utf8'))
  expect(manifest.dependencies).toBeUndefined()
})

test('the codes of errors are those of the platform', () => {
  const known = {
    WARNING: true,
    BAD_REQUEST: true,
    VALUE_NOT_ALLOWED: true,
    APP_ERROR: true,
    DENIED: true,
    NOT_FOUND: true,
    CHALLENGE_DECISION_CONFLICT: true,
    VAL: true,
    VALIDATION_ERROR: true,
    VELOCITY_RULES_DUPLICATE_WINDOW: true,
    VELOCITY_RULES_LIMIT_EXCEEDED: true,
    TOO_MANY_REQUESTS: true,
    SERVER_ERROR: true,
  } satisfies Record<Exclude<ErrorCode, 'BAD_KEY' | 'UNREACHABLE' | 'TIMED_OUT' | 'UNREADABLE'>, true>
  expect(Object.keys(known).sort()).toEqual(
    [...new Set(Object.values(errors).map(({ code }) => code))].sort(),
  )
})
