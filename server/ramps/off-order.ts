import { Type } from 'typebox'
import type { Token } from '../chains/types.ts'
import { type BankAccount, findBankAccount } from '../clients/banks/bank-account.ts'
import { readUnits } from '../holdings/order.ts'
import type { Reader } from '../kernel/database.ts'
import { amountField, readAmount } from '../kernel/http/fields.ts'
import type { Decimal } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import type { VirtualWallet } from '../wallets/virtual-wallet.ts'
import { isMalformed } from './amounts.ts'
import { rampToken } from './chain-side.ts'
import type { RampDeps } from './deps.ts'
import type { BankRail, FiatCurrency } from './fiat.ts'
import { findRampWallet } from './ramp-wallet.ts'

export const OffBody = Type.Object({
  wallet_id: Type.String(),
  bank_account_id: Type.String(),
  amount: amountField(),
  reference: Type.Optional(Type.String({ description: 'At most 18 characters; required for COP' })),
})

export interface OffOrderBody {
  readonly wallet_id: string
  readonly bank_account_id: string
  readonly amount: string | number
  readonly reference?: string
}

/** What both calls read before the rate. `amount` may hold a refusal, which is told at its own place. */
export interface OffOrder {
  readonly wallet: VirtualWallet
  readonly token: Token
  readonly amount: Decimal | Refusal
}

/** Shape, W3. */
export async function readOffWallet(
  reader: Reader,
  { tokens }: Pick<RampDeps, 'tokens'>,
  { companyId, body }: { readonly companyId: string; readonly body: OffOrderBody },
): Promise<OffOrder | Refusal> {
  const amount = readAmount('amount', body.amount)
  if (isMalformed(amount)) return amount
  const wallet = await findRampWallet(reader, companyId, body.wallet_id)
  if (isRefusal(wallet)) return wallet
  return { wallet, token: rampToken(tokens, wallet.chain), amount }
}

export interface OffTarget {
  readonly bank: BankAccount
  readonly rail: BankRail
  readonly currency: FiatCurrency
  /** Smallest units. */
  readonly units: bigint
  readonly reference: string | null
}

/** R8, then the amount's own problems. */
export async function readTarget(
  reader: Reader,
  { wallet, token, amount }: OffOrder,
  body: OffOrderBody,
): Promise<OffTarget | Refusal> {
  const bank = await findBankAccount(reader, wallet.company_id, body.bank_account_id)
  // Another client's is none of this wallet's.
  if (isRefusal(bank) || bank.client_id !== wallet.client_id)
    return refuse('RAMP_BANK_NOT_FOUND', { id: body.bank_account_id, companyId: wallet.company_id })
  const units = readUnits('amount', amount, token)
  if (isRefusal(units)) return units
  const reference = body.reference?.trim() ?? ''
  const rail = bank.rail === 'FPS' ? 'FASTER_PAYMENTS' : bank.rail
  return { bank, rail, currency: bank.currency, units, reference: reference === '' ? null : reference }
}

const REFERENCE_CHARACTERS_MAX = 18

/** R11. */
export function checkReference({ currency, reference }: OffTarget): Refusal | null {
  if (reference === null) return currency === 'COP' ? refuse('RAMP_REFERENCE_MISSING') : null
  return [...reference].length > REFERENCE_CHARACTERS_MAX ? refuse('RAMP_REFERENCE_LONG') : null
}
