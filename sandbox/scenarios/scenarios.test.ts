import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Message, type NetworkWorld, startNetworkWorld } from '../network/network.fixture.ts'
import { becomes } from '../processes.ts'

const HOUR = 3_600
let net: NetworkWorld
beforeAll(async () => {
  net = await startNetworkWorld()
})
afterAll(() => net.stop())
beforeEach(() => {
  net.messages.length = 0
  net.decide = () => ({})
})

type Company = Awaited<ReturnType<NetworkWorld['company']>>

const run = ({ call }: Company, steps: object[], seed?: string | number) =>
  call('POST', '/sandbox/scenarios', { steps, seed })
const step = ({ cardId }: Company, kind: string, fields: object = {}, more: object = {}) => ({
  method: 'POST',
  path: `/sandbox/cards/${kind}`,
  body: { card_id: cardId, ...fields },
  ...more,
})
const types = () => net.messages.map(({ type }) => type)

describe('a scenario', () => {
  test('runs its calls in order on the virtual clock and keeps what they answered', async () => {
    const company = await net.company()
    const before = net.world.clock.now().getTime()
    const { status, body } = await run(company, [
      step(company, 'authorize', { billing: { value: 2_000 } }),
      { after_seconds: HOUR, path: '/cards/webhook/simulate/clearing', body: { card_id: company.cardId } },
      { after_seconds: 60, path: '/sandbox/clock', body: { advance_seconds: 5 } },
      { method: 'get', path: '/sandbox/sms' },
    ])
    expect(status).toBe(201)
    expect(body.status).toBe('DONE')
    expect(body.steps.map((one: { status_code: number }) => one.status_code)).toEqual([201, 201, 201, 200])
    expect(body.steps[0].body).toMatchObject({ type: 'authorization', response_code: '00' })
    expect(body.steps[1].body).toBeNull()
    expect(types()).toEqual(['authorization', 'clearing'])
    expect(Date.parse(net.messages[1].sent_at) - Date.parse(net.messages[0].sent_at)).toBe(HOUR * 1000)
    expect(net.world.clock.now().getTime() - before).toBe((HOUR + 65) * 1000)
    expect((await company.call('GET', `/sandbox/scenarios/${body.id}`)).body).toEqual(body)
  })

  test('with the same seed makes up the same, with references of its own; with another seed something else', async () => {
    const company = await net.company()
    const steps = [
      step(company, 'authorize'),
      step(company, 'authorize', { channel: 'ATM' }),
      step(company, 'visa-direct'),
    ]
    const play = async (seed: string | number) => {
      net.messages.length = 0
      expect((await run(company, steps, seed)).body.status).toBe('DONE')
      return net.messages.map(
        ({ network_id, transaction_ref, rrn, stan, terminal_id, sender, sent_at, ...rest }) => ({
          rest,
          references: [network_id, transaction_ref, rrn],
        }),
      )
    }
    const [first, second, third] = [await play(7), await play('7'), await play(8)]
    expect(second.map(({ rest }) => rest)).toEqual(first.map(({ rest }) => rest))
    expect(third.map(({ rest }) => rest)).not.toEqual(first.map(({ rest }) => rest))
    const references = [first, second, third].flat().flatMap((one) => one.references)
    expect(new Set(references).size).toBe(references.length)
  })

  test('is FAILED when a call of it is refused, and goes on with the others', async () => {
    const company = await net.company()
    const { body } = await run(company, [step(company, 'clearing'), step(company, 'authorize')])
    expect(body.status).toBe('FAILED')
    expect(body.steps.map((one: { status_code: number }) => one.status_code)).toEqual([404, 201])
  })

  test('is one at a time for a company, and is shown while it runs', async () => {
    const company = await net.company()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    net.decide = async () => {
      await held
      return {}
    }
    const first = run(company, [step(company, 'authorize')])
    expect(await becomes(() => net.messages.length === 1, 50_000)).toBe(true)
    const second = await run(company, [step(company, 'authorize')])
    expect([second.status, second.body.code]).toEqual([412, 'VAL'])
    const [, id = ''] = /Scenario (\S+) is/.exec(second.body.message) ?? []
    const shown = await company.call('GET', `/sandbox/scenarios/${id}`)
    expect(shown.body).toMatchObject({ status: 'RUNNING', steps: [null] })
    const other = await net.company()
    expect((await other.call('GET', `/sandbox/scenarios/${id}`)).status).toBe(404)
    release()
    expect((await first).body.status).toBe('DONE')
  })

  test('is there after a restart', async () => {
    const company = await net.company()
    const { body } = await run(company, [step(company, 'authorize')])
    await net.restart()
    const call = await net.api.client(company.id, 2)
    expect((await call('GET', `/sandbox/scenarios/${body.id}`)).body).toEqual(body)
  })
})

