import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../sandbox/processes.ts'
import type { SandboxFile } from '../sandbox/sandbox-file.ts'
import { signature } from '../server/webhooks/signature.ts'
import {
  type Block,
  blocksOf,
  codeOf,
  openTerminal,
  printedAs,
  readPage,
  type Terminal,
} from './harness/page-commands.ts'
import { killAllOf, npmStart, type SandboxProcess } from './harness/process.ts'
import { type Receiver, startPythonReceiver, startTypeScriptReceiver } from './harness/receivers.ts'
import { type SunkRequest, startWebhookSink } from './harness/webhook-sink.ts'
import { call } from './harness/wire.ts'

/** One sandbox and one terminal, as the reader has them, from the first page to the last. */
let folder: string
let running: SandboxProcess
let sandbox: SandboxFile
let terminal: Terminal
const quickStart = blocksOf(readPage('quick-start.md'))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-docs-'))
  const home = join(folder, '.holdfast')
  mkdirSync(home)
  running = npmStart(home)
  sandbox = await running.ready()
  terminal = openTerminal(folder)
})
afterAll(async () => {
  terminal?.close()
  running.ctrlC()
  await running.ended()
  await killAllOf(folder)
  await rm(folder, { recursive: true, force: true })
})

const titled = (blocks: readonly Block[]) => blocks.map((block) => [block.section, block] as const)

async function follow({ commands, prints }: Block): Promise<void> {
  const lines = await terminal.run(commands)
  expect(lines).toEqual(prints.map((line) => expect.stringMatching(printedAs(line))))
}

const api = async (method: string, path: string, body?: unknown) =>
  (await call(sandbox.api_url, sandbox.company.api_key, method, path, body)).body

describe('the quick start', () => {
  const [start, ...rest] = quickStart

  test('begins with the commands that this sandbox was started by', () => {
    expect(start?.commands).toBe('npm ci\nnpm start\n')
  })

  test.each(titled(rest))('prints what the page says: %s', async (_section, block) => {
    await follow(block)
  })
})

describe('the recipes', () => {
  test.each(titled(blocksOf(readPage('recipes.md'))))(
    'print what the page says: %s',
    async (_section, block) => {
      await follow(block)
    },
  )
})

const webhookPage = readPage('webhook-handling.md')

describe.each([
  ['TypeScript', 'ts', startTypeScriptReceiver],
  ['Python', 'python', startPythonReceiver],
] as const)('the webhook receiver in %s', (_name, language, start) => {
  const blocks = blocksOf(webhookPage)
  let receiver: Receiver
  let secret: string
  /** A delivery as the platform made it. */
  let genuine: SunkRequest

  beforeAll(async () => {
    const sink = await startWebhookSink()
    await api('POST', '/management/companies/webhook/subscribe', {
      url: sink.url,
      webhook_key: 'a-long-enough-key',
    })
    secret = (await api('GET', '/management/webhooks/settings')).signing_secret
    await api('POST', '/management/webhooks/test', { product: 'virtual_wallets', event_type: 'withdraw' })
    const [request] = sink.requests.filter(({ json }) => json.event_type === 'withdraw')
    if (request === undefined) throw new Error('the platform has sent nothing')
    genuine = request
    await sink.close()
    const code = codeOf(webhookPage, language)
    receiver = await start({ code, secret, folder, port: await freePort() })
  })
  afterAll(() => receiver.stop())

  test.each(titled(blocks))('is set up and told of as the page says: %s', async (_section, block) => {
    const here = (text: string) => text.replaceAll('127.0.0.1:9000', `127.0.0.1:${receiver.port}`)
    await follow({ ...block, commands: here(block.commands), prints: block.prints.map(here) })
  })

  const post = async (headers: Record<string, string>, body: Buffer = genuine.body) => {
    const response = await fetch(`http://127.0.0.1:${receiver.port}/holdfast`, {
      method: 'POST',
      headers,
      body,
    })
    return { status: response.status, body: await response.json() }
  }
  const signedHeaders = () => ({
    'webhook-id': String(genuine.headers['webhook-id']),
    'webhook-timestamp': String(genuine.headers['webhook-timestamp']),
    'webhook-signature': String(genuine.headers['webhook-signature']),
  })
  /** Signed as the platform signs, at another time or with another secret. */
  const resigned = (ageSeconds: number, { key = secret, body = genuine.body } = {}) => {
    const webhookId = `of-${ageSeconds}-seconds`
    const timestamp = Math.floor(Date.now() / 1000) - ageSeconds
    return {
      'webhook-id': webhookId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature(key, { webhookId, timestamp, body }),
    }
  }
  const refused = { status: 401, body: { error: 'not genuine' } }
  const taken = { status: 200, body: { response_code: 'OK' } }

  test('takes a real delivery, and works on it once however often it comes', async () => {
    for (let time = 0; time < 3; time += 1) expect(await post(signedHeaders())).toEqual(taken)
    const last = Buffer.from(JSON.stringify({ ...genuine.json, operation_id: 'the-last' }))
    expect(await post(resigned(0, { body: last }), last)).toEqual(taken)
    await receiver.prints('virtual_wallets withdraw success the-last')
    const worked = receiver.lines().filter((line) => line.includes(genuine.json.operation_id))
    expect(worked).toEqual([`virtual_wallets withdraw success ${genuine.json.operation_id}`])
  })

  test('refuses a real delivery of which one byte was changed, in its body or in its headers', async () => {
    const changed = Buffer.from(genuine.body)
    changed[changed.length - 2] = 0x20
    expect(await post(signedHeaders(), changed)).toEqual(refused)
    expect(await post({ ...signedHeaders(), 'webhook-id': 'another' })).toEqual(refused)
    const later = Number(genuine.headers['webhook-timestamp']) + 1
    expect(await post({ ...signedHeaders(), 'webhook-timestamp': String(later) })).toEqual(refused)
    expect(await post({})).toEqual(refused)
    expect(await post(resigned(0, { key: `whsec_${'A'.repeat(43)}=` }))).toEqual(refused)
  })

  test('refuses what is older than five minutes, although it was signed by us', async () => {
    expect(await post(resigned(310))).toEqual(refused)
    expect(await post(resigned(-310))).toEqual(refused)
    expect(await post(resigned(290))).toEqual(taken)
  })

  test('hears of a real deposit, and its word decides real purchases', async () => {
    const wallet = await api('POST', '/virtual-wallets/create', { alias: 'a', blockchain: 'POLYGON' })
    const { transaction_hash } = await api('POST', '/sandbox/faucet', {
      blockchain: 'POLYGON',
      to_address: wallet.wallet_address,
      amount: 7,
    })
    await receiver.prints(`virtual_wallets deposit success ${transaction_hash}`)
    const card = await api('POST', '/cards/virtual-cards/create', {
      card_holder_name: 'LUZ MORA',
      approval_method: 'WEBHOOK',
      phone_country_code: 34,
      phone: '600000002',
    })
    const buy = (mcc: string) =>
      api('POST', '/sandbox/cards/authorize', {
        card_id: card.id,
        billing: { value: 300 },
        merchant: { mcc },
      })
    expect(await buy('5411')).toMatchObject({ approved: true, response_code: '00' })
    expect(await buy('5813')).toMatchObject({ approved: false, response_code: '57', decline_code: 'M401' })
    await receiver.prints('cards declined success')
  })
})
