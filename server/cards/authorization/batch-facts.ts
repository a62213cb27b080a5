import { sql } from 'kysely'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import type { Tx } from '../../kernel/database.ts'
import { accountId } from '../../ledger/accounts.ts'
import { type RememberedAccount, readToRemember } from '../../ledger/remembered.ts'
import type { Card } from '../card.ts'
import { cardBalance, programAccount } from '../card-accounts.ts'
import { CardHistory } from '../controls/history.ts'
import { loadHistories } from '../controls/load-histories.ts'
import { readProgram } from '../program.ts'
import { toCardState } from './card-state.ts'
import { cardKey, type KnownCard, type KnownCompany, type Memory } from './memory.ts'

/** What a batch is decided over: remembered, or just read. */
export interface BatchFacts extends KnownCompany {
  readonly companyId: string
  readonly cards: ReadonlyMap<string, KnownCard>
}

/** The company's accounts on which purchases move money. */
const PROGRAM_CODES = [
  'CARD_HOLDING',
  'CARD_NETWORK',
  'CARD_FEES',
  'CARD_PROVIDER_FEES',
  'CARD_ISSUED',
] as const

export interface ReadOptions {
  readonly companyId: string
  readonly cardIds: readonly string[]
  readonly now: Date
  readonly operator: CardsConfig
  /**
   * `lock`: nobody changes them until the transaction ends: cards first, then accounts, each in the order of their ids, like
   * everybody who takes both.
   */
  readonly lock: boolean
}

/** What of it is remembered, and which cards are not. */
export function recall(
  memory: Memory,
  companyId: string,
  cardIds: readonly string[],
): {
  readonly company: KnownCompany | undefined
  readonly cards: Map<string, KnownCard>
  readonly missing: string[]
} {
  const cards = new Map<string, KnownCard>()
  const missing: string[] = []
  for (const cardId of cardIds) {
    const card = memory.cards.get(cardKey(companyId, cardId))
    if (card === undefined) missing.push(cardId)
    else cards.set(cardId, card)
  }
  return { company: memory.companies.get(companyId), cards, missing }
}

/**
 * Reads what is not remembered, and what is remembered but no longer true, few statements for the whole batch. A card's row is
 * read before its history: a purchase that comes in between then shows as a card that has another version.
 */
export async function readBatchFacts(tx: Tx, memory: Memory, options: ReadOptions): Promise<BatchFacts> {
  const { companyId, cardIds, now, operator, lock } = options
  const rows = await readCards(tx, companyId, cardIds, lock)
  const known = new Map(cardIds.map((id) => [id, memory.cards.get(cardKey(companyId, id))]))
  const changed = rows.filter((row) => known.get(row.id)?.state.version !== row.version)
  const histories = await loadHistories(
    tx,
    changed.map(({ id }) => ({ companyId, cardId: id })),
    now,
  )
  const topUp = rows.filter((row) => row.approval_method === 'TOP_UP')
  const refs = [
    ...PROGRAM_CODES.map((code) => programAccount(code, companyId)),
    ...topUp.map((row) => cardBalance(row.id)),
  ]
  const accounts = await readToRemember(tx, companyId, refs, { lock })
  const program = await readProgram(tx, companyId, operator)
  const cards = rows.map((row): KnownCard => {
    const balance = accounts.get(accountId(companyId, cardBalance(row.id))) ?? null
    const history = histories.get(row.id) ?? known.get(row.id)?.history ?? new CardHistory()
    return { state: toCardState(row), history, balance }
  })
  const facts = { program, accounts: programAccounts(companyId, accounts) }
  memory.companies.set(companyId, facts)
  for (const card of cards) memory.cards.set(cardKey(companyId, card.state.id), card)
  return { companyId, ...facts, cards: new Map(cards.map((card) => [card.state.id, card])) }
}

function programAccounts(companyId: string, accounts: ReadonlyMap<string, RememberedAccount>) {
  const ids = new Set(PROGRAM_CODES.map((code) => accountId(companyId, programAccount(code, companyId))))
  return new Map([...accounts].filter(([id]) => ids.has(id)))
}

async function readCards(
  tx: Tx,
  companyId: string,
  cardIds: readonly string[],
  lock: boolean,
): Promise<Card[]> {
  const { rows } = await sql<Card>`
    SELECT * FROM cards WHERE company_id = ${companyId} AND id = ANY(${cardIds}::uuid[])
    ORDER BY id ${lock ? sql`FOR UPDATE` : sql``}`.execute(tx)
  return rows
}
