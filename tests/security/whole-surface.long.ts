import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { entropyToMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openHome, readSecrets } from '../../sandbox/home.ts'
import { becomes } from '../../sandbox/processes.ts'
import { allChecks } from '../../server/checks.ts'
import { completePerson } from '../../server/clients/people.fixture.ts'
import { openSeed } from '../../server/custody/seed.ts'
import type { Levels, Role } from '../../server/kernel/http/role.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { verifyBooks } from '../../server/ledger/verify.ts'
import { dumpTables } from '../harness/dump-tables.ts'
import { findSecrets } from '../harness/find-secrets.ts'
import { propertySeed } from '../harness/seed.ts'
import { type Answer, type Ask, askWith, must } from './ask.ts'
import { fuzz } from './fuzz.ts'
import { enough, type Rule, readRules, roleMay, tooLittle } from './levels.ts'
import { fillPath, type Operation, pathNames } from './operations.ts'
import { fieldNames, sampleBody } from './sample.ts'
import {
  CATALOGUE,
  callerOf,
  idIn,
  poolsOf,
  type SecurityWorld,
  STORY_NAME,
  startSecurityWorld,
} from './world.ts'

const NOBODYS_ID = '01990000-0000-7000-8000-000000000001'
const OUTSIDE = '0x000000000000000000000000000000000000bEEF'
const LANES = 8
const ROLES_UPWARDS = ['READ_ONLY', 'OPERATOR', 'ADMIN'] as const
const SOON_MS = 60_000

let world: SecurityWorld
beforeAll(async () => {
  world = await startSecurityWorld()
}, 180_000)
afterAll(() => world.stop())

/** Whoever makes it is not signed in any more. */
const endsSession = ({ path }: Operation) => path.startsWith('/portal/api/sign-out')

