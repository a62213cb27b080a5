import { derivedId } from '../kernel/ids.ts'
import { type AccountCode, type AccountRef, CHART } from './types.ts'

/** The four sums of an account: what was posted on each side, and what open holds reserve on each side. */
export interface Sums {
  readonly debits: bigint
  readonly credits: bigint
  readonly debitsHeld: bigint
  readonly creditsHeld: bigint
}

export interface Account extends Sums {
  readonly id: string
  readonly ref: AccountRef
}

/**
 * The same company, code, owner and asset always give the same account, so nobody has to look an account up.
 * Ids may come in either case, as in a path: rows hold lower case.
 */
export function accountId(companyId: string, account: AccountRef): string {
  return derivedId(companyId.toLowerCase(), account.code, account.ownerId.toLowerCase(), account.assetId)
}

/** An account that the company itself owns: every one but those of wallets and cards. */
export function companyAccount(
  code: Exclude<AccountCode, 'VIRTUAL_BALANCE' | 'CARD_BALANCE'>,
  companyId: string,
  assetId: string,
): AccountRef {
  return { code, ownerId: companyId, assetId }
}

/** What the company owes for one virtual wallet, in one token. */
export function virtualBalance(walletId: string, assetId: string): AccountRef {
  return { code: 'VIRTUAL_BALANCE', ownerId: walletId, assetId }
}

/** In the account's normal direction: an asset's debits less credits, a liability's credits less debits. */
export function balanceOf(code: AccountCode, sums: Sums): bigint {
  return CHART[code].normal === 'DEBIT' ? sums.debits - sums.credits : sums.credits - sums.debits
}

/**
 * The balance less what open holds will take from it. What they will bring does not count before it is
 * captured.
 */
export function availableOf(code: AccountCode, sums: Sums): bigint {
  return balanceOf(code, sums) - (CHART[code].normal === 'DEBIT' ? sums.creditsHeld : sums.debitsHeld)
}

/** @throws when a row names an account code that this release does not know. */
export function readAccountCode(text: string): AccountCode {
  if (Object.hasOwn(CHART, text)) return text as AccountCode
  throw new Error(`Account code ${text} is not in the chart of accounts`)
}
