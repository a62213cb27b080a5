import { Type } from 'typebox'
import { addressKey } from '../chains/address.ts'
import type { Chain } from '../chains/chain.ts'
import { findChain } from '../chains/name.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { ChainName, Token } from '../chains/types.ts'
import type { Reader } from '../kernel/database.ts'
import { amountField, malformed, readAmount } from '../kernel/http/fields.ts'
import { type Decimal, decimalToUnits } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'

export const WithdrawBody = Type.Object({
  to_wallet_address: Type.String(),
  token_address: Type.String(),
  amount: amountField(),
})

/** What a caller asks to pay, as far as its shape goes. `amount` may hold a refusal, which is told at its own place. */
interface Order {
  readonly toAddress: string
  readonly tokenAddress: string
  readonly amount: Decimal | Refusal
}

/** What is to be paid, every field good by itself. */
export interface CheckedOrder {
  readonly token: Token
  /** As emitted. */
  readonly toAddress: string
  /** Smallest units. */
  readonly units: bigint
}

/** The shape: 400 for what is missing or of a wrong type. */
export function readOrder(body: {
  readonly to_wallet_address?: unknown
  readonly token_address?: unknown
  readonly amount?: unknown
}): Order | Refusal {
  const { to_wallet_address: to, token_address: token } = body
  if (typeof to !== 'string')
    return malformed(to == null ? 'to_wallet_address is required' : 'to_wallet_address must be a text')
  if (typeof token !== 'string')
    return malformed(token == null ? 'token_address is required' : 'token_address must be a text')
  const amount = readAmount('amount', body.amount)
  if (isRefusal(amount) && amount.name === 'MALFORMED') return amount
  return { toAddress: to.trim(), tokenAddress: token.trim(), amount }
}

/** In the order of the contract: token (W9), address (W11), token contract (W8), own address (W10), amount. */
export async function checkOrder(
  reader: Reader,
  deps: { readonly tokens: Tokens; readonly chains: readonly Chain[] },
  payer: { readonly company_id: string; readonly chain: ChainName; readonly address: string },
  order: Order,
): Promise<CheckedOrder | Refusal> {
  const token = await findToken(reader, deps, payer, order.tokenAddress)
  if (isRefusal(token)) return token
  const toAddress = await checkReceiver(reader, deps, payer, order.toAddress)
  if (isRefusal(toAddress)) return toAddress
  const units = readUnits('amount', order.amount, token)
  return isRefusal(units) ? units : { token, toAddress, units }
}

/** W11, W8, W10. @returns the address as emitted. */
export async function checkReceiver(
  reader: Reader,
  deps: { readonly tokens: Tokens; readonly chains: readonly Chain[] },
  payer: { readonly company_id: string; readonly chain: ChainName; readonly address: string },
  text: string,
): Promise<string | Refusal> {
  const { addresses, config } = findChain(deps.chains, payer.chain)
  const toAddress = addresses.read(text)
  if (toAddress === null || addresses.isNobody(toAddress)) return refuse('ADDRESS_INVALID')
  const tokens = await deps.tokens.list(reader, payer.company_id, payer.chain)
  const contracts = [config.nativeAddress, ...tokens.map((listed) => listed.address)]
  if (contracts.some((contract) => addressKey(contract) === addressKey(toAddress)))
    return refuse('TO_TOKEN_CONTRACT')
  return toAddress === payer.address ? refuse('SAME_WALLET') : toAddress
}

/** W9: neither a default token of the chain nor one of the company's own. */
export async function findToken(
  reader: Reader,
  deps: { readonly tokens: Pick<Tokens, 'find'> },
  owner: { readonly company_id: string; readonly chain: ChainName },
  address: string,
): Promise<Token | Refusal> {
  const token = await deps.tokens.find(reader, owner.company_id, owner.chain, address)
  return token ?? refuse('TOKEN_NOT_AVAILABLE', { address, blockchain: owner.chain })
}

/** A token with few decimals cannot carry every amount that the contract's six allow. */
export function readUnits(field: string, amount: Decimal | Refusal, token: Token): bigint | Refusal {
  if (isRefusal(amount)) return amount
  const units = decimalToUnits(amount, token.decimals)
  return units ?? refuse('AMOUNT_DECIMALS', { field, decimals: String(token.decimals) })
}
