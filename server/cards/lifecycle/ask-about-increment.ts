import { sql } from 'kysely'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type Database, inTransaction, type Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { type EventRow, eventRow, insertEvents } from '../../webhooks/write-events.ts'
import type { Heard } from '../authorization/purchase.ts'
import { findCard } from '../card.ts'
import type { CardMessage } from '../message.ts'
import { findPurchase } from './find-purchase.ts'
import { movementWebhook } from './movement.ts'
import { considerIncrement } from './post-incremental.ts'
import { Posting } from './posting.ts'

/** Sends a written `authorization` webhook, once, and reads the company's word. Never fails: no answer is an answer. */
export type AskCompany = (companyId: string, webhook: EventRow) => Promise<Heard>

/** What the company said of an increment, before anything of it is posted. */
export interface Asked {
  readonly heard: Heard
  /** Of the event TRANSACTION_AUTHORIZATION, by which the company was asked. */
  readonly requestEventId: string
}

interface Deps {
  readonly db: Database
  readonly config: CardsConfig
  readonly askCompany: AskCompany
}

/**
 * Step 9 for an increment of a WEBHOOK card: outside any transaction. Null: the company has nothing to say, because the card is
 * none of those or a check refuses before.
 */
export async function askAboutIncrement(deps: Deps, m: CardMessage, now: Date): Promise<Asked | null> {
  if (m.message.type !== 'incremental') return null
  const card = await findCard(deps.db, m.companyId, m.cardId)
  if (isRefusal(card) || card.approval_method !== 'WEBHOOK') return null
  const requestEventId = newId()
  const question = await inTransaction(deps.db, (tx) =>
    writeQuestion(tx, deps.config, m, requestEventId, now),
  )
  if (question === null) return null
  return { requestEventId, heard: await deps.askCompany(m.companyId, question) }
}

async function writeQuestion(
  tx: Tx,
  config: CardsConfig,
  m: CardMessage,
  eventId: string,
  now: Date,
): Promise<EventRow | null> {
  const posting = await Posting.open(tx, m, config, now)
  const { row } = await findPurchase(tx, m)
  if (row?.state !== 'OPEN') return null
  const { step, decision } = await considerIncrement(posting, m, row, config)
  if (decision.decline !== null) return null
  const entry = { operation: 'TRANSACTION_AUTHORIZATION', amount: step.amount, fees: step.fees } as const
  const webhook = movementWebhook(
    posting.place,
    row,
    entry,
    { type: 'authorization', status: 'pending' },
    eventId,
  )
  const question = eventRow({ ...webhook, sentByWriter: true })
  await sql`WITH ${insertEvents([question], sql`true`)} SELECT 1`.execute(tx)
  return question
}
