import { sql } from 'kysely'
import type { Chain } from '../chains/chain.ts'
import { watcherLag } from '../chains/metrics.ts'
import { readWatcherStatus } from '../chains/watcher-status.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import { gasPriceCapped, oldestUnsent, stuckTransactions } from './metrics.ts'

export interface FigureDeps {
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly clock: Clock
  readonly log: Logger
}

const EVERY_MS = 5_000

/** Figures that rows hold, shown by every process alike: whichever is scraped tells the same. */
export function startFigures(deps: FigureDeps): Loop {
  const run = async () => {
    await showFigures(deps)
    return false
  }
  return startLoop({ name: 'figures', everyMs: EVERY_MS, log: deps.log, run })
}

export async function showFigures({ db, chains, clock }: FigureDeps): Promise<void> {
  const { rows } = await sql<{ chain: string; stuck: bigint; unsent_since: Date | null }>`
    SELECT chain, count(*) FILTER (WHERE state = 'MANUAL_CHECK') AS stuck,
           min(created_at) FILTER (WHERE state IN ('QUEUED', 'NUMBERED')) AS unsent_since
    FROM chain_transactions WHERE settled_at IS NULL GROUP BY chain`.execute(db)
  const capped = await db
    .selectFrom('chain_alerts')
    .select('chain')
    .where('type', '=', 'GAS_PRICE_CAP')
    .execute()
  for (const { config } of chains) {
    const chain = config.name
    const open = rows.find((row) => row.chain === chain)
    const since = open?.unsent_since ?? null
    stuckTransactions.set({ chain }, Number(open?.stuck ?? 0n))
    oldestUnsent.set(
      { chain },
      since === null ? 0 : Math.max(0, (clock.now().getTime() - since.getTime()) / 1_000),
    )
    gasPriceCapped.set({ chain }, capped.some((row) => row.chain === chain) ? 1 : 0)
  }
  for (const { chain, lagBlocks } of await readWatcherStatus(db, chains))
    watcherLag.set({ chain }, Number(lagBlocks))
}
