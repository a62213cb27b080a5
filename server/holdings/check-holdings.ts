import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Chain } from '../chains/chain.ts'
import { findChain } from '../chains/name.ts'
import { assetId } from '../chains/types.ts'
import { describeUnread } from '../chains/watcher-status.ts'
import type { Database } from '../kernel/database.ts'
import type { Check } from '../ledger/checks/check.ts'

interface Expected {
  readonly chain: string
  readonly token_address: string
  readonly holder: string
  /** What the ledger says is in the holding wallet, and what payments that are not mined have yet to take. */
  readonly units: bigint
}

/** While the system runs, blocks and bookings come between the two readings: a real difference stays. */
const TRIES = 20
const TRY_AGAIN_MS = 500

/**
 * The chain agrees with the books: what each holding wallet really has is HOLDING (of cards: CARD_TOKENS) plus the payments that have not left it yet.
 * Asks the nodes, so it is given where there are any.
 */
export function checkHoldings(chains: readonly Chain[], triesMax = TRIES): Check {
  return {
    name: 'holdings',
    async run({ db, companyId, found, count }) {
      let different: (Expected & { onChain: bigint })[] = []
      for (let tries = 0; tries < triesMax; tries += 1) {
        if (tries > 0) await pause(TRY_AGAIN_MS)
        const expected = await readExpected(db, companyId, chains)
        if (tries === 0) count('holdings', expected.length)
        different = await compare(chains, expected)
        if (different.length === 0) return
      }
      for (const { chain, token_address, holder, units, onChain } of different)
        found({
          kind: 'holding_differs',
          subject: 'asset',
          id: assetId(chain, token_address),
          text: `${holder} has ${onChain} on chain; the books and the payments not mined yet make ${units}${await describeUnread(db, chain)}`,
        })
    },
  }
}

async function readExpected(
  db: Database,
  companyId: string,
  chains: readonly Chain[],
): Promise<readonly Expected[]> {
  const { rows } = await sql<Expected>`
    SELECT h.chain, split_part(a.asset, ':', 2) AS token_address, h.address AS holder,
           a.debits - a.credits + coalesce((
             SELECT sum(p.amount) FROM payments p
             LEFT JOIN chain_transactions t ON t.company_id = p.company_id AND t.id = p.id
             WHERE p.company_id = a.company_id AND p.product = h.product AND p.chain = h.chain AND p.status IN ('PENDING', 'MANUAL_CHECK')
               AND p.chain || ':' || p.token_address = a.asset AND t.block_number IS NULL), 0) AS units
    FROM holding_wallets h
    JOIN ledger_accounts a ON a.company_id = h.company_id AND a.code = CASE h.product WHEN 'cards' THEN 'CARD_TOKENS' ELSE 'HOLDING' END
      AND a.asset LIKE h.chain || ':%'
    WHERE h.company_id = ${companyId} AND h.chain = ANY(${chains.map((chain) => chain.config.name)}::text[])
    ORDER BY h.chain, a.asset`.execute(db)
  return rows
}

async function compare(chains: readonly Chain[], expected: readonly Expected[]) {
  const compared = await Promise.all(
    expected.map(async (one) => {
      const token = { chain: one.chain, address: one.token_address }
      const onChain = await findChain(chains, one.chain).state.tokens(one.holder, [token])
      return { ...one, onChain: onChain.get(assetId(token.chain, token.address)) ?? 0n }
    }),
  )
  return compared.filter(({ units, onChain }) => units !== onChain)
}
