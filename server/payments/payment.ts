import type { Selectable } from 'kysely'
import type { SettledTransaction, Token } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import type { Caller } from '../kernel/http/route.ts'
import type { Schema } from '../migrations/schema.ts'

/** One outgoing payment of any product. Its chain transaction, where it has one, has the payment's id. */
export type Payment = Selectable<Schema['payments']>

export interface NewPayment {
  readonly id: string
  readonly companyId: string
  readonly product: 'virtual_wallets' | 'cards' | 'treasury'
  /** `withdraw`, `holding_withdraw`, … */
  readonly operation: string
  /** Who pays: the virtual, holding or treasury wallet. */
  readonly walletId: string
  readonly token: Token
  /** Null: not known yet. */
  readonly toAddress: string | null
  /** Smallest units. */
  readonly units: bigint
  /** `IN_LEDGER`: moved between our own accounts, at once and for good. `ON_CHAIN`: the sender takes it from here. */
  readonly route: 'IN_LEDGER' | 'ON_CHAIN'
  readonly requestedBy: string
  /** What it counts as in the company's sums, rounded up. Absent: in none, as it moves in the ledger alone. */
  readonly usdMicro?: bigint
  /** Of the company's policies, by which it was judged. Null or absent: there were none. */
  readonly policyVersion?: string | null
  readonly at: Date
}

/** The `transaction_hash` of what never touches a chain. */
export const INTERNAL_HASH = 'internal'

export async function insertPayment(tx: Tx, payment: NewPayment): Promise<void> {
  const done = payment.route === 'IN_LEDGER'
  await tx
    .insertInto('payments')
    .values({
      company_id: payment.companyId,
      id: payment.id,
      product: payment.product,
      operation: payment.operation,
      wallet_id: payment.walletId,
      chain: payment.token.chain,
      to_address: payment.toAddress,
      token_address: payment.token.address,
      amount: payment.units,
      usd_micro: payment.usdMicro ?? null,
      policy_version: payment.policyVersion == null ? null : BigInt(payment.policyVersion),
      status: done ? 'SUCCESS' : 'PENDING',
      tx_hash: done ? INTERNAL_HASH : null,
      reason: null,
      requested_by: payment.requestedBy,
      created_at: payment.at,
      updated_at: payment.at,
    })
    .execute()
}

const STATUS_AFTER = {
  SUCCEEDED: 'SUCCESS',
  FAILED: 'FAILED',
  LOST: 'FAILED',
  MANUAL_CHECK: 'MANUAL_CHECK',
} as const

const REASON_WITHOUT_TEXT = {
  SUCCEEDED: null,
  FAILED: 'The transaction failed on the chain',
  LOST: 'The transaction was cancelled',
  MANUAL_CHECK: 'The transaction was not mined in time',
} as const

/**
 * Records what became of a payment's transaction. @returns the payment as it now is, or null when it was there already
 * (told twice, or a MANUAL_CHECK that comes after the end): then nothing is left to do.
 */
export async function settlePayment(tx: Tx, settled: SettledTransaction, now: Date): Promise<Payment | null> {
  const open = settled.outcome === 'MANUAL_CHECK' ? ['PENDING'] : ['PENDING', 'MANUAL_CHECK']
  const payment = await tx
    .updateTable('payments')
    .set({
      status: STATUS_AFTER[settled.outcome],
      tx_hash: settled.hash,
      reason:
        settled.outcome === 'SUCCEEDED' ? null : (settled.reason ?? REASON_WITHOUT_TEXT[settled.outcome]),
      updated_at: now,
    })
    .where('company_id', '=', settled.companyId)
    .where('id', '=', settled.id)
    .where('status', 'in', open)
    .returningAll()
    .executeTakeFirst()
  return payment ?? null
}

export function requestedBy(caller: Caller): string {
  return `${caller.type.toLowerCase()}:${caller.id}`
}
