import { afterAll, beforeAll, expect, test } from 'vitest'
import { newPerson } from '../policies/policies.fixture.ts'
import { must, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

let world: RampWorld
beforeAll(async () => {
  world = await startRampWorld()
})
afterAll(() => world.stop())

test('where to pay is told again as it was told at the start, to people of the company, until the ramp is over', async () => {
  const { company, walletId } = await world.party()
  const asked = { wallet_id: walletId, amount: 321.45, source_currency: 'BRL' }
  const started = must(await company.call('POST', '/virtual-wallets/bank-ramps/ramp-on', asked), 200)
  const path = `/portal/api/ramps/${started.id}/payment`
  const { call } = await newPerson(world, company.id, { role: 'READ_ONLY' })
  expect(must(await call('GET', path), 200)).toEqual(started)
  expect((await company.call('GET', path)).status).toBe(401)
  const stranger = await newPerson(world, (await world.company()).id)
  expect((await stranger.call('GET', path)).status).toBe(404)
  must(await company.call('DELETE', `/virtual-wallets/bank-ramps/ramp-on/cancel/${started.id}`), 200)
  expect((await call('GET', path)).body.code).toBe('APP_ERROR')
})
