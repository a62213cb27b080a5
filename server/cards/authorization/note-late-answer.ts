import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../kernel/database.ts'
import type { Purchase } from './purchase.ts'

/** The decision that did not wait for the answer may just be on its way into the database. */
const TRIES_MS: readonly number[] = [0, 500, 2_000]

/** The company did answer, after its time was over: that is noted and changes nothing else. */
export async function noteLateAnswer(db: Database, { m, transactionId }: Purchase): Promise<void> {
  for (const waitMs of TRIES_MS) {
    await pause(waitMs)
    const { numUpdatedRows } = await db
      .updateTable('card_transactions')
      .set({ company_response: 'late' })
      .where('company_id', '=', m.companyId)
      .where('card_id', '=', m.cardId)
      .where('id', '=', transactionId)
      .where('state', '<>', 'ASKED')
      .executeTakeFirst()
    if (numUpdatedRows > 0n) return
  }
}
