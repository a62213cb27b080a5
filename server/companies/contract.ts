import { Type } from 'typebox'
import type { Reader } from '../kernel/database.ts'
import type { Company } from './company.ts'

/** What the contract counts, as the columns of companies are named. */
export const POOLS = ['treasury_wallets', 'virtual_wallets', 'virtual_cards'] as const
export type Pool = (typeof POOLS)[number]

/** How many of a pool a company uses now. A product that is not installed counts nothing. */
export type PoolCounts = Partial<Record<Pool, (reader: Reader, companyId: string) => Promise<number>>>

export const ContractAnswer = Type.Object({
  treasury_wallets: Type.Integer(),
  virtual_wallets: Type.Integer(),
  virtual_cards: Type.Integer(),
})

export function contractOf({
  treasury_wallets,
  virtual_wallets,
  virtual_cards,
}: Company): Record<Pool, number> {
  return { treasury_wallets, virtual_wallets, virtual_cards }
}

/** Exact while the caller holds the company's lock (lockCompany), as whoever adds to a pool must. */
export async function countUsed(
  reader: Reader,
  companyId: string,
  counts: PoolCounts,
): Promise<Record<Pool, number>> {
  const used = { treasury_wallets: 0, virtual_wallets: 0, virtual_cards: 0 }
  for (const pool of POOLS) used[pool] = (await counts[pool]?.(reader, companyId)) ?? 0
  return used
}
