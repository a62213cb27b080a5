import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import { type Database, inRetriedTransaction } from '../../kernel/database.ts'
import { newTraceId } from '../../kernel/ids.ts'
import type { Logger } from '../../kernel/log.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import { declineAsked } from '../lifecycle/asked-purchase.ts'
import { Posting } from '../lifecycle/posting.ts'

const LOOK_MS = 5_000
const ROWS_MAX = 100

export interface UnansweredDeps {
  readonly db: Database
  readonly config: Pick<Config, 'cards'>
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Declines purchases whose process died while their company was asked: nobody waits for them any more. One that still says ASKED
 * on a second look is one of those, whatever business time says: no purchase takes so long.
 */
export function startUnanswered(deps: UnansweredDeps): Loop {
  let seen = new Set<string>()
  return startLoop({
    name: 'unanswered card purchases',
    everyMs: LOOK_MS,
    log: deps.log,
    run: async () => {
      const asked = await readAsked(deps.db)
      for (const row of asked) if (seen.has(row.id)) await declineOne(deps, row)
      seen = new Set(asked.map(({ id }) => id))
      return false
    },
  })
}

interface Key {
  readonly company_id: string
  readonly card_id: string
  readonly id: string
}

function readAsked(db: Database): Promise<Key[]> {
  return db
    .selectFrom('card_transactions')
    .select(['company_id', 'card_id', 'id'])
    .where('state', '=', 'ASKED')
    .orderBy('created_at')
    .limit(ROWS_MAX)
    .execute()
}

async function declineOne({ db, config, clock }: UnansweredDeps, key: Key): Promise<void> {
  await inRetriedTransaction(db, async (tx) => {
    const place = { companyId: key.company_id, cardId: key.card_id, traceId: newTraceId() }
    const posting = await Posting.open(tx, place, config.cards, clock.now())
    const row = await tx
      .selectFrom('card_transactions')
      .selectAll()
      .where('company_id', '=', key.company_id)
      .where('card_id', '=', key.card_id)
      .where('id', '=', key.id)
      .where('state', '=', 'ASKED')
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) return
    await declineAsked(posting, row, 'C010')
    await posting.write()
  })
}
