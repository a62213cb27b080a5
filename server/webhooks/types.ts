export type WebhookProduct = 'treasury' | 'virtual_wallets' | 'cards' | 'company_activity'
export type WebhookStatus = 'pending' | 'success' | 'failed' | 'canceled' | 'time_canceled' | 'manual_check'

/** An event as the writer knows it: `data` in format `current` (amounts as decimal strings, chains lower case). */
export interface NewEvent {
  readonly companyId: string
  readonly product: WebhookProduct
  /** `deposit`, `withdraw`, …: the names of format `current`. */
  readonly eventType: string
  readonly operationId: string
  readonly status: WebhookStatus
  readonly reason?: string | null
  /** Wallet or card whose order is kept; null waits for nobody. */
  readonly orderKey: string | null
  readonly data: Readonly<Record<string, unknown>>
  /** `client_id` or `company_id` beside `data`, where the contract has them; and what of it is sealed (sealed-data.ts). */
  readonly topLevel?: Readonly<Record<string, unknown>>
  readonly traceId?: string
  readonly at: Date
  /**
   * Its writer sends it himself, at once, and records the attempt (delivery/settle.ts): ordinary delivery never takes it. For an
   * event that waits for nobody (no order key).
   */
  readonly sentByWriter?: true
}

/** An event as it is stored: `data` in format `current`. */
export interface StoredEvent {
  readonly companyId: string
  readonly id: string
  readonly product: WebhookProduct
  readonly eventType: string
  readonly operationId: string
  readonly status: WebhookStatus
  readonly reason: string | null
  readonly data: Readonly<Record<string, unknown>>
  readonly topLevel: Readonly<Record<string, unknown>>
  readonly traceId: string
}
