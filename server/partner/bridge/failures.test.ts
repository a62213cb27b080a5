import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../../sandbox/processes.ts'
import { findSecrets } from '../../../tests/harness/find-secrets.ts'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { wallClock } from '../../kernel/clock.ts'
import { metrics } from '../../kernel/metrics.ts'
import { Secret } from '../../kernel/secret.ts'
import {
  type Answer,
  API_KEY,
  type BridgeFixture,
  KEY,
  lost,
  silent,
  startBridgeFixture,
  TEST_PACE,
  transferAnswer,
} from '../bridge.fixture.ts'
import { type NewPartnerTransfer, PartnerError } from '../partner.ts'
import { type Bridge, connectBridge } from './connect.ts'

let bridge: BridgeFixture
let logLines: string[]
beforeAll(async () => {
  bridge = await startBridgeFixture()
})
beforeEach(() => {
  bridge.reset()
  logLines = []
})
afterAll(() => bridge.close())

function connect(pace = TEST_PACE, config = bridge.config): Bridge {
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logLines.push(String(chunk))
      done()
    },
  })
  return connectBridge({ config, clock: wallClock, log: pino({ level: 'debug' }, lines), pace })
}

const TRANSFER: NewPartnerTransfer = {
  way: 'ON',
  on_behalf_of: 'cust_1',
  client_reference_id: 'ramp-1',
  amount: '100',
  source: { payment_rail: 'pix', currency: 'brl' },
  destination: { payment_rail: 'polygon', currency: 'usdc', to_address: '0xabc' },
}
const DONE: Answer = { status: 201, body: transferAnswer() }

async function failureOf(call: Promise<unknown>): Promise<PartnerError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof PartnerError)) throw new Error('it did not fail as a PartnerError', { cause: error })
  return error
}

describe('what the partner refuses', () => {
  const refusals: [string, number, object, object][] = [
    [
      'one of the customer, fields named',
      400,
      { code: 'bad_customer_request', name: 'first_name,ssn', message: 'Wilhelmina is no name' },
      { kind: 'REFUSED', details: { code: 'bad_customer_request', fields: ['first_name', 'ssn'] } },
    ],
    [
      'parameters, `key` an object',
      400,
      {
        code: 'invalid_parameters',
        message: 'Please resubmit',
        source: { location: 'body', key: { 'address.city': 'must be set' } },
      },
      { kind: 'REFUSED', details: { code: 'invalid_parameters', fields: ['address.city'] } },
    ],
    [
      'parameters, `key` a text',
      400,
      { code: 'invalid_parameters', source: { location: 'body', key: 'amount, currency' } },
      { kind: 'REFUSED', details: { fields: ['amount', 'currency'] } },
    ],
    [
      'for money laundering',
      403,
      { code: 'aml_violation', message: '' },
      { kind: 'REFUSED', details: { status: 403, code: 'aml_violation' } },
    ],
    ['what the account may not', 401, { code: 'not_allowed', message: '' }, { kind: 'REFUSED' }],
    ['what is not there', 404, { code: 'Invalid', message: '' }, { kind: 'NOT_FOUND' }],
    ['a key of another body', 422, { code: 'idempotency_key_reused' }, { kind: 'KEY_EXPIRED' }],
    ['a key of yesterday', 422, { code: 'whatever_it_is_called' }, { kind: 'KEY_EXPIRED' }],
  ]
  test.each(refusals)('%s: at once, in its own words', async (_what, status, body, expected) => {
    bridge.answer('POST /transfers', { status, body })
    const { partner } = connect()
    expect(await failureOf(partner.createTransfer(TRANSFER, KEY))).toMatchObject(expected)
    expect(bridge.requests).toHaveLength(1)
  })

  test('422 to a call without a key is a refusal like any other', async () => {
    bridge.answer('PUT /transfers/tr_1', { status: 422, body: { code: 'unprocessable' } })
    const failure = await failureOf(connect().partner.updateTransfer('tr_1', { amount: '1' }))
    expect(failure.kind).toBe('REFUSED')
  })

  test('our API key: an operator has to correct it, so nothing counts as refused', async () => {
    const body = { code: 'invalid', location: 'header', name: 'Api-Key', message: 'Invalid Api-Key header' }
    bridge.answer('POST /transfers', { status: 401, body })
    const { partner, status } = connect()
    expect(await failureOf(partner.createTransfer(TRANSFER, KEY))).toMatchObject({
      kind: 'UNAVAILABLE',
      details: { status: 401, code: 'invalid' },
    })
    expect(bridge.requests).toHaveLength(1)
    expect(status()).toMatch(/^down since .*: status 401, invalid$/)
  })
})

