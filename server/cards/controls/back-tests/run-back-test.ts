import { type Database, inTransaction, type Reader } from '../../../kernel/database.ts'
import { toCandidates } from '../../program.ts'
import { NO_VERDICTS, type Verdicts } from '../verdicts.ts'
import type { BackTestRequest } from './back-test.ts'
import { readPast } from './read-past.ts'
import { replayCard } from './replay-card.ts'

const CARDS_PER_PAGE = 200

/** Card by card, so that memory does not grow with the season. Null: `isStopped` said so before the end. */
export async function runBackTest(
  db: Database,
  companyId: string,
  request: BackTestRequest,
  isStopped: () => boolean,
): Promise<Verdicts | null> {
  const from = new Date(request.from)
  const to = new Date(request.to)
  const candidates = toCandidates(request)
  let verdicts = NO_VERDICTS
  for await (const { id, home_country: homeCountry } of readCards(db, companyId)) {
    if (isStopped()) return null
    const before = verdicts
    verdicts = await inTransaction(db, (tx) =>
      replayCard(readPast(tx, companyId, id, from, to), { candidates, from, to, homeCountry }, before),
    )
  }
  return verdicts
}

/** Deleted ones too. */
async function* readCards(reader: Reader, companyId: string) {
  let last: string | undefined
  let page: { id: string; home_country: string | null }[]
  do {
    page = await reader
      .selectFrom('cards')
      .select(['id', 'home_country'])
      .where('company_id', '=', companyId)
      .$if(last !== undefined, (cards) => cards.where('id', '>', last ?? ''))
      .orderBy('id')
      .limit(CARDS_PER_PAGE)
      .execute()
    yield* page
    last = page.at(-1)?.id
  } while (page.length === CARDS_PER_PAGE)
}
