import type { Database } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Purchase } from './purchase.ts'

/** Whether a company is being asked about the purchase of the same network reference. What cannot be read: no. */
export async function isReferenceAsked(db: Database, log: Logger, { m }: Purchase): Promise<boolean> {
  const { transactionRef } = m.message
  if (transactionRef === null) return false
  try {
    const row = await db
      .selectFrom('card_transactions')
      .select('id')
      .where('company_id', '=', m.companyId)
      .where('transaction_ref', '=', transactionRef)
      .where('card_id', '=', m.cardId)
      .where('kind', '=', 'PURCHASE')
      .where('state', '=', 'ASKED')
      .executeTakeFirst()
    return row !== undefined
  } catch (error) {
    log.error({ err: error }, 'whether a company is being asked could not be read')
    return false
  }
}
