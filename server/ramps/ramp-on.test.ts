import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

const RAMP_ON = '/virtual-wallets/bank-ramps/ramp-on'

let world: RampWorld
beforeAll(async () => {
  world = await startRampWorld()
})
afterAll(() => world.stop())

describe.each([{ currency: 'USD', rail: 'ACH', amount: 1000 }])(
  '$currency by $rail',
  ({ currency, rail, amount }) => {
    test('is paid, and credited when the tokens are final in our own books', async () => {
      const party = await world.party()
      const { company, walletId } = party
      const started = must(
        await company.call('POST', RAMP_ON, { wallet_id: walletId, amount, source_currency: currency }),
        200,
      )
      expect(started).toMatchObject({ state: 'pending', amount, currency, payment_rail: rail })
      const transferId = await party.transferId(started.id)
      must(
        await world.partner.sim('POST', '/deposits', { transfer_id: transferId, amount: String(amount) }),
        200,
      )
      const ramp = await party.becomes(started.id, { status: 'COMPLETED' })
      console.log(ramp, await party.events(started.id), await party.movement(started.id), await party.books())
      expect(await party.findings()).toEqual([])
    })
  },
)
