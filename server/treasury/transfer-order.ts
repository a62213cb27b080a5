import { Type } from 'typebox'
import type { Token } from '../chains/types.ts'
import { checkReceiver, findToken, readUnits } from '../holdings/order.ts'
import type { Reader } from '../kernel/database.ts'
import { amountField, malformed, readAmount } from '../kernel/http/fields.ts'
import type { Decimal } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import type { TreasuryDeps } from './deps.ts'
import { findWallet, type TreasuryWallet } from './wallet.ts'

export const TransferBody = Type.Object({
  to: Type.String(),
  amount: amountField(),
  token_address: Type.Optional(
    Type.Union([Type.String(), Type.Null()], { description: 'Absent or empty: the native coin' }),
  ),
})

export const TRANSFER_REFUSALS = [
  'ACCOUNT_NOT_FOUND',
  'WALLET_NOT_FOUND',
  'TOKEN_NOT_AVAILABLE',
  'ADDRESS_INVALID',
  'TO_TOKEN_CONTRACT',
  'SAME_WALLET',
  'AMOUNT_NOT_POSITIVE',
  'TREASURY_AMOUNT',
  'AMOUNT_DECIMALS',
  'POLICY_REFUSED',
  'INSUFFICIENT_BALANCE',
  'CHAIN_UNAVAILABLE',
] as const

export interface TransferOrder {
  readonly wallet: TreasuryWallet
  readonly token: Token
  /** As emitted. */
  readonly toAddress: string
  /** Smallest units. */
  readonly units: bigint
}

interface OrderCall {
  readonly companyId: string
  readonly params: Readonly<Record<string, string>>
  readonly body: { readonly to?: unknown; readonly amount?: unknown; readonly token_address?: unknown }
}

const INTEGER_DIGITS_MAX = 9

/** In the order of the contract: account, wallet, shape, token (W9), address (W11, W8, W10), amount (A3). Policy and balance come after. */
export async function readTransferOrder(
  reader: Reader,
  deps: Pick<TreasuryDeps, 'tokens' | 'chains'>,
  call: OrderCall,
): Promise<TransferOrder | Refusal> {
  const wallet = await findWallet(reader, call)
  if (isRefusal(wallet)) return wallet
  const { to, token_address: tokenText } = call.body
  if (typeof to !== 'string') return malformed(to == null ? 'to is required' : 'to must be a text')
  if (tokenText != null && typeof tokenText !== 'string') return malformed('token_address must be a text')
  const amount = readTransferAmount(call.body.amount)
  if (isRefusal(amount) && amount.name === 'MALFORMED') return amount
  const token = await readToken(reader, deps, wallet, tokenText?.trim() ?? '')
  if (isRefusal(token)) return token
  const toAddress = await checkReceiver(reader, deps, wallet, to)
  if (isRefusal(toAddress)) return toAddress
  const units = readUnits('amount', amount, token)
  return isRefusal(units) ? units : { wallet, token, toAddress, units }
}

/** The coin's pseudo-address, as the balances show it, means the coin too. */
async function readToken(
  reader: Reader,
  deps: Pick<TreasuryDeps, 'tokens' | 'chains'>,
  wallet: TreasuryWallet,
  text: string,
): Promise<Token | Refusal> {
  const coin = deps.tokens.native(wallet.chain)
  if (text === '' || text.toLowerCase() === coin.address.toLowerCase()) return coin
  return findToken(reader, deps, wallet, text)
}

function readTransferAmount(value: unknown): Decimal | Refusal {
  const amount = readAmount('amount', value)
  if (isRefusal(amount))
    return ['AMOUNT_DECIMALS', 'AMOUNT_TOO_LARGE'].includes(amount.name) ? refuse('TREASURY_AMOUNT') : amount
  const whole = amount.digits / 10n ** BigInt(amount.scale)
  return whole >= 10n ** BigInt(INTEGER_DIGITS_MAX) ? refuse('TREASURY_AMOUNT') : amount
}
