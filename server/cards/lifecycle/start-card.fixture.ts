import { type CardWorld, DOLLAR, type NewCard } from '../../../tests/harness/card-world.ts'
import { jsonb } from '../../kernel/database.ts'
import { startTestNetwork, type Told } from './lifecycle.fixture.ts'

export const DAY = 86_400_000

/** A card with 100 dollars, if it is TOP_UP, of a company with 1,000; 2 % on foreign currency, 1 dollar at ATMs. */
export async function startCard(world: CardWorld, card: NewCard = {}) {
  const companyId = await world.company({ holding: 1_000n * DOLLAR })
  const fees = jsonb({ fx_percentage: '2000000', atm_flat: '1000000' })
  await world.db.insertInto('card_programs').values({ company_id: companyId, fees }).execute()
  const cardId = await world.card(companyId, { balance: 100n * DOLLAR, ...card })
  const network = startTestNetwork(world, companyId)
  const cents = async (
    code: 'CARD_HOLDING' | 'CARD_NETWORK' | 'CARD_FEES' | 'CARD_BALANCE',
    owner?: string,
  ) => {
    const { balance, available } = await world.balance(companyId, code, owner)
    return { balance: Number(balance / 10_000n), available: Number(available / 10_000n) }
  }
  const read = async () => ({
    card: (await cents('CARD_BALANCE', cardId)).available,
    holding: (await cents('CARD_HOLDING')).available,
    owed: (await cents('CARD_NETWORK')).balance,
    fees: (await cents('CARD_FEES')).balance,
  })
  const spent = async () => {
    const row = await world.db
      .selectFrom('cards')
      .selectAll()
      .where('id', '=', cardId)
      .executeTakeFirstOrThrow()
    const isToday = row.spent_day === world.clock.now().toISOString().slice(0, 10)
    return { day: isToday ? Number(row.spent_today / 10_000n) : 0, month: Number(row.spent_month / 10_000n) }
  }
  const send = (told: Told, id = cardId) => network.send(id, told)
  return {
    ...network,
    companyId,
    cardId,
    read,
    spent,
    send,
    told: () => network.webhooks(cardId),
    /** Approved, as the engine leaves it. */
    approved: (ref: string, cents: number, more: Partial<Told> = {}) =>
      send({ type: 'advice', ref, cents, ...more }),
    status: (status: string) =>
      world.db.updateTable('cards').set({ status }).where('id', '=', cardId).execute(),
  }
}
