import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type Database, inTransaction } from '../../kernel/database.ts'
import { newTraceId } from '../../kernel/ids.ts'
import type { Logger } from '../../kernel/log.ts'
import { Posting } from './posting.ts'
import type { PurchaseRow } from './purchase-row.ts'
import { isHeld, releaseHold } from './release-hold.ts'

const PAGE = 200

interface Deps {
  readonly db: Database
  readonly config: CardsConfig
  readonly log: Logger
}

type Candidate = Pick<PurchaseRow, 'company_id' | 'card_id' | 'id'> & { readonly hold_expires_at: Date }

/**
 * Gives back every hold that nothing settled in its time, each in a transaction of its own: one that fails stays for the next run
 * and keeps no other waiting. Nodes may do it at once: the row is asked again under its lock.
 */
export async function expireHolds({ db, config, log }: Deps, now: Date): Promise<void> {
  let after: Candidate | null = null
  for (;;) {
    const page: Candidate[] = await readPage(db, now, after)
    for (const candidate of page)
      try {
        await expireOne(db, config, candidate, now)
      } catch (error) {
        log.error(
          { err: error, transactionId: candidate.id },
          'a hold could not be expired; it will be tried again',
        )
      }
    after = page.at(-1) ?? null
    if (page.length < PAGE) return
  }
}

async function expireOne(db: Database, config: CardsConfig, candidate: Candidate, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { company_id: companyId, card_id: cardId, id } = candidate
    const posting = await Posting.open(tx, { companyId, cardId, traceId: newTraceId() }, config, now)
    const row = await tx
      .selectFrom('card_transactions')
      .selectAll()
      .where('company_id', '=', companyId)
      .where('card_id', '=', cardId)
      .where('id', '=', id)
      .where('hold_expires_at', '<=', now)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined || !isHeld(row)) return
    await releaseHold(posting, row, null, {
      status: 'TIME_CANCELED',
      webhook: { type: 'reversal', status: 'time_canceled' },
    })
    await posting.write()
  })
}

async function readPage(db: Database, now: Date, after: Candidate | null): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('card_transactions')
    .select(['company_id', 'card_id', 'id', 'hold_expires_at'])
    .where('hold_expires_at', '<=', now)
    .$if(after !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb('hold_expires_at', '>', after?.hold_expires_at ?? now),
          eb.and([eb('hold_expires_at', '=', after?.hold_expires_at ?? now), eb('id', '>', after?.id ?? '')]),
        ]),
      ),
    )
    .orderBy('hold_expires_at')
    .orderBy('id')
    .limit(PAGE)
    .execute()
  return rows as Candidate[]
}