describe('a fault', () => {
  test('duplicate: the message comes twice and is counted once', async () => {
    const company = await net.company()
    const { body } = await run(company, [
      step(company, 'authorize', { billing: { value: 1_000 } }),
      step(company, 'clearing', { billing: { value: 300 }, final: false }, { fault: 'duplicate' }),
      step(company, 'clearing'),
    ])
    expect(types()).toEqual(['authorization', 'clearing', 'clearing', 'clearing'])
    expect(net.messages[2]).toEqual(net.messages[1])
    expect(body.steps[1].repeated).toEqual({ status_code: 201, body: body.steps[1].body })
    expect(net.messages[3].billing.value).toBe(700)
  })

  test('lost_answer: the message is sent again and gets the answer that was lost', async () => {
    const company = await net.company()
    const { body } = await run(company, [step(company, 'authorize', {}, { fault: 'lost_answer' })])
    expect(net.messages).toHaveLength(2)
    expect(net.messages[1]).toEqual(net.messages[0])
    expect(body.steps[0]).toMatchObject({ status_code: 201, body: { response_code: '00' } })
  })

  test('late: the message comes after all that happened meanwhile, as it was composed', async () => {
    const company = await net.company()
    const { body } = await run(company, [
      step(company, 'authorize', { billing: { value: 1_000 } }),
      step(company, 'clearing', {}, { fault: 'late', late_seconds: 2 * HOUR }),
      step(company, 'reversal', { billing: { value: 100 } }, { after_seconds: HOUR }),
    ])
    expect(body.status).toBe('DONE')
    expect(types()).toEqual(['authorization', 'reversal', 'clearing'])
    expect(net.messages[2].billing.value).toBe(1_000)
    expect(net.world.clock.now().getTime() - Date.parse(net.messages[2].sent_at)).toBe(2 * HOUR * 1000)
  })

  test('reordered: the message comes after the one that follows it up', async () => {
    const company = await net.company()
    await run(company, [
      step(company, 'authorize', {}, { fault: 'reordered' }),
      step(company, 'clearing'),
      step(company, 'refund'),
    ])
    expect(types()).toEqual(['clearing', 'authorization', 'refund'])
    expect(new Set(net.messages.map((message: Message) => message.transaction_ref)).size).toBe(1)
  })
})

describe('a script is refused', () => {
  test.each([
    ['without steps', []],
    ['with more than 200 steps', Array.from({ length: 201 }, () => ({ path: '/sandbox/clock' }))],
    ['with a call that is not of the sandbox', [{ path: '/cards/virtual-cards/create' }]],
    ['with a scenario in it', [{ path: '/sandbox/scenarios' }]],
    ['with a body that is no object', [{ path: '/sandbox/clock', body: 'x' }]],
    ['with a fault of something that is no message', [{ path: '/sandbox/clock', fault: 'late' }]],
    ['with an unknown fault', [{ path: '/sandbox/cards/authorize', fault: 'explodes' }]],
    ['that goes back in time', [{ path: '/sandbox/clock', after_seconds: -1 }]],
  ])('%s', async (_what, steps) => {
    expect((await run(await net.company(), steps)).status).toBe(400)
  })
})