describe('what may be tried again', () => {
  const later: [string, Answer][] = [
    ['a lost answer', lost],
    ['409', { status: 409, body: { code: 'resource_state_conflict', message: '' } }],
    ['429', { status: 429, body: { code: 'rate_limited', message: '' } }],
    ['500 in its other shape', { status: 500, body: { errors: [{ code: 'unexpected', message: '' }] } }],
    ['a page of a proxy', (_request, response) => void response.writeHead(502).end('<html>Bad gateway')],
    ['200 and a page of a proxy', (_request, response) => void response.writeHead(200).end('<html>Hello')],
  ]
  test.each(later)('a creation after %s is made again under the same key', async (_what, answer) => {
    bridge.answer('POST /transfers', answer, answer, DONE)
    const transfer = await connect().partner.createTransfer(TRANSFER, KEY)
    expect(transfer.id).toBe('tr_1')
    expect(bridge.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([KEY, KEY, KEY])
    expect(new Set(bridge.requests.map(({ body }) => body.toString())).size).toBe(1)
  })

  test('three tries and no more', async () => {
    bridge.answer('GET /transfers/tr_1', lost)
    expect((await failureOf(connect().partner.getTransfer('tr_1'))).kind).toBe('UNAVAILABLE')
    expect(bridge.requests).toHaveLength(3)
  })

  test('a change and a deletion are tried once: whoever wants them asks first how it stands', async () => {
    bridge.answer('PUT /transfers/tr_1', lost)
    bridge.answer('DELETE /transfers/tr_1', lost)
    const { partner } = connect()
    expect((await failureOf(partner.updateTransfer('tr_1', { amount: '1' }))).kind).toBe('UNAVAILABLE')
    expect((await failureOf(partner.deleteTransfer('tr_1'))).kind).toBe('UNAVAILABLE')
    expect(bridge.requests).toHaveLength(2)
  })

  test('an answer of another shape came for good: it is not asked for again', async () => {
    bridge.answer('POST /transfers', { status: 201, body: { id: 'tr_1' } })
    const failure = await failureOf(connect().partner.createTransfer(TRANSFER, KEY))
    expect(failure).toMatchObject({ kind: 'UNAVAILABLE', message: expect.stringContaining('created_at') })
    expect(bridge.requests).toHaveLength(1)
  })
})

describe('a partner that wants a rest', () => {
  test('gets it: after 429 with Retry-After no call goes out, also no other one', async () => {
    const body = { code: 'rate_limited', message: '' }
    bridge.answer('GET /transfers/tr_1', { status: 429, body, headers: { 'retry-after': '60' } })
    const { partner, status } = connect()
    expect(await failureOf(partner.getTransfer('tr_1'))).toMatchObject({
      kind: 'UNAVAILABLE',
      details: { status: 429, retryAfterSeconds: 60 },
    })
    expect(await failureOf(partner.createTransfer(TRANSFER, KEY))).toMatchObject({
      kind: 'UNAVAILABLE',
      details: { retryAfterSeconds: expect.any(Number) },
    })
    expect(bridge.requests).toHaveLength(1)
    expect(status()).toBe('ok')
  })

  test('by a date as well', async () => {
    const at = new Date(Date.now() + 600_000).toUTCString()
    bridge.answer('GET /transfers/tr_1', { status: 503, body: {}, headers: { 'retry-after': at } })
    const { details } = await failureOf(connect().partner.getTransfer('tr_1'))
    expect(details.retryAfterSeconds).toBeGreaterThan(500)
    expect(bridge.requests).toHaveLength(1)
  })

  test('and one that is down is left alone after five failures', async () => {
    bridge.answer('GET /transfers/tr_1', { status: 502, body: {} })
    const { partner, status } = connect()
    for (const _ of [1, 2, 3]) await failureOf(partner.getTransfer('tr_1'))
    expect(bridge.requests).toHaveLength(5)
    expect(status()).toMatch(/^down since /)
  })
})

describe('whatever comes is UNAVAILABLE, and no crash', () => {
  const raw = (status: number, text: string | Buffer): Answer =>
    ((_request, response) => void response.writeHead(status).end(text)) as Answer
  test.each([
    ['a page', raw(200, '<!doctype html><title>Maintenance')],
    ['a 404 of a proxy, which is no word of the partner', raw(404, '<html>nginx')],
    ['a 404 in JSON of a proxy', raw(404, '{"message":"no Route matched"}')],
    ['nothing', raw(200, '')],
    ['a list', raw(200, '[]')],
    ['null', raw(200, 'null')],
    ['half an answer', raw(200, '{"id":"tr_1","sta')],
    ['no text', raw(200, Buffer.from([0xff, 0xfe, 0x00]))],
    ['brackets without end', raw(200, `${'{"a":'.repeat(100_000)}`)],
    ['a NUL', raw(200, '{"id":"\\u0000"}')],
    ['an error without words', raw(400, '{}')],
    ['an error that is a list', raw(500, '{"errors":[null]}')],
    ['a wrong id', { status: 200, body: transferAnswer({ id: 7 }) }],
    ['a wrong time', { status: 200, body: transferAnswer({ created_at: 'soon' }) }],
  ] as [string, Answer][])('%s', async (_what, answer) => {
    bridge.answer('GET /transfers/tr_1', answer)
    expect((await failureOf(connect().partner.getTransfer('tr_1'))).kind).toBe('UNAVAILABLE')
  })

  test('a redirect, which the API key does not follow', async () => {
    bridge.answer('GET /transfers/tr_1', (_request, response) => {
      response.writeHead(302, { location: `${bridge.config.url}/transfers/tr_2` }).end()
    })
    bridge.answer('GET /transfers/tr_2', { status: 200, body: transferAnswer() })
    expect((await failureOf(connect().partner.getTransfer('tr_1'))).kind).toBe('UNAVAILABLE')
    expect(new Set(bridge.requests.map(({ path }) => path))).toEqual(new Set(['/v0/transfers/tr_1']))
  })

  test('a good answer with anything in place of one of its fields: it is read, or UNAVAILABLE', async () => {
    const { partner } = connect()
    const customer = {
      id: 'c1',
      status: 'active',
      rejection_reasons: [],
      endorsements: [],
      client_reference_id: 'x',
    }
    const nested = { source: 1, receipt: 1, return_details: 1, source_deposit_instructions: 1, currency: 1 }
    const asked: readonly [string, Record<string, unknown>, () => Promise<unknown>][] = [
      ['GET /customers/c1', customer, () => partner.getCustomer('c1')],
      ['GET /transfers/tr_1', transferAnswer(nested), () => partner.getTransfer('tr_1')],
    ]
    const cases = fc
      .constantFrom(...asked)
      .chain(([call, good, ask]) =>
        fc
          .tuple(fc.constantFrom(...Object.keys(good)), fc.jsonValue())
          .map(([name, value]) => ({ call, body: { ...good, [name]: value }, ask })),
      )
    await fc.assert(
      fc.asyncProperty(cases, async ({ call, body, ask }) => {
        bridge.answer(call, { status: 200, body })
        const failure = await ask().then(
          () => null,
          (error: unknown) => error,
        )
        if (failure !== null) expect(failure).toMatchObject({ name: 'PartnerError', kind: 'UNAVAILABLE' })
      }),
      { seed: propertySeed('answers of the partner'), numRuns: 500 },
    )
  })

  test('a deletion is not done because a proxy knows no such page', async () => {
    bridge.answer('DELETE /transfers/tr_1', raw(404, '<html>nginx'))
    expect((await failureOf(connect().partner.deleteTransfer('tr_1'))).kind).toBe('UNAVAILABLE')
  })

  test('an answer without end: it is cut off', async () => {
    let answering: ServerResponse | undefined
    bridge.answer('PUT /transfers/tr_1', (_request, response) => {
      answering = response
      const chunk = `"${'x'.repeat(64 * 1024)}",`
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', more).on('error', () => {})
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":[')
      more()
    })
    const failure = await failureOf(connect().partner.updateTransfer('tr_1', { amount: '1' }))
    // It has a status: the answer was not waited for until its time was over.
    expect(failure).toMatchObject({ kind: 'UNAVAILABLE', details: { status: 200 } })
    if (answering?.closed === false) await once(answering, 'close')
    expect(bridge.requests).toHaveLength(1)
  })

  test('nobody there', async () => {
    const config = { url: `http://127.0.0.1:${await freePort()}/v0`, apiKey: new Secret(API_KEY) }
    const failure = await failureOf(connect(TEST_PACE, config).partner.getTransfer('tr_1'))
    expect(failure).toMatchObject({
      kind: 'UNAVAILABLE',
      message: 'GET /transfers/{transferId}: ECONNREFUSED',
    })
  })

  test('a partner that keeps silent, and one that begins and does not end', async () => {
    const drip: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":')
    }
    bridge.answer('GET /transfers/tr_1', silent, drip, silent)
    const failure = await failureOf(connect({ ...TEST_PACE, tryMs: 100 }).partner.getTransfer('tr_1'))
    expect(failure).toMatchObject({
      kind: 'UNAVAILABLE',
      message: expect.stringContaining('no answer in time'),
    })
    expect(bridge.requests).toHaveLength(3)
  })
})

