import { sql } from 'kysely'
import type { Chain, PastCoin } from '../chains/chain.ts'
import { readCursor } from '../chains/cursor.ts'
import type { ChainName } from '../chains/types.ts'
import type { Database } from '../kernel/database.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import { type ComparedWallet, compareCoin } from './compare-coin.ts'
import type { TreasuryDeps } from './deps.ts'

/** A round over all wallets begins every so many polls at most. */
const POLLS_PER_ROUND = 10
/** So far below the newest final block the sender has ended, as a rule, what stands there: what has not ended is waited for. */
const BLOCKS_BELOW_FINAL = 2n

/**
 * Notices coin that no transaction shows, as contracts send it. A round asks one question for each page of wallets; only a wallet whose
 * coin has changed is asked about by itself. None on chains whose blocks show all coin.
 */
export function startTreasuryCoin(deps: TreasuryDeps, chain: Chain): Loop[] {
  const { pastCoin } = chain
  if (pastCoin === undefined) return []
  const { name, pollMs } = chain.config
  let after: Place | null = null
  let comparedThrough = 0n
  const loop = startLoop({
    name: `treasury coin ${name}`,
    everyMs: pollMs * POLLS_PER_ROUND,
    log: deps.log,
    async run() {
      if (!(await deps.node.leads(`treasury coin ${name}`))) return false
      const block = ((await readCursor(deps.db, name))?.finalNumber ?? 0n) - BLOCKS_BELOW_FINAL
      if (after === null && block <= comparedThrough) return false
      const wallets = await readPage(deps.db, name, after, pastCoin.holdersMax)
      await comparePage(deps, pastCoin, wallets, block)
      after = wallets.length < pastCoin.holdersMax ? null : (wallets.at(-1) ?? null)
      if (after === null) comparedThrough = block
      return after !== null
    },
  })
  return [loop]
}

interface Place {
  readonly company_id: string
  readonly id: string
}

async function comparePage(
  deps: TreasuryDeps,
  past: PastCoin,
  wallets: readonly ComparedWallet[],
  block: bigint,
): Promise<void> {
  if (wallets.length === 0) return
  const coins = await past.read(
    wallets.map(({ address }) => address),
    block,
  )
  for (const [index, wallet] of wallets.entries())
    if (coins[index] !== wallet.coin_units && wallet.coin_block < block)
      await compareOne(deps, past, wallet, block)
}

/** One that fails does not hold up the others; the next round finds it again. */
async function compareOne(
  deps: TreasuryDeps,
  past: PastCoin,
  wallet: ComparedWallet,
  block: bigint,
): Promise<void> {
  try {
    await compareCoin(deps, past, wallet, block)
  } catch (error) {
    const { id: walletId, chain } = wallet
    deps.log.warn({ err: error, walletId, chain }, 'coin of a treasury wallet was not compared')
  }
}

/** Deleted ones too: what still arrives there is the operator's to look after. Ends with a page that is not full. */
async function readPage(
  db: Database,
  chain: ChainName,
  after: Place | null,
  limit: number,
): Promise<readonly ComparedWallet[]> {
  const { rows } = await sql<ComparedWallet>`
    SELECT company_id, id, chain, address, coin_block, coin_units FROM treasury_wallets
    WHERE chain = ${chain}
      AND (${after === null} OR (company_id, id) > (${after?.company_id ?? null}::uuid, ${after?.id ?? null}::uuid))
    ORDER BY company_id, id LIMIT ${limit}`.execute(db)
  return rows
}
