import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { type RunningSandbox, startRunningSandbox } from '../harness/running-sandbox.ts'
import { startWebhookSink } from '../harness/webhook-sink.ts'
import { assertSdkBuilt } from './built.ts'
import { type Cli, openCli } from './run-cli.ts'

const SOON_MS = 40_000
/** The whole sandbox starts. */
const START_MS = 240_000
const OUTSIDE_ADDRESS = '0x000000000000000000000000000000000000dEaD'

let world: RunningSandbox
let folder: string
/** Of somebody who has logged in. */
let cli: Cli
beforeAll(async () => {
  assertSdkBuilt()
  world = await startRunningSandbox()
  folder = mkdtempSync(join(tmpdir(), 'holdfast-cli-'))
  cli = openCli({ XDG_CONFIG_HOME: join(folder, 'main'), HOLDFAST_HOME: world.folder })
  await cli.run(['login', '--sandbox'])
}, START_MS)
afterEach(() => cli.stop())
afterAll(async () => {
  await world.stop()
  rmSync(folder, { recursive: true, force: true })
})

const key = () => world.sandbox.company.api_key
const balanceOf = async (wallet: string): Promise<string> =>
  (await cli.data(['wallets', 'balance', wallet]))[0].balance

describe('logging in', () => {
  test('keeps address and key for the owner alone, shows no key, and logging out forgets them', async () => {
    const home = join(folder, 'login')
    const fresh = openCli({ XDG_CONFIG_HOME: home, HOLDFAST_HOME: world.folder })
    expect(await fresh.run(['whoami'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('holdfast login'),
    })
    const login = await fresh.run(['login', '--sandbox'])
    expect(login).toMatchObject({ code: 0, out: expect.stringContaining('for Sandbox Company') })
    const file = join(home, 'holdfast/credentials.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toContain(key())
    const whoami = await fresh.run(['whoami', '--json'])
    expect(JSON.parse(whoami.out)).toEqual({ url: world.sandbox.api_url, company: 'Sandbox Company' })
    expect(login.out + login.err + whoami.out + whoami.err).not.toContain(key())
    await fresh.run(['logout'])
    expect(existsSync(file)).toBe(false)
  })

  test('takes a key from a pipe; a wrong one is not kept', async () => {
    const home = join(folder, 'pipe')
    const fresh = openCli({ XDG_CONFIG_HOME: home })
    const login = ['login', '--url', world.sandbox.api_url]
    expect(await fresh.run(login, 'nobody\n')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Invalid API key (DENIED)'),
    })
    expect(existsSync(home)).toBe(false)
    expect((await fresh.run(login, `${key()}\n`)).code).toBe(0)
  })

  test('is not needed where the environment names both', async () => {
    const { api_url } = world.sandbox
    const env = { XDG_CONFIG_HOME: join(folder, 'none'), HOLDFAST_API_URL: api_url }
    expect((await openCli({ ...env, HOLDFAST_API_KEY: key() }).run(['cards', 'list'])).code).toBe(0)
    expect(await openCli(env).run(['cards', 'list'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('HOLDFAST_API_KEY'),
    })
  })
})

describe('what goes wrong', () => {
  test('in typing: exit code 2 and the way to the help', async () => {
    for (const [line, says] of [
      [['walets'], 'There is no command "walets"'],
      [['wallets', 'creat'], 'There is no command "wallets creat"'],
      [['wallets', 'create', '--alias', 'a'], '--blockchain is missing'],
      [['wallets', 'show'], 'wallet is missing'],
      [['wallets', 'show', ''], 'wallet is empty'],
      [['cards', 'list', '--color'], "Unknown option '--color'"],
      [['trigger', 'clock', '--advance', 'soon'], 'no time like'],
    ] as const) {
      const { code, err } = await cli.run(line)
      expect([code, err]).toEqual([2, expect.stringContaining(says)])
    }
  })

  test('at the platform: exit code 1, the sentence, the next step and the trace id; as JSON too', async () => {
    const plain = await cli.run(['wallets', 'show', 'nobody'])
    expect(plain.code).toBe(1)
    expect(plain.err).toMatch(/^Wallet not found \(NOT_FOUND\)\nNext: .+\nTrace id: [0-9a-f]{32}\n$/)
    const { code, out, err } = await cli.run(['wallets', 'show', 'nobody', '--json'])
    expect([code, out]).toEqual([1, ''])
    expect(JSON.parse(err)).toMatchObject({ code: 'NOT_FOUND', next_step: expect.any(String) })
  })

  test('on the way: exit code 3', async () => {
    const nobody = openCli({ HOLDFAST_API_URL: 'http://127.0.0.1:1', HOLDFAST_API_KEY: 'k' })
    expect(await nobody.run(['cards', 'list'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('cannot be reached (UNREACHABLE)'),
    })
  })
})

test('the help lists every command, and each tells its options', async () => {
  const { out } = await cli.run(['--help'])
  const names = [...out.matchAll(/^ {2}((?:[a-z0-9]+ ?)+?)(?: <.*>)? {2,}\w/gm)].map(([, name = '']) =>
    name.trim(),
  )
  expect(names.length).toBeGreaterThan(35)
  for (const name of [
    'login',
    'wallets withdraw',
    'cards create',
    'listen',
    'trigger purchase',
    'verify',
    'call',
  ])
    expect(names).toContain(name)
  expect(await cli.run(['trigger', 'purchase', '--help'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /holdfast trigger purchase --card CARD \[options\]\n\n {2}--card CARD .*\(needed\)/,
    ),
  })
  expect(await cli.run(['wallets'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^ {2}wallets list/),
  })
})

test('a deposit of eighteen decimals, a withdrawal, and the movements of both', async () => {
  const wallet = await cli.data(['wallets', 'create', '--blockchain', 'bsc', '--alias', 'Customer 42'])
  await cli.data(['trigger', 'deposit', '--wallet', wallet.id, '--amount', '40.000000000000000001'])
  expect(await becomes(async () => (await balanceOf(wallet.id)) === '40.000000000000000001', SOON_MS)).toBe(
    true,
  )
  const [{ token_address: token }] = await cli.data(['wallets', 'balance', wallet.id])
  const held = async () => (await cli.data(['wallets', 'holding', '--blockchain', 'BSC']))[0].balance
  expect(await becomes(async () => (await held()) === '40.000000000000000001', SOON_MS)).toBe(true)
  const pay = [
    'wallets',
    'withdraw',
    wallet.id,
    '--to',
    OUTSIDE_ADDRESS,
    '--token',
    token,
    '--amount',
    '12.5',
  ]
  const first = await cli.data([...pay, '--idempotency-key', 'order 7'])
  expect(await cli.data([...pay, '--idempotency-key', 'order 7'])).toEqual(first)
  expect(await balanceOf(wallet.id)).toBe('27.500000000000000001')
  const movements = await cli.run(['wallets', 'movements', wallet.id])
  expect(movements.out).toMatch(/^date .*\n.*WITHDRAW.* 12\.5 .*\n.*DEPOSIT.* 40\.000000000000000001 /)

  const proof = await cli.run(['verify', '--wallet', wallet.id])
  expect([proof.code, proof.out]).toEqual([0, expect.stringContaining('in the whole proof')])
  const { public_key } = await cli.data(['verify', '--all'])
  expect((await cli.run(['verify', '--key', public_key])).code).toBe(0)
  expect(await cli.run(['verify', '--key', 'ab'.repeat(32)])).toMatchObject({
    code: 1,
    err: expect.stringContaining('not with the key of --key'),
  })
})

test('call sends every digit, and answers what any call of the reference answers', async () => {
  const wallet = await cli.data(['wallets', 'create', '--blockchain', 'POLYGON', '--alias', 'raw'])
  const path = `/virtual-wallets/${wallet.id}/virtual-balance`
  expect(await cli.data(['call', 'PATCH', path, '--data', '{"virtual_balance":0.000001}'])).toBe('0.000001')
  const list = await cli.data(['call', 'GET', '/virtual-wallets/list', '--data', '{"blockchain":"POLYGON"}'])
  expect(list).toContainEqual(wallet)
})

describe('listening', () => {
  const webhookUrl = async () => (await cli.data(['call', 'GET', '/management/companies'])).webhook_url
  const buy = (card: string, amount: string) =>
    cli.data(['trigger', 'purchase', '--card', card, '--amount', amount])
  let card: string
  beforeAll(async () => {
    const name = ['--name', 'ANA RUIZ', '--phone-code', '34', '--phone', '600000000']
    card = (await cli.data(['cards', 'create', '--method', 'WEBHOOK', ...name])).id
    await cli.data(['trigger', 'deposit', '--card', card, '--amount', '500'])
    const held = async () => (await cli.data(['call', 'GET', '/cards/holding/balance'])).warranty_balance
    expect(await becomes(async () => (await held()) === '500', SOON_MS)).toBe(true)
  })

  test('answers purchases as told, shows each event in a line, and gives back the webhook URL, also that from before one that was killed', async () => {
    const own = await startWebhookSink()
    await cli.data([
      'call',
      'PUT',
      '/management/companies',
      '--data',
      JSON.stringify({ webhook_url: own.url }),
    ])
    const killed = cli.start(['listen'])
    await killed.prints('Listening')
    await killed.kill()
    const approving = cli.start(['listen', '--approve'])
    await approving.prints('Listening for the events of Sandbox Company')
    expect(await buy(card, '12.50')).toMatchObject({ response_code: '00', company_response: 'approved' })
    await approving.prints('cards authorized success')
    expect(approving.out()).toMatch(
      /^\d\d:\d\d:\d\d cards authorization pending {2}12\.50 USD at .+ {2}card \S+ {2}approved here: 200 {"response_code":"00"} \(\d+ ms\)$/m,
    )
    const { code, err } = await approving.ctrlC()
    expect([code, err]).toEqual([0, expect.stringContaining(`The webhook URL is ${own.url} again.`)])
    expect(await webhookUrl()).toBe(own.url)

    const declining = cli.start(['listen', '--decline', '--code', '61', '--json'])
    await declining.prints('Listening')
    expect(await buy(card, '3')).toMatchObject({ response_code: '61', decline_code: 'M401' })
    await declining.prints('"event_type":"declined"')
    const [first] = declining.out().split('\n')
    expect(JSON.parse(first ?? '')).toMatchObject({
      event: { event_type: 'authorization' },
      answered: { status: 200 },
    })
    await declining.ctrlC()
    await own.close()
  })

  test('forwards the very bytes and headers, and the endpoint behind it decides', async () => {
    const app = await startWebhookSink(({ json }, response) => {
      const code = json.data.bill_amount === '7.00' ? '00' : '51'
      const body = { response_code: json.event_type === 'authorization' ? code : 'OK' }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    const listening = cli.start(['listen', '--to', app.url])
    await listening.prints(`forwarded to ${app.url}`)
    expect(await buy(card, '7')).toMatchObject({ response_code: '00' })
    expect(await buy(card, '8')).toMatchObject({ response_code: '51' })
    await listening.prints('cards declined success')
    expect(app.requests[0]?.headers).toMatchObject({
      'webhook-signature': expect.stringMatching(/^v1,/),
      'x-webhook-key': world.sandbox.company.webhook_key,
    })
    const answered = `${app.url}: 200 {"response_code":"51"}`
    expect(listening.out()).toContain(answered)

    const forged = await fetch(await webhookUrl(), { method: 'POST', body: '{"operation_id":"forged"}' })
    expect(forged.status).toBe(401)
    await listening.prints('HEADER_MISSING')
    await listening.ctrlC()
    expect(app.requests.filter(({ json }) => json.operation_id === 'forged')).toEqual([])
    await app.close()
  })
})