describe('what is told of calls', () => {
  test('neither the key of the API nor anything that belongs to people is logged or thrown', async () => {
    const secrets = {
      apiKey: API_KEY,
      name: 'Wilhelmina',
      email: 'wilhelmina@example.org',
      number: '078-05-1120',
      iban: 'DE89370400440532013000',
      echo: 'echoed-by-the-partner',
      query: 'query@example.org',
    }
    const errors: PartnerError[] = []
    const echo = {
      code: secrets.iban,
      name: secrets.number,
      message: secrets.echo,
      source: { key: { ssn: secrets.echo, [`account ${secrets.iban}`]: 'not valid' } },
    }
    bridge.answer('POST /customers', { status: 400, body: echo })
    bridge.answer('POST /customers/cust_1/external_accounts', { status: 500, body: echo })
    bridge.answer('GET /customers', { status: 200, body: { data: [{ id: 'c1', first_name: secrets.name }] } })
    bridge.answer('GET /customers/cust_1', (_request, response) => {
      response.writeHead(200).end(`<html>${secrets.echo}`)
    })
    const { partner } = connect()
    await partner.findCustomer({ clientReferenceId: 'client-1', email: secrets.query })
    errors.push(
      await failureOf(
        partner.createCustomer(
          {
            type: 'individual',
            first_name: secrets.name,
            email: secrets.email,
            identifying_information: [{ type: 'ssn', issuing_country: 'USA', number: secrets.number }],
          },
          KEY,
        ),
      ),
      await failureOf(
        partner.createExternalAccount(
          'cust_1',
          {
            currency: 'eur',
            account_type: 'iban',
            account_owner_name: secrets.name,
            rail: { name: 'iban', fields: { account_number: secrets.iban } },
          },
          KEY,
        ),
      ),
      await failureOf(partner.getCustomer('cust_1')),
    )
    const told = errors.flatMap(({ message, details, stack = '' }) => [
      message,
      stack,
      JSON.stringify(details),
    ])
    expect(logLines.length).toBeGreaterThan(5)
    expect(findSecrets([...logLines, ...told], secrets)).toEqual([])
  })

  test('each try is a line with method, path, ids, status, time and trace, and counts by what came of it', async () => {
    bridge.answer('GET /transfers/tr_1', { status: 500, body: {} }, { status: 200, body: transferAnswer() })
    await connect().partner.getTransfer('tr_1')
    const lines = logLines.map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      {
        level: 40,
        method: 'GET',
        path: '/transfers/tr_1',
        status: 500,
        tries: 1,
        problem: 'status 500, no code',
      },
      { level: 30, method: 'GET', path: '/transfers/tr_1', status: 200, tries: 2, ms: expect.any(Number) },
    ])
    expect(lines[0].traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(lines[1].traceId).toBe(lines[0].traceId)
    const text = await metrics.metrics()
    for (const outcome of ['OK', 'FAILED'])
      expect(text).toMatch(
        new RegExp(
          `holdfast_partner_call_seconds_count\\{call="GET /transfers/\\{transferId\\}",outcome="${outcome}"\\} [1-9]`,
        ),
      )
    expect(text).toContain('holdfast_partner_up 1')
  })
})
