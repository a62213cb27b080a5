import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type IssuingWorld, startIssuing } from './issuing.fixture.ts'

let issuing: IssuingWorld
beforeAll(async () => {
  issuing = await startIssuing()
})
afterAll(() => issuing.stop())
beforeEach(() => {
  issuing.pinMessages.length = 0
  issuing.processor = { status: 200, body: '{"response_code":"00"}' }
})

const at = (id: string) => `/cards/virtual-cards/${id}/pin`

describe('a PIN', () => {
  test('goes to the processor and is echoed', async () => {
    const { call, create } = await issuing.company()
    const { id } = await create()
    const { status, body } = await call('PUT', at(id), { pin: '048213' })
    expect({ status, body }).toEqual({ status: 200, body: { pin: '048213' } })
    expect(issuing.pinMessages.map((text) => JSON.parse(text))).toEqual([
      { type: 'set_pin', network_id: expect.any(String), card: { id }, pin: '048213' },
    ])
  })

  test('under a key is sent once, and masked in the answer of a repetition', async () => {
    const { call, create } = await issuing.company()
    const { id } = await create()
    const key = { 'idempotency-key': 'pin' }
    expect((await call('PUT', at(id), { pin: '4821' }, key)).body).toEqual({ pin: '4821' })
    expect((await call('PUT', at(id), { pin: '4821' }, key)).body).toEqual({ pin: '****' })
    expect(await call('PUT', at(id), { pin: '4822' }, key)).toMatchObject({ status: 412 })
    expect(issuing.pinMessages).toHaveLength(1)
  })

  test.each(['123', '1234567890123', '12a4', '', '12 34', '１２３４'])(
    'of %j is refused and not sent',
    async (pin) => {
      const { call, create } = await issuing.company()
      const { id } = await create()
      expect(await call('PUT', at(id), { pin })).toMatchObject({
        status: 412,
        body: { code: 'VAL', message: 'PIN must be 4 to 12 digits' },
      })
      expect(issuing.pinMessages).toEqual([])
    },
  )

  test('that is missing is 400', async () => {
    const { call, create } = await issuing.company()
    const { id } = await create()
    for (const body of [{}, { pin: null }, { pin: ['1234'] }])
      expect(await call('PUT', at(id), body)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  })

  test('that the processor does not take is told so, without the PIN', async () => {
    const { call, create } = await issuing.company()
    const { id } = await create()
    for (const answer of [
      { status: 200, body: '{"response_code":"05"}' },
      { status: 500, body: 'no' },
    ]) {
      issuing.processor = answer
      const reply = await call('PUT', at(id), { pin: '739104' })
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.status).toBeLessThan(500)
      expect(reply.text).not.toContain('739104')
    }
  })
})
