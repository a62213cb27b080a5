import type { AccountCode, AccountRef } from '../ledger/types.ts'

/** The ledger's asset of everything on cards but the tokens themselves: micro-dollars. */
export const USD = 'USD'
export const USD_DECIMALS = 6
export const MICRO_PER_CENT = 10_000n

/** An account of the company's card program in micro-dollars. */
export function programAccount(code: Exclude<AccountCode, 'CARD_BALANCE'>, companyId: string): AccountRef {
  return { code, ownerId: companyId, assetId: USD }
}

/** What a TOP_UP card may spend. */
export function cardBalance(cardId: string): AccountRef {
  return { code: 'CARD_BALANCE', ownerId: cardId, assetId: USD }
}
