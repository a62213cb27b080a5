import { Type } from 'typebox'
import type { Chain } from '../chains/chain.ts'
import { findChain } from '../chains/name.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { Reader } from '../kernel/database.ts'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import type { Payment } from './payment.ts'

export const PaymentShape = Type.Object({
  id: Type.String(),
  product: Type.String(),
  operation: Type.String(),
  wallet_id: Type.String(),
  blockchain: Type.String(),
  to_address: Type.Union([Type.String(), Type.Null()]),
  token_address: Type.String(),
  amount: Type.Number(),
  transaction_hash: Type.Union([Type.String(), Type.Null()]),
  status: Type.Enum(['PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK']),
  confirmations: Type.Union([Type.Integer(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  created_at: Type.String(),
  updated_at: Type.String(),
})

export interface ShowDeps {
  readonly tokens: Tokens
  readonly chains: readonly Chain[]
}

/** A payment as callers see it. Hash and confirmations of one under way are its chain transaction's, as they are now. */
export async function showPayment(reader: Reader, deps: ShowDeps, payment: Payment): Promise<object> {
  const token = await deps.tokens.findEver(reader, payment.company_id, payment.chain, payment.token_address)
  if (token === null) throw new Error(`Payment ${payment.id} is of a token that the company never had`)
  const transaction = await reader
    .selectFrom('chain_transactions as t')
    .leftJoin('chain_cursors as c', 'c.chain', 't.chain')
    .select(['t.hash', 't.block_number', 't.settled_at', 'c.head_number'])
    .where('t.company_id', '=', payment.company_id)
    .where('t.id', '=', payment.id)
    .executeTakeFirst()
  return {
    id: payment.id,
    product: payment.product,
    operation: payment.operation,
    wallet_id: payment.wallet_id,
    blockchain: payment.chain,
    to_address: payment.to_address,
    token_address: payment.token_address,
    amount: jsonNumber(unitsToText(payment.amount, token.decimals)),
    transaction_hash: payment.tx_hash ?? (await payingHash(reader, payment, transaction?.hash ?? null)),
    status: payment.status,
    confirmations: transaction === undefined ? null : confirmationsOf(deps, payment, transaction),
    reason: payment.reason,
    created_at: payment.created_at.toISOString(),
    updated_at: payment.updated_at.toISOString(),
  }
}

/** While a cancellation is under way its transaction pays nobody: the payment's own is shown, as it is at the end. */
async function payingHash(reader: Reader, payment: Payment, hash: string | null): Promise<string | null> {
  if (hash === null) return null
  const own = await reader
    .selectFrom('chain_attempts')
    .select('hash')
    .where('company_id', '=', payment.company_id)
    .where('transaction_id', '=', payment.id)
    .where('is_cancellation', '=', false)
    .orderBy((order) => order.eb('hash', '=', hash), 'desc')
    .orderBy('number', 'desc')
    .executeTakeFirst()
  return own?.hash ?? null
}

/** What has ended has its finality, also while the watcher has not read as far as the sender has looked. */
function confirmationsOf(
  { chains }: ShowDeps,
  { chain }: Payment,
  transaction: { block_number: bigint | null; settled_at: Date | null; head_number: bigint | null },
): number {
  const isFinal = transaction.settled_at !== null && transaction.block_number !== null
  const least = isFinal ? findChain(chains, chain).config.finalConfirmations : 0
  return Math.max(least, confirmations(transaction.block_number, transaction.head_number))
}

/** Blocks that confirm what stands in `block`, the block itself included; 0 while it stands in none. */
export function confirmations(block: bigint | null, head: bigint | null): number {
  if (block === null || head === null || head < block) return 0
  return Number(head - block + 1n)
}
