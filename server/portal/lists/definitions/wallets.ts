import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Chain } from '../../../chains/chain.ts'
import type { Tokens } from '../../../chains/tokens.ts'
import type { Reader } from '../../../kernel/database.ts'
import type { RawJson } from '../../../kernel/money.ts'
import { readBalances } from '../../../ledger/balances.ts'
import { virtualBalance } from '../../../wallets/balances.ts'
import { showTokenBalance, TokenBalanceShape } from '../../../wallets/shapes.ts'
import { column } from '../columns.ts'
import type { Beside, List } from '../list.ts'

interface WalletListDeps {
  readonly tokens: Tokens
  readonly chains: readonly Chain[]
}

export function walletList(deps: WalletListDeps): List {
  const chains = deps.chains.map(({ config }) => config.name)
  return {
    name: 'wallets',
    summary: 'Virtual wallets of all chains, with their balances',
    access: { operation: 'virtual_wallets', level: 1 },
    rows: (companyId) =>
      sql`FROM virtual_wallets w WHERE w.company_id = ${companyId} AND w.deleted_at IS NULL`,
    id: sql.ref('w.id'),
    time: sql.ref('w.created_at'),
    columns: {
      id: column.id('w.id'),
      alias: column.text('w.alias'),
      client_id: column.reference('w.client_id'),
      wallet_address: column.text('w.address'),
      blockchain: column.choice('w.chain', chains),
      enabled: column.flag('w.enabled'),
      created_at: column.written('w.created_at'),
    },
    beside: balances(deps),
  }
}

/** Of the wallets of a page: two statements, however many tokens and wallets. */
function balances({ tokens }: WalletListDeps): Beside {
  return {
    answers: { balances: Type.Array(TokenBalanceShape) },
    async read(db, companyId, ids) {
      const chainOf = await readChains(db, companyId, ids)
      const lists = new Map(
        await Promise.all(
          [...new Set(chainOf.values())].map(
            async (chain) => [chain, await tokens.list(db, companyId, chain)] as const,
          ),
        ),
      )
      const asked = ids.flatMap((id) =>
        (lists.get(chainOf.get(id) ?? '') ?? []).map((token) => ({ id, token })),
      )
      const found = await readBalances(
        db,
        companyId,
        asked.map(({ id, token }) => virtualBalance(id, token.id)),
      )
      const shown = Map.groupBy(
        asked.map(({ id, token }, index) => ({ id, token, units: found[index]?.balance ?? 0n })),
        ({ id }) => id,
      )
      return ids.map((id) => ({
        balances: (shown.get(id) ?? []).map(({ token, units }) => showTokenBalance(token, units)),
      }))
    },
    csv: describeBalances,
  }
}

async function readChains(
  db: Reader,
  companyId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('virtual_wallets')
    .select(['id', 'chain'])
    .where('company_id', '=', companyId)
    .where('id', '=', sql<string>`ANY(${ids}::uuid[])`)
    .execute()
  return new Map(rows.map(({ id, chain }) => [id, chain]))
}

function describeBalances(value: unknown): string {
  const balances = value as readonly { readonly symbol: string; readonly balance: RawJson }[]
  return balances
    .filter(({ balance }) => balance.rawJSON !== '0')
    .map(({ symbol, balance }) => `${balance.rawJSON} ${symbol}`)
    .join('; ')
}
