import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { Secret } from '../../kernel/secret.ts'
import { findByPan, openCurrentNumber, panPlace } from './find-number.ts'
import { expiryAfter, issueNumber } from './issue-number.ts'
import { checkDigit, luhnSum } from './luhn.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(() => world.drop())

async function issue(sealer: Sealer, card: { companyId: string; cardId: string }) {
  const deps = { sealer, bin: '45320155', expiryMonths: 36 }
  return world.db.transaction().execute((tx) => issueNumber(tx, deps, card, world.clock.now()))
}

async function newCard() {
  const companyId = await world.company()
  return { companyId, cardId: await world.card(companyId) }
}

test.each([
  ['7992739871', '3'],
  ['453201511283036', '6'],
])('Luhn: %s is completed by %s', (digits, digit) => {
  expect(checkDigit(digits)).toBe(digit)
  expect(luhnSum(digits + digit) % 10).toBe(0)
})

test.each([
  ['2026-09-02T08:00:00Z', 36, '0929'],
  ['2026-12-31T23:59:59Z', 1, '0127'],
  ['2026-01-31T00:00:00Z', 11, '1226'],
  ['2099-12-01T00:00:00Z', 1, '0100'],
])('a number issued %s expires %i months on: %s', (issued, months, expiry) => {
  expect(expiryAfter(new Date(issued), months)).toBe(expiry)
})

test('a number finds its card; after a reissue the old one is still found, and is no longer current', async () => {
  const { sealer } = world.vault
  const card = await newCard()
  const open = () => openCurrentNumber(world.db, sealer, card.companyId, card.cardId)
  await issue(sealer, card)
  const first = await open()
  world.clock.moveTo(new Date('2026-10-02T00:00:00Z'))
  await issue(sealer, card)
  const second = await open()
  if (first === null || second === null) throw new Error('a number is missing')
  expect(second.pan.reveal()).not.toBe(first.pan.reveal())
  expect(await findByPan(world.db, sealer, second.pan)).toEqual({
    ...card,
    numberId: second.numberId,
    current: true,
    expiry: '1029',
  })
  expect(await findByPan(world.db, sealer, first.pan)).toEqual({
    ...card,
    numberId: first.numberId,
    current: false,
    expiry: '0929',
  })
  expect(await findByPan(world.db, sealer, new Secret('4532015511283036'))).toBeNull()
})

test('a number that is taken is not given again: another is tried', async () => {
  const card = await newCard()
  const { sealer } = world.vault
  const taken = Buffer.from('a hash that is taken already')
  await world.db
    .insertInto('card_number_directory')
    .values({
      pan_hash: taken,
      company_id: card.companyId,
      card_id: card.cardId,
      number_id: card.cardId,
      current: false,
    })
    .execute()
  let asked = 0
  const colliding: Sealer = {
    ...sealer,
    keyedHash: (purpose, data) => {
      asked += 1
      return asked <= 3 ? taken : sealer.keyedHash(purpose, data)
    },
  }
  await issue(colliding, card)
  expect(asked).toBe(4)
  const open = await openCurrentNumber(world.db, sealer, card.companyId, card.cardId)
  expect(open && (await findByPan(world.db, sealer, open.pan))).toMatchObject({ current: true })
  await expect(issue({ ...sealer, keyedHash: () => taken }, card)).rejects.toThrow('nearly full')
})

test('a sealed number opens in its own row only', async () => {
  const { sealer } = world.vault
  const card = await newCard()
  await issue(sealer, card)
  const row = await world.db
    .selectFrom('card_numbers')
    .selectAll()
    .where('card_id', '=', card.cardId)
    .executeTakeFirstOrThrow()
  expect(sealer.open(row.sealed_pan, panPlace(row.id)).toString()).toMatch(/^45320155\d{8}$/)
  expect(() => sealer.open(row.sealed_pan, panPlace(card.cardId))).toThrow()
})
