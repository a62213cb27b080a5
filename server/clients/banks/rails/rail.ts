import type { Static, TObject, TSchema } from 'typebox'
import type { ErrorName } from '../../../kernel/errors.ts'
import type { Refusal } from '../../../kernel/refusal.ts'
import type { NewExternalAccount } from '../../../partner/partner.ts'
import type { BankCurrency, BankRail } from '../bank-account.ts'

/** A bank account as a caller described it, every field good by itself. */
export interface Draft {
  readonly holder: string
  readonly businessName: string | null
  /** Its last four characters may be seen. */
  readonly number: string
  /** What the number tells of the bank; the caller's own name for it goes before. */
  readonly bankName: string | null
  /** The rail's fields, as they are answered. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly account: NewExternalAccount
}

/** A way that money takes to a bank account: one call that makes such accounts. */
export interface Rail<B extends TObject = TObject> {
  /** The last part of its path. */
  readonly segment: string
  readonly rail: BankRail
  readonly currency: BankCurrency
  readonly status: 200 | 201
  readonly summary: string
  readonly body: B
  readonly refusals?: readonly ErrorName[]
  /** The rail's fields in answers. */
  readonly fields: Readonly<Record<string, TSchema>>
  readonly read: (body: Static<B>) => Draft | Refusal
}

// biome-ignore lint/suspicious/noExplicitAny: a list of rails forgets the bodies that each rail's own definition has checked
export type AnyRail = Rail<any>

export function defineRail<B extends TObject>(rail: Rail<B>): Rail<B> {
  return rail
}
