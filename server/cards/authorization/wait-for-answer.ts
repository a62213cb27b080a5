import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { PurchaseAnswer } from '../message.ts'
import type { Purchase } from './purchase.ts'

const LOOK_MS = 25

/**
 * The answer to the same message, which somebody else is deciding.
 * @returns null when the network was answered before it came
 */
export async function waitForAnswer(
  db: Database,
  log: Logger,
  purchase: Purchase,
): Promise<PurchaseAnswer | null> {
  while (purchase.given === null) {
    try {
      const answer = await readAnswer(db, purchase.m.message.networkId)
      if (answer !== null) return answer
    } catch (error) {
      log.error({ err: error }, 'the answer to a message that is being decided could not be read')
    }
    await pause(LOOK_MS)
  }
  return null
}

async function readAnswer(db: Database, networkId: string): Promise<PurchaseAnswer | null> {
  const row = await db
    .selectFrom('network_message_directory')
    .select('answer')
    .where('network_id', '=', networkId)
    .executeTakeFirst()
  return row?.answer == null ? null : JSON.parse(row.answer)
}