/** Some at a time. @returns what they found, in no order. */
async function forEach<T>(things: readonly T[], look: (thing: T) => Promise<readonly string[]>) {
  const next = things.values()
  const found: string[] = []
  const lane = async () => {
    for (const thing of next) found.push(...(await look(thing)))
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return found
}

describe('levels', () => {
  let keys: (levels: Levels) => Promise<Ask>
  let companyId: string
  let people: Readonly<Record<Role, Ask>>
  beforeAll(async () => {
    const company = await world.company('levels')
    companyId = company.id
    people = {
      READ_ONLY: await world.person(company.id, 'READ_ONLY'),
      OPERATOR: await world.person(company.id, 'OPERATOR'),
      ADMIN: await world.person(company.id, 'ADMIN'),
    }
    const made = new Map<string, Promise<Ask>>()
    keys = (levels) => {
      const text = JSON.stringify(levels)
      const known = made.get(text) ?? make(text, levels)
      made.set(text, known)
      return known
    }
    const make = async (name: string, levels: Levels) => {
      const { api_key: key } = await must(company.byKey('POST', '/management/keys/create', { name, levels }))
      return askWith(world.url, { 'x-api-key': key })
    }
  })

  test('every call there is stands in the table of levels, and none else', () => {
    expect(world.operations.map(({ name }) => name).sort()).toEqual([...readRules().keys()].sort())
  })

  const isRefused = ({ status, json }: Answer) => status === 401 && json?.code === 'DENIED'

  /** Of a call: who was let in that must not be, and who was not that may. */
  async function wrongOf(operation: Operation, rule: Rule): Promise<string[]> {
    const { method, path, name } = operation
    const at = fillPath(path, (of) => (of in CATALOGUE ? (CATALOGUE[of] ?? '') : NOBODYS_ID))
    const wrong: string[] = []
    const expectRefused = async (who: string, ask: Ask, mustBe: boolean) => {
      const answer = await ask(method, at, {})
      if (isRefused(answer) !== mustBe)
        wrong.push(`${name}: ${who} is answered ${answer.status} ${answer.text.slice(0, 120)}`)
    }
    const isOpen = rule.kind === 'public' || rule.kind === 'network'
    if (isOpen) return wrong // it has nobody to tell from another
    const isKeys = rule.kind === 'key' || rule.kind === 'any key'
    await expectRefused('nobody', world.nobody, true)
    const credentials = rule.kind === 'person' ? { authorization: 'Bearer hfs_x' } : { 'x-api-key': 'hf_x' }
    await expectRefused('who made something up', askWith(world.url, credentials), true)
    await expectRefused('the operator', world.operator, rule.kind !== 'operator')
    await expectRefused('a key with too little', await keys(tooLittle(rule)), true)
    await expectRefused('a key with enough', await keys(enough(rule)), !isKeys)
    // A higher role may what a lower one may: the lowest that may, and the highest that may not, tell all.
    const from = ROLES_UPWARDS.findIndex((role) => roleMay(rule, role, method))
    const edge = from === -1 ? [2] : [from - 1, from]
    for (const role of edge.flatMap((at) => ROLES_UPWARDS[at] ?? []))
      await expectRefused(
        role,
        endsSession(operation) ? await world.person(companyId, role) : people[role],
        !roleMay(rule, role, method),
      )
    return wrong
  }

  test('every call is open to exactly the levels, roles and keys of the contract', async () => {
    const rules = readRules()
    const wrong = await forEach(world.operations, async (operation) => {
      const rule = rules.get(operation.name)
      return rule === undefined ? [] : wrongOf(operation, rule)
    })
    expect(wrong).toEqual([])
  })
})

describe('tenancy', () => {
  /** Fields that name a thing of a company, and what it is called in a story. */
  const ID_FIELDS: Readonly<Record<string, string>> = {
    wallet_id: 'walletId',
    wallet_ids: 'walletId',
    to_wallet_id: 'walletId',
    key_id: 'keyId',
    card_id: 'cardId',
    transaction_id: 'transactionId',
    challenge_id: 'challengeId',
    bank_account_id: 'bankId',
    client_id: 'clientId',
    account_id: 'accountId',
    deposit_id: 'depositId',
    company_id: 'companyId',
    object_id: 'walletId',
  }
  /** Fields that are called an id and name nothing of a company of ours. */
  const OTHER_IDS = new Set([
    'id', // of a kind of paper; of the card of a signed message
    'operation_id', // of the catalogue; in lists a filter beside the company's own
    'signed_agreement_id',
    'card_design_id',
    'customer_id', // at a provider
    'network_id',
    'original_network_id',
    'terminal_id',
    'clearing_id',
    'business_application_id',
    'event_id',
    'event_object_id',
  ])
  /** So that nothing but the foreign id is wrong with a body. */
  const VALUES = {
    address: OUTSIDE,
    to: OUTSIDE,
    to_address: OUTSIDE,
    to_wallet_address: OUTSIDE,
    destination_address: OUTSIDE,
    blockchain: 'POLYGON',
    amount: 1,
    bill_amount: 1,
    levels: { cards: 1 },
    products: ['virtual_wallets'],
    email: 'someone@example.org',
    business_email: 'someone@example.org',
    freeze: true,
  }
  /** Where one name means something else. */
  const VALUES_OF: Readonly<Record<string, object>> = {
    'PUT /management/clients/{id}': { address: null },
  }

  let mine: { readonly id: string; readonly byKey: Ask }
  let own: Readonly<Record<string, string>>
  let foreign: Readonly<Record<string, string>>
  const isId = (name: string) => !(name in CATALOGUE)

  beforeAll(async () => {
    mine = await world.company('the other one')
    const { byKey } = mine
    const wallet = await must(byKey('POST', '/virtual-wallets/create', { alias: 'a', blockchain: 'POLYGON' }))
    const account = await must(byKey('POST', '/mpc/accounts/create', { alias: 'a' }))
    const client = await must(byKey('POST', '/management/clients/individuals', completePerson()))
    await must(byKey('POST', `/sandbox/clients/${client.id}/kyc`, { status: 'active' }))
    await must(byKey('PATCH', `/virtual-wallets/${wallet.id}/client/${client.id}`))
    const holder = { card_holder_name: 'ANA RUIZ', approval_method: 'TOP_UP' }
    const card = await must(
      byKey('POST', '/cards/virtual-cards/create', { ...holder, phone_country_code: 34, phone: 600000000 }),
    )
    own = {
      walletId: wallet.id,
      accountId: account.id,
      clientId: client.id,
      cardId: card.id,
      companyId: mine.id,
    }
    const { ids } = world.story
    foreign = Object.fromEntries(Object.entries(ID_FIELDS).map(([field, name]) => [field, ids[name] ?? '']))
  })

  test('every field of a body that is called an id is known to this test', () => {
    const names = world.operations.flatMap(({ body, query }) => [
      ...fieldNames(body),
      ...query.map(({ name }) => name),
    ])
    const ids = new Set(names.filter((name) => /(^|_)ids?$/.test(name)))
    expect([...ids].filter((name) => !(name in ID_FIELDS) && !OTHER_IDS.has(name))).toEqual([])
  })

  interface Attempt {
    readonly operation: Operation
    readonly path: string
    readonly body: unknown
    /** Something of the other company stands in the path, or in the body. */
    readonly names: 'path' | 'body' | 'nothing'
  }

  /** The call with everything foreign; with the path's first own and the rest foreign; with one foreign field of the body and all else own. */
  function attemptsOf(operation: Operation): Attempt[] {
    const { path } = operation
    const companyIds = pathNames(path).filter(isId)
    const theirs = (name: string) => idIn(world.story.ids, path, name)
    const ours = (name: string) => own[name] ?? (isId(name) ? NOBODYS_ID : theirs(name))
    const query = operation.query
      .filter(({ name }) => name in ID_FIELDS)
      .map(({ name }) => `${name}=${foreign[name]}`)
      .join('&')
    const at = (idOf: (name: string) => string) => `${fillPath(path, idOf)}${query === '' ? '' : `?${query}`}`
    const body = bodyWith(operation, foreign)
    const attempts: Attempt[] = [
      { operation, path: at(theirs), body, names: companyIds.length > 0 ? 'path' : 'nothing' },
    ]
    const [first] = companyIds
    if (companyIds.length > 1 && first !== undefined && own[first] !== undefined)
      attempts.push({
        operation,
        path: at((name) => (name === first ? ours : theirs)(name)),
        body,
        names: 'path',
      })
    const ownFields = Object.fromEntries(
      Object.entries(ID_FIELDS).flatMap(([field, name]) =>
        own[name] === undefined ? [] : [[field, own[name]]],
      ),
    )
    for (const field of new Set(fieldNames(operation.body).filter((name) => name in ID_FIELDS)))
      attempts.push({
        operation,
        path: at(ours),
        body: bodyWith(operation, { ...ownFields, [field]: foreign[field] ?? '' }),
        names: 'body',
      })
    return attempts
  }

  function bodyWith(operation: Operation, fields: Readonly<Record<string, string>>): unknown {
    const token = { token_address: world.running.sandbox.chains.POLYGON?.tokens.USDC?.address }
    const { to_wallet_id, wallet_ids } = fields
    const transfer = { ...token, min_amount: 1, percentage: 100, to_wallet_id, wallet_ids: [wallet_ids] }
    return sampleBody(operation.body, {
      ...VALUES,
      ...VALUES_OF[operation.name],
      ...token,
      ...fields,
      automatic_transfers: [transfer],
    })
  }

  /** Their things that stand in the answer and were not said by whoever asked. */
  function leaks({ text }: Answer, asked: string): string[] {
    const { ids, id, name } = world.story
    return [...new Set([...Object.values(ids), id, name])].filter(
      (thing) => text.includes(thing) && !asked.includes(thing),
    )
  }

  async function wrongOf(attempt: Attempt, ask: Ask, who: string): Promise<string[]> {
    const { operation, path, body, names } = attempt
    const answer = await ask(operation.method, path, body, { 'idempotency-key': randomUUID() })
    const { status, json } = answer
    const said = `${operation.name} with their ${names} by ${who}: ${status} ${answer.text.slice(0, 160)}`
    const isNotFound = status === 404 || (status === 412 && json?.message === 'Card not found')
    const isRefused =
      names === 'path' ? isNotFound || status === 401 : names === 'nothing' || (status >= 400 && status < 500)
    const found = leaks(answer, path + JSON.stringify(body))
    return [...(isRefused && status < 500 ? [] : [said]), ...found.map((thing) => `${said} TELLS ${thing}`)]
  }

  const theirRows = async () =>
    (await dumpTables(world.running.db))
      .filter((row) => row.includes(world.story.id) && !row.startsWith('ledger_seals '))
      .sort()

  test('a second company finds, sees and changes nothing of the first one, by any call, whatever ids it gives', async () => {
    // What is under way of the first company's own has ended when two looks, a while apart, see the same.
    let before: string[] = []
    const isQuiet = await becomes(async () => {
      const now = await theirRows()
      const isSame = now.length === before.length && now.every((row, at) => row === before[at])
      before = now
      return isSame
    }, SOON_MS)
    expect(isQuiet).toBe(true)
    expect(before.length).toBeGreaterThan(100)

    const attempts = world.operations.flatMap(attemptsOf)
    const person = await world.person(mine.id, 'ADMIN')
    const wrong = await forEach(attempts, async (attempt) =>
      /A person/.test(attempt.operation.description)
        ? wrongOf(
            attempt,
            endsSession(attempt.operation) ? await world.person(mine.id, 'ADMIN') : person,
            'person',
          )
        : wrongOf(attempt, mine.byKey, 'key'),
    )
    expect(wrong).toEqual([])

    const after = await theirRows()
    expect(after.filter((row) => !before.includes(row))).toEqual([])
    expect(after.length).toBe(before.length)
  })

  test('the ids it gave are right: the first company itself finds its things by every one of them', async () => {
    const { story } = world
    const person = await world.person(story.id, 'ADMIN')
    const calls = world.operations.filter(
      ({ method, path, description }) =>
        method !== 'DELETE' && pathNames(path).some(isId) && !/operator/.test(description),
    )
    const wrong = await forEach(calls, async ({ method, path, name, description }) => {
      const ask = /A person/.test(description) ? person : story.byKey
      const at = fillPath(path, (of) => idIn(story.ids, path, of))
      const { status, text } = await ask(method, at, {})
      const isFound = status < 500 && status !== 401 && !(status === 404 && /not found/i.test(text))
      return isFound ? [] : [`${name}: ${status} ${text.slice(0, 200)}`]
    })
    expect(wrong).toEqual([])
  })
})

describe('headers', () => {
  test.each<[string, string, string | RegExp]>([
    ['a success', '/virtual-wallets/list', /^default-src 'none'; frame-ancestors 'none'$/],
    ['a refusal', '/virtual-wallets/x', /^default-src 'none'; frame-ancestors 'none'$/],
    ['a call that does not exist', '/nothing', /^default-src 'none'; frame-ancestors 'none'$/],
    ['a path that is none', '/%ff', /^default-src 'none'; frame-ancestors 'none'$/],
    [
      'a file of rows',
      '/portal/api/lists/deposits?format=csv',
      /^default-src 'none'; frame-ancestors 'none'$/,
    ],
    ['a stream', '/portal/api/events', /^default-src 'none'; frame-ancestors 'none'$/],
    ['a statement', '/cards/transactions/{cardId}/pdf', /^default-src 'none'; frame-ancestors 'none'$/],
    ['health', '/health/ready', /^default-src 'none'; frame-ancestors 'none'$/],
    ['figures', '/metrics', /^default-src 'none'; frame-ancestors 'none'$/],
    ['the document', '/openapi.json', /^default-src 'none'; frame-ancestors 'none'$/],
    ['the page of a card number', 'pan', /^default-src 'none';.*frame-ancestors 'self'$/],
    ['a page of the portal', '/portal', /^default-src 'none';.*frame-ancestors 'none'/],
    ['a page of the manual', '/docs', /^default-src 'none';.*frame-ancestors 'none'/],
    [
      'the reference',
      '/docs/api/',
      /^default-src 'none'; script-src 'nonce-[^']+';.*frame-ancestors 'none'$/,
    ],
  ])(
    '%s tells the browser to run nothing of it but what belongs there, to frame it nowhere and to guess no type',
    async (_what, path, policy) => {
      const { story } = world
      const person = await world.person(story.id, 'ADMIN')
      const at =
        path === 'pan'
          ? new URL((await must(story.byKey('GET', `/cards/virtual-cards/${story.ids.cardId}/pan-html`))).url)
              .pathname
          : fillPath(path, (name) => idIn(story.ids, path, name))
      const { headers } = await (path.startsWith('/portal/api') ? person : story.byKey)('GET', at)
      expect(headers.get('content-security-policy')).toMatch(policy)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/)
      expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull()
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/)
    },
  )

  test('what is no HTTP is answered with the same headers', async () => {
    const { hostname, port } = new URL(world.url)
    const answer = await new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connect(Number(port), hostname, () => socket.write('x\r\n\r\n'))
      socket
        .on('data', (chunk) => (text += chunk))
        .on('end', () => resolve(text))
        .on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain("content-security-policy: default-src 'none'")
    expect(answer).toContain('x-content-type-options: nosniff')
  })
})

