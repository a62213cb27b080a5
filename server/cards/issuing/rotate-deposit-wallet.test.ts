import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IssuingWorld, startIssuing } from './issuing.fixture.ts'

let issuing: IssuingWorld
beforeAll(async () => {
  issuing = await startIssuing()
})
afterAll(() => issuing.stop())

const rotate = (id: string) => `/cards/virtual-cards/${id}/deposit-wallet/rotate`
const topUp = (id: string) => `/cards/virtual-cards/${id}/top-up`

const entries = (companyId: string) =>
  issuing.world.db
    .selectFrom('address_directory as d')
    .innerJoin('card_wallets as w', (join) =>
      join.onRef('w.company_id', '=', 'd.company_id').onRef('w.id', '=', 'd.wallet_id'),
    )
    .select(['d.address', 'd.retired_block', 'w.rotated_at'])
    .where('d.company_id', '=', companyId)
    .orderBy('w.id')
    .execute()

test('a rotated wallet takes what was mined until the newest known block; the new address is shown from then on', async () => {
  await issuing.world.db
    .insertInto('chain_cursors')
    .values({
      chain: 'POLYGON',
      block_number: 77n,
      block_hash: '0x1',
      final_number: 70n,
      head_number: 80n,
      updated_at: new Date(),
    })
    .execute()
  const { id: companyId, call, create } = await issuing.company()
  const { id } = await create()
  const [before] = (await call('GET', topUp(id))).body
  const { status, body } = await call('POST', rotate(id))
  expect(status).toBe(200)
  expect(body).toEqual({ ...before, address: expect.any(String) })
  expect(body.address).not.toBe(before.address)
  expect((await call('GET', topUp(id))).body).toEqual([body])
  expect(await entries(companyId)).toEqual([
    { address: before.address.toLowerCase(), retired_block: 77n, rotated_at: issuing.world.clock.now() },
    { address: body.address.toLowerCase(), retired_block: null, rotated_at: null },
  ])
})

test('racing rotations leave one wallet that is current, and every address is another', async () => {
  const { id: companyId, call, create } = await issuing.company()
  const { id } = await create()
  const replies = await Promise.all(Array.from({ length: 6 }, () => call('POST', rotate(id))))
  expect(new Set(replies.map(({ body }) => body.address)).size).toBe(6)
  const all = await entries(companyId)
  expect(all).toHaveLength(7)
  expect(all.filter(({ retired_block }) => retired_block === null)).toHaveLength(1)
})

test.each(['NONE', 'WEBHOOK'])('a card of method %s has no wallet to rotate', async (approval_method) => {
  const { call, create } = await issuing.company()
  const { id } = await create({ approval_method })
  expect(await call('POST', rotate(id))).toMatchObject({
    status: 412,
    body: { code: 'VAL', message: 'Only TOP_UP cards support deposit wallet rotation.' },
  })
})
