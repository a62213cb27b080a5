import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
import { bookFacts } from '../../deposits/ledger-moves.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { verifyBooks } from '../../ledger/verify.ts'
import { programAccount } from '../card-accounts.ts'
import { holdParts, NO_PARTS } from '../card-money.ts'
import { checkCardBooks } from './check-card-books.ts'

let world: CardWorld
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(() => world.drop())

async function findings(companyId: string): Promise<[string, string][]> {
  const report = await verifyBooks({ db: world.db, companyId, checks: [checkCardBooks] })
  return report.findings.map(({ kind, text }) => [kind, text])
}

/** Tokens that count, as many as holding has. */
async function back(companyId: string, amount: bigint): Promise<void> {
  const token = (code: 'CARD_TOKENS' | 'CARD_CLAIM') => ({ code, ownerId: companyId, assetId: 'POLYGON:0x1' })
  const move = {
    type: 'POST',
    id: newId(),
    debit: token('CARD_TOKENS'),
    credit: token('CARD_CLAIM'),
  } as const
  await inTransaction(world.db, (tx) =>
    bookFacts(tx, companyId, [{ ...move, amount, reason: 'test', subjectId: companyId }], world.clock.now()),
  )
}

test('sound books have nothing to find', async () => {
  const companyId = await world.company({ holding: 100n * DOLLAR })
  await world.card(companyId, { balance: 40n * DOLLAR })
  await back(companyId, 100n * DOLLAR)
  expect(await findings(companyId)).toEqual([])
})

test('dollars without tokens are found', async () => {
  const companyId = await world.company({ holding: 100n * DOLLAR })
  await back(companyId, 99n * DOLLAR)
  expect(await findings(companyId)).toEqual([
    ['card_books_differ', 'tokens that count are what backs the cards: 99000000, and not 100000000'],
  ])
})

test('dollars that are owed and backed by nothing are found, and balances that nobody issued', async () => {
  const companyId = await world.company({ holding: 100n * DOLLAR })
  await back(companyId, 100n * DOLLAR)
  await inTransaction(world.db, (tx) =>
    bookFacts(
      tx,
      companyId,
      [
        {
          type: 'POST',
          id: newId(),
          debit: programAccount('CARD_ISSUED', companyId),
          credit: programAccount('CARD_NETWORK', companyId),
          amount: 5n * DOLLAR,
          reason: 'test',
          subjectId: companyId,
        },
      ],
      world.clock.now(),
    ),
  )
  expect(await findings(companyId)).toEqual([
    ['card_books_differ', 'what backs the cards is what they owe: 100000000, and not 105000000'],
    ['card_books_differ', 'what was issued is on the cards: 5000000, and not 0'],
  ])
})

test('a hold that no purchase says is found', async () => {
  const companyId = await world.company({ holding: 100n * DOLLAR })
  await back(companyId, 100n * DOLLAR)
  const cardId = await world.card(companyId)
  const key = { companyId, cardId, transactionId: newId(), generation: 1 }
  await inTransaction(world.db, (tx) =>
    bookFacts(tx, companyId, holdParts(key, { ...NO_PARTS, bill: DOLLAR }), world.clock.now()),
  )
  expect(await findings(companyId)).toEqual([
    ['card_hold_differs', 'CARD_NETWORK is held with 1000000; the purchase says 0'],
  ])
})
