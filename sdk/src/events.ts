/** What webhooks tell, in format `current`: names in lower case, amounts as decimal text. */

interface Envelope<Product extends string, Type extends string, Status extends string, Data> {
  readonly product: Product
  readonly event_type: Type
  readonly operation_id: string
  readonly status: Status
  readonly reason?: string | null
  readonly data: Data
}

export interface EventToken {
  readonly name: string
  readonly symbol: string
  readonly address: string
}

export interface DepositData {
  readonly wallet_id: string
  readonly wallet_address: string
  readonly blockchain: string
  readonly transaction_hash: string
  readonly from_wallet_address: string
  readonly amount: string
  readonly net_amount: string
  readonly token: EventToken
  readonly created_at: string
}

export interface PaymentData {
  readonly wallet_id: string
  readonly wallet_address: string
  readonly blockchain: string
  /** Null: it failed before it was sent. */
  readonly transaction_hash: string | null
  readonly to_wallet_address: string
  readonly amount: string
  readonly token: EventToken
  readonly created_at: string
}

export interface WarrantyWithdrawData extends Omit<PaymentData, 'token'> {
  readonly card_id: string | null
  readonly token_address: string
}

export interface CardTransactionData {
  readonly card_id: string
  /** The same for the whole life of a purchase. */
  readonly transaction_id: string
  readonly event_id: string
  /** USD, without fees. */
  readonly bill_amount: string
  readonly bill_currency_number: string
  readonly bill_currency_code: string
  readonly exchange_rate: string | null
  readonly fees: { readonly atm_fees: string; readonly fx_fees: string }
  readonly transaction_amount: string
  readonly transaction_currency_number: string | null
  readonly transaction_currency_code: string
  readonly channel: 'POS' | 'ECOMMERCE' | 'ATM' | 'VISA_DIRECT'
  readonly created_at: string
  readonly merchant_data: {
    readonly id: string | null
    readonly name: string | null
    readonly city: string | null
    readonly post_code: string | null
    readonly state: string | null
    readonly country: string | null
    readonly mcc_category: string | null
    readonly mcc_code: string | null
  }
  readonly decline_reason: {
    readonly response_code: string
    readonly description: string
    readonly code: string
    readonly simple_reason: string
    readonly detailed_reason: string
    readonly next_step: string
  } | null
  /** As given when the card was created. */
  readonly metadata: Readonly<Record<string, unknown>> | null
}

export interface VelocityBlockData {
  readonly card_id: string
  readonly company_id: string
  readonly blocked_at: string
  readonly triggered_rule: {
    readonly max_authorizations: string
    readonly time_window_seconds: string
  }
  readonly last_authorization_id: string | null
}

export interface ThreeDsData {
  /** The one-time code where you forward it yourself (`webhook`), else the id of the challenge. */
  readonly code: string
  readonly challenge_id: string
  readonly card_id: string
  readonly merchant_name: string | null
  readonly merchant_country_code: string | null
  readonly transaction_amount: string
  readonly transaction_currency: string
  readonly transaction_timestamp: string
  readonly expires_at: string
}

interface RampData {
  readonly ramp_id: string
  readonly wallet_id: string
  readonly wallet_address: string
  readonly blockchain: string
  readonly transaction_hash: string | null
  /** Tokens. */
  readonly amount: string | null
  readonly exchange_rate: string | null
  readonly token: Omit<EventToken, 'name'>
  readonly created_at: string
}

export interface RampOnData extends RampData {
  /** Fiat. */
  readonly source_amount: string | null
  readonly source_currency: string
  readonly source_from: string | null
}

export interface RampOffData extends RampData {
  readonly bank_account_id: string
  readonly destination_amount: string | null
  readonly destination_currency: string
  readonly reference: string | null
}

export interface AlertData {
  readonly type: string
  readonly blockchain: string | null
  readonly wallet_id: string | null
  readonly token_address: string | null
  readonly value: string | null
  readonly threshold: string | null
  readonly deposit_id: string | null
  readonly created_at: string
  /** What only some types tell. */
  readonly [more: string]: unknown
}

/** The client's record, in the older shape. */
export interface ClientStatusData {
  readonly id: string
  readonly type: string
  readonly status: string
  readonly rejection_code: string | null
  readonly rejection_description: string | null
  readonly updated_at: string
  readonly [field: string]: unknown
}

type Ended = 'success' | 'failed' | 'manual_check'
type Products = 'virtual_wallets' | 'cards' | 'treasury'

/** Asks whether a purchase with a WEBHOOK card may pass: answer within 1,200 ms. */
export type AuthorizationEvent = Envelope<'cards', 'authorization', 'pending', CardTransactionData>

export type CardTransactionEvent =
  | AuthorizationEvent
  | Envelope<
      'cards',
      'authorized' | 'cleared' | 'declined' | 'refund' | 'visa_direct_deposit',
      'success',
      CardTransactionData
    >
  | Envelope<'cards', 'reversal', 'success' | 'time_canceled', CardTransactionData>

export type WebhookEvent =
  | CardTransactionEvent
  | Envelope<'cards', 'deposit', 'success', DepositData & { readonly card_id: string }>
  | Envelope<
      'cards',
      'deposit_reverted',
      'success',
      DepositData & { readonly card_id: string; readonly deposit_id: string }
    >
  | Envelope<'cards', 'warranty_withdraw', 'success' | 'failed', WarrantyWithdrawData>
  | (Envelope<'cards', 'card_blocked_by_velocity', 'success', VelocityBlockData> & {
      readonly company_id: string
    })
  | Envelope<'cards', 'notification_3ds_authorization', 'pending', ThreeDsData>
  | Envelope<'virtual_wallets' | 'treasury', 'deposit', 'success', DepositData>
  | Envelope<
      'virtual_wallets' | 'treasury',
      'deposit_reverted',
      'success',
      DepositData & { readonly deposit_id: string }
    >
  | (Envelope<'virtual_wallets', 'withdraw', Ended, PaymentData> & { readonly client_id: string | null })
  | Envelope<'virtual_wallets', 'holding_withdraw', Ended, PaymentData>
  | Envelope<'virtual_wallets', 'ramp_on', 'success' | 'failed' | 'canceled', RampOnData>
  | Envelope<'virtual_wallets', 'ramp_off', 'success' | 'failed', RampOffData>
  | Envelope<'treasury', 'transfer', Ended, PaymentData>
  | Envelope<Products, 'alert', 'success', AlertData>
  | Envelope<'company_activity', 'client_status', 'success' | 'failed' | 'pending', ClientStatusData>
