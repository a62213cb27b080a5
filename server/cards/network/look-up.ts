import { sql } from 'kysely'
import type pg from 'pg'
import { type Database, databaseOver, openPool } from '../../kernel/database.ts'
import { isId } from '../../kernel/ids.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { prepared } from '../authorization/prepared.ts'
import { panHash } from '../issuing/find-number.ts'
import type { NetworkMessage } from '../message.ts'
import { gather } from './gather.ts'
import { KnownCards } from './known-cards.ts'
import type { StoredAnswer } from './stored-answer.ts'

/** Whose card a message names. */
export interface NamedCard {
  readonly companyId: string
  readonly cardId: string
  /** False: by an old number. */
  readonly numberIsCurrent: boolean
  /** MMYY of the number that was named, of the card's current one where it was named by its id; null: it has none. */
  readonly expiry: string | null
}

export interface LookedUp {
  /** A message of this id came before. */
  readonly earlier: StoredAnswer | null
  /** Null: unknown. */
  readonly card: NamedCard | null
}

interface Question {
  readonly networkId: string
  readonly panHash: Buffer | null
  readonly cardId: string | null
}

export type LookUp = (message: NetworkMessage) => Promise<LookedUp>

/** As many as there are groups of questions under way at once (gather.ts). */
const CONNECTIONS = 2
const STATEMENT_MS_MAX = 5_000
/** One plan fits every group; a planner that looks at an empty table would read it whole, and plan anew each time. */
const SESSION = ['plan_cache_mode=force_generic_plan', 'enable_seqscan=off']

/** Connections of its own for what every purchase waits for: nobody else's queries stand before it. */
export function openLookUpPool(url: string, onError: (error: Error) => void): pg.Pool {
  const options = { poolSizeMax: CONNECTIONS, statementTimeoutMs: STATEMENT_MS_MAX, session: SESSION }
  return openPool({ url, onError, ...options })
}

/**
 * Finds the card that a message names and what the same message was answered before, many messages in one statement. An
 * authorization whose card is known takes none: the statement that decides it finds by itself that it came before.
 */
export function createLookUp(pool: pg.Pool, sealer: Sealer): LookUp {
  const db = databaseOver(pool)
  const ask = gather((questions: readonly Question[]) => lookUpAll(pool, db, questions))
  const known = new KnownCards()
  return async (message) => {
    const remembered = known.recall(message)
    if (remembered !== null) return { earlier: null, card: remembered }
    const { id, pan } = message.card
    const found = await ask({
      networkId: message.networkId,
      panHash: pan === null ? null : panHash(sealer, pan),
      cardId: pan === null && id !== null && isId(id) ? id : null,
    })
    if (found.card !== null) known.remember(found.card)
    // Both were given and name different cards: neither is meant for sure.
    const isOther = pan !== null && id !== null && found.card?.cardId !== id.toLowerCase()
    return isOther ? { ...found, card: null } : found
  }
}

/** LIMIT 1 keeps every part an index look-up, whatever the planner believes about tables that grow while it plans. */
async function lookUpAll(pool: pg.Pool, db: Database, questions: readonly Question[]): Promise<LookedUp[]> {
  const statement = sql`
    SELECT earlier.body_hash, earlier.answer, card.company_id, card.card_id, card.current, number.expiry
    FROM unnest(${questions.map((one) => one.networkId)}::text[], ${questions.map((one) => one.panHash)}::bytea[],
      ${questions.map((one) => one.cardId)}::uuid[]) WITH ORDINALITY AS asked(network_id, pan_hash, card_id, place)
    LEFT JOIN LATERAL (
      SELECT body_hash, answer FROM network_message_directory m WHERE m.network_id = asked.network_id LIMIT 1
    ) earlier ON true
    LEFT JOIN LATERAL (
      SELECT company_id, card_id, number_id, current FROM card_number_directory d WHERE d.pan_hash = asked.pan_hash
      UNION ALL
      SELECT company_id, card_id, NULL, true FROM card_directory d WHERE d.card_id = asked.card_id
      LIMIT 1
    ) card ON true
    LEFT JOIN LATERAL (
      SELECT expiry FROM card_numbers n WHERE n.company_id = card.company_id AND n.card_id = card.card_id
        AND CASE WHEN card.number_id IS NULL THEN n.current ELSE n.id = card.number_id END
      LIMIT 1
    ) number ON true
    ORDER BY asked.place`
  const { rows } = await pool.query<FoundRow>(prepared(statement.compile(db)))
  return rows.map((row) => ({
    earlier: row.body_hash === null ? null : { bodyHash: row.body_hash, text: row.answer },
    card:
      row.company_id === null
        ? null
        : {
            companyId: row.company_id,
            cardId: row.card_id,
            numberIsCurrent: row.current,
            expiry: row.expiry,
          },
  }))
}

type FoundRow = (
  | { readonly body_hash: Buffer; readonly answer: string | null }
  | { readonly body_hash: null; readonly answer: null }
) &
  (
    | {
        readonly company_id: string
        readonly card_id: string
        readonly current: boolean
        readonly expiry: string | null
      }
    | { readonly company_id: null }
  )
