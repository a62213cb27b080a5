import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCsv } from '../../../../tests/harness/read-csv.ts'
import { newPerson } from '../../../policies/policies.fixture.ts'
import { must, type RampWorld, startRampWorld } from '../../../ramps/ramp-world.fixture.ts'

let world: RampWorld
beforeAll(async () => {
  world = await startRampWorld()
})
afterAll(() => world.stop())

const PATH = '/portal/api/lists/ramps'

test('ramps name their client and wallet, and both sides in their own currencies, exactly', async () => {
  const party = await world.party({ client: { first_name: 'Ana', last_name: 'Paz' } })
  const { company, walletId, clientId } = party
  const { call, session } = await newPerson(world, company.id, { role: 'READ_ONLY' })
  const start = (amount: number, source_currency: string) =>
    company.call('POST', '/virtual-wallets/bank-ramps/ramp-on', {
      wallet_id: walletId,
      amount,
      source_currency,
    })
  const { id } = must(await start(1234.5, 'USD'), 200)
  must(await start(99.01, 'EUR'), 200)
  await company.owe(walletId, '20')
  await company.fundHolding(20_000_000n)
  const off = must(
    await company.call('POST', '/virtual-wallets/bank-ramps/ramp-off', {
      wallet_id: walletId,
      bank_account_id: await party.bank('us'),
      amount: '10.654321',
    }),
    200,
  )

  const { items } = must(await call('GET', `${PATH}?client_id=${clientId}`), 200)
  expect(items.map(({ id: one }: { id: string }) => one)).toEqual([off.id, expect.any(String), id])
  expect(items[0]).toMatchObject({
    type: 'RAMP_OFF',
    origin_amount: 10.654321,
    origin_currency: 'USDC',
    final_currency: 'USD',
  })
  expect(items[2]).toMatchObject({
    type: 'RAMP_ON',
    status: 'PENDING',
    state: 'awaiting_funds',
    client_name: 'Ana Paz',
    wallet_alias: 'Customer',
    payment_rail: 'ACH',
    origin_amount: 1234.5,
    origin_currency: 'USD',
    final_currency: 'USDC',
  })
  const count = async (query: string) => must(await call('GET', `${PATH}?${query}`), 200).total_elements
  expect(await count('currency=EUR')).toBe(1)
  expect(await count('type=RAMP_ON&status=PENDING')).toBe(2)
  expect(await count(`search=${id}`)).toBe(1)
  const stranger = await newPerson(world, (await world.company()).id)
  expect(must(await stranger.call('GET', PATH), 200).total_elements).toBe(0)

  const file = await fetch(`${world.url}${PATH}?format=csv&type=RAMP_OFF`, {
    headers: { authorization: `Bearer ${session}` },
  })
  const [header = [], row = []] = readCsv((await file.text()).replace(/^\ufeff/, ''))
  expect(row[header.indexOf('origin_amount')]).toBe('10.654321')
})
