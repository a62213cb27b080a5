import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardApi, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { newId } from '../../kernel/ids.ts'
import { controlsRoutes } from './routes.ts'

let world: CardWorld
let api: CardApi
const path = (cardId: string) => `/cards/virtual-cards/${cardId}/risk-score-fuse`

beforeAll(async () => {
  world = await startCardWorld()
  api = await startCardApi(world, controlsRoutes({ config: { cards: world.config, profile: 'sandbox' } }))
})
afterAll(async () => {
  await api.stop()
  await world.drop()
})

async function newCard() {
  const companyId = await world.company()
  return { companyId, cardId: await world.card(companyId), call: await api.client(companyId, 2) }
}

const readCard = (cardId: string) =>
  world.db.selectFrom('cards').select(['version', 'fuse']).where('id', '=', cardId).executeTakeFirstOrThrow()

test('a fuse is armed, replaced, shown and taken out', async () => {
  const { companyId, cardId, call } = await newCard()
  const first = await call('POST', path(cardId), { reason: ' travels to Japan ' })
  const fuse = {
    card_id: cardId,
    company_id: companyId,
    activated_by: companyId,
    activated_at: world.clock.now().toISOString(),
    channel: 'API',
    reason: 'travels to Japan',
  }
  expect(first).toMatchObject({ status: 200, body: fuse })
  world.clock.advance(1_000)
  const again = { ...fuse, activated_at: world.clock.now().toISOString(), reason: null }
  expect((await call('POST', path(cardId))).body).toEqual(again)
  expect((await call('GET', path(cardId))).body).toEqual(again)
  expect(await call('DELETE', path(cardId))).toMatchObject({ status: 204, text: '' })
  expect((await call('GET', path(cardId))).body).toMatchObject({
    code: 'NOT_FOUND',
    message: 'Risk score fuse is not armed',
  })
  expect((await call('DELETE', path(cardId))).status).toBe(204)
})

test("arming and disarming raise the card's version and are audited; taking out what is not armed changes nothing", async () => {
  const { companyId, cardId, call } = await newCard()
  await call('DELETE', path(cardId))
  expect(await readCard(cardId)).toEqual({ version: 0n, fuse: null })
  await call('POST', path(cardId), { reason: 'test' })
  expect((await readCard(cardId)).version).toBe(1n)
  await call('DELETE', path(cardId))
  expect(await readCard(cardId)).toEqual({ version: 2n, fuse: null })
  const actions = await world.db
    .selectFrom('audit_log')
    .select('action')
    .where('company_id', '=', companyId)
    .where('object_id', '=', cardId)
    .orderBy('id')
    .execute()
  expect(actions.map(({ action }) => action)).toEqual(['card_fuse.armed', 'card_fuse.disarmed'])
})

test("a card that is unknown or another company's has no fuse", async () => {
  const { call } = await newCard()
  const other = await newCard()
  for (const id of [newId(), other.cardId, 'nothing'])
    for (const method of ['POST', 'GET', 'DELETE'])
      expect((await call(method, path(id))).body).toMatchObject({
        code: 'NOT_FOUND',
        message: 'Card not found',
      })
})

test('a deleted card takes none', async () => {
  const { cardId, call } = await newCard()
  await world.db.updateTable('cards').set({ status: 'DELETED' }).where('id', '=', cardId).execute()
  const { status, body } = await call('POST', path(cardId))
  expect([status, body.message]).toEqual([412, 'Card is DELETED'])
})

test('a reader sees it and does not touch it', async () => {
  const { companyId, cardId } = await newCard()
  const reader = await api.client(companyId, 1)
  expect((await reader('POST', path(cardId))).status).toBe(401)
  expect((await reader('DELETE', path(cardId))).status).toBe(401)
  expect((await reader('GET', path(cardId))).status).toBe(404)
})