test('no call drawn from the OpenAPI document is answered 5xx, and every refusal has its shape, a next step, and a documented status', async () => {
  const { story, operations } = world
  const spare = await world.company('spare')
  const report = await fuzz({
    operations,
    pools: poolsOf(story, spare.id),
    seed: propertySeed('every call'),
    roundsMax: 1,
    as: (who) => callerOf(world, who),
  })
  expect(report.failures).toEqual([])
  expect(report.calls).toBe(operations.length)
})

test('after all of it the books are right, of every company', async () => {
  const report = await verifyBooks({ db: world.running.db, checks: allChecks([], null) })
  expect(report.findings).toEqual([])
  expect(report.counts.companies).toBeGreaterThanOrEqual(4)
})

test('after all of it no secret stands in a log line, a figure or a row, in clear, hex or base64', async () => {
  const { running, story, nobody } = world
  const secrets = readSecrets(openHome({ HOLDFAST_HOME: running.folder }))
  const bytes = Buffer.from(secrets.vault_key, 'hex')
  const entropy = (await openSeed(running.db, new Secret({ kind: 'key', bytes }))).reveal()
  const sought = {
    ...story.secrets,
    session: story.session,
    vaultKey: secrets.vault_key,
    vaultKeyBytes: bytes.toString('latin1'),
    seed: entropy.toString('hex'),
    seedBytes: entropy.toString('latin1'),
    seedWords: entropyToMnemonic(entropy, wordlist),
    operatorKey: secrets.operator_key,
    networkSecret: secrets.network_secret,
    smsToken: secrets.sms_token,
    partnerKey: secrets.partner_api_key,
    partnerWallet: secrets.partner_wallet_key.slice(2),
    portalPassword: running.sandbox.portal.password,
    portalTotp: running.sandbox.portal.totp_secret,
  }
  expect(Object.entries(sought).filter(([, secret]) => secret.length < 3)).toEqual([])
  const dump = await dumpTables(running.db)
  const figures = (await nobody('GET', '/metrics')).text.split('\n')
  const lines = world.logLines()
  expect(lines.length).toBeGreaterThan(1_000)
  expect(findSecrets(dump, { name: STORY_NAME }).length).toBeGreaterThan(10) // what is no secret is found there
  expect(findSecrets([...lines, ...figures, ...dump], sought)).toEqual([])
})
