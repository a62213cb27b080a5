import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Chain } from '../chains/chain.ts'
import { assetId } from '../chains/types.ts'
import { describeUnread } from '../chains/watcher-status.ts'
import type { Database } from '../kernel/database.ts'
import type { Check } from '../ledger/checks/check.ts'

interface Expected {
  readonly token_address: string
  readonly units: bigint
}

interface Difference {
  readonly chain: string
  readonly asset: string
  readonly expected: bigint
  readonly onChain: bigint
}

/** While the system runs, blocks and bookings come between the two readings: a real difference stays. */
const TRIES = 20
const TRY_AGAIN_MS = 500

/**
 * The chain agrees with the books: the tokens on all treasury wallets, deleted ones too, are TREASURY_TOKENS and what the books do not
 * have yet. Coin is not compared: gas comes and goes. Asks the nodes, so it is given where there are any.
 */
export function checkTreasury(chains: readonly Chain[], triesMax = TRIES): Check {
  return {
    name: 'treasury',
    async run({ db, companyId, found, count }) {
      let different: Difference[] = []
      for (let tries = 0; tries < triesMax; tries += 1) {
        if (tries > 0) await pause(TRY_AGAIN_MS)
        different = []
        for (const chain of chains) different.push(...(await compare(db, companyId, chain)))
        if (different.length === 0) break
      }
      count('treasury chains', chains.length)
      for (const { chain, asset, expected, onChain } of different)
        found({
          kind: 'treasury_differs',
          subject: 'asset',
          id: asset,
          text: `treasury wallets have ${onChain} on chain; the books and what they do not have yet make ${expected}${await describeUnread(db, chain)}`,
        })
    },
  }
}

async function compare(db: Database, companyId: string, chain: Chain): Promise<Difference[]> {
  const { name } = chain.config
  const expected = await readExpected(db, companyId, chain)
  if (expected.length === 0) return []
  const wallets = await db
    .selectFrom('treasury_wallets')
    .select('address')
    .where('company_id', '=', companyId)
    .where('chain', '=', name)
    .execute()
  const tokens = expected.map(({ token_address }) => ({ chain: name, address: token_address }))
  const sums = new Map<string, bigint>()
  for (const { address } of wallets)
    for (const [asset, units] of await chain.state.tokens(address, tokens))
      sums.set(asset, (sums.get(asset) ?? 0n) + units)
  return expected
    .map(({ token_address, units }) => {
      const asset = assetId(name, token_address)
      return { chain: name, asset, expected: units, onChain: sums.get(asset) ?? 0n }
    })
    .filter(({ expected: units, onChain }) => units !== onChain)
}

/**
 * Of every token that was ever booked: the account, and deposits that are not booked (not confirmed yet, or of a time when the token
 * was not listed), less transfers that are mined and not final.
 */
async function readExpected(db: Database, companyId: string, chain: Chain): Promise<readonly Expected[]> {
  const { name, nativeAddress } = chain.config
  const coin = chain.addresses.read(nativeAddress) ?? nativeAddress
  const { rows } = await sql<Expected>`
    SELECT split_part(a.asset, ':', 2) AS token_address, a.debits - a.credits
      + coalesce((SELECT sum(d.amount) FROM deposits d
          WHERE d.company_id = a.company_id AND d.product = 'treasury' AND d.chain || ':' || d.token_address = a.asset
            AND NOT d.booked AND NOT d.orphaned AND d.status <> 'REVERTED'), 0)
      - coalesce((SELECT sum(p.amount) FROM payments p
          JOIN chain_transactions t ON t.company_id = p.company_id AND t.id = p.id
          WHERE p.company_id = a.company_id AND p.product = 'treasury' AND p.chain || ':' || p.token_address = a.asset
            AND p.status IN ('PENDING', 'MANUAL_CHECK') AND t.block_number IS NOT NULL AND t.succeeded), 0) AS units
    FROM ledger_accounts a
    WHERE a.company_id = ${companyId} AND a.code = 'TREASURY_TOKENS' AND a.asset LIKE ${`${name}:%`}
      AND a.asset <> ${assetId(name, coin)}
    ORDER BY a.asset`.execute(db)
  return rows
}
