// Written by `npm run types` from the routes. Do not edit.

/** A number of an answer, exactly as the wire had it: never a float. */
export type Digits = string
export type Amount = number | string
/** Files are downloaded, never read by a call. */
export type Bytes = undefined
export type Text = undefined

export interface Calls {
  /** Unblock a card that a velocity rule or wrong CVVs have blocked */
  'PATCH /api/cards/{cardId}/unblock': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { blocked: false }
  }
  /** Unblock a card that a velocity rule or wrong CVVs have blocked */
  'POST /api/cards/{cardId}/unblock': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { blocked: false }
  }
  /** Judge the recorded purchases between two dates again by candidates */
  'POST /cards/account/configuration/back-tests': {
    path: {  }
    query: {  }
    body: { from_date: string; to_date: string; velocity_rules?: readonly ({ max_authorizations?: Amount | undefined; time_window_seconds?: Amount | undefined })[] | { rules: readonly ({ max_authorizations?: Amount | undefined; time_window_seconds?: Amount | undefined })[] } | undefined; risk_score?: { threshold: Amount; geo_distance_weight?: Amount | undefined; mcc_profile_weight?: Amount | undefined; amount_baseline_weight?: Amount | undefined; time_window_weight?: Amount | undefined; decline_rate_weight?: Amount | undefined; merchant_country_weight?: Amount | undefined } | undefined }
    answer: { id: string; status: string; report: { evaluated: Digits; declined_by_both: Digits; declined_by_live_only: Digits; declined_by_shadow_only: Digits } | null }
  }
  /** A back-test; its report when it is DONE */
  'GET /cards/account/configuration/back-tests/{backTestId}': {
    path: { backTestId: string }
    query: {  }
    body: undefined
    answer: { id: string; status: string; report: { evaluated: Digits; declined_by_both: Digits; declined_by_live_only: Digits; declined_by_shadow_only: Digits } | null }
  }
  /** Blocked merchant categories: the company's and the platform's */
  'GET /cards/account/configuration/blocked-categories': {
    path: {  }
    query: {  }
    body: undefined
    answer: { categories: readonly (string)[]; platform_categories: readonly (string)[] }
  }
  /** Replace the company's blocked merchant categories */
  'PUT /cards/account/configuration/blocked-categories': {
    path: {  }
    query: {  }
    body: { categories: readonly (Amount)[] }
    answer: { categories: readonly (string)[]; platform_categories: readonly (string)[] }
  }
  /** Blocked merchant countries */
  'GET /cards/account/configuration/blocked-countries': {
    path: {  }
    query: {  }
    body: undefined
    answer: { countries: readonly (string)[] }
  }
  /** Replace the blocked merchant countries */
  'PUT /cards/account/configuration/blocked-countries': {
    path: {  }
    query: {  }
    body: { countries: readonly (Amount)[] }
    answer: { countries: readonly (string)[] }
  }
  /** Every reason for which a purchase may be declined */
  'GET /cards/account/configuration/decline-codes': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ code: string; iso_code: string; simple_reason: string; detailed_reason: string; next_step: string; blocks_card: boolean })[]
  }
  /** Fees on purchases and deposits: the company's and the provider's */
  'GET /cards/account/configuration/fees': {
    path: {  }
    query: {  }
    body: undefined
    answer: { fx_percentage: Digits; atm_flat: Digits; atm_percentage: Digits; deposit_percentage: Digits; provider_fx_percentage: Digits; provider_atm_flat: Digits; provider_atm_percentage: Digits; provider_deposit_percentage: Digits }
  }
  /** Change the company's fees, from the next purchase or deposit; what is left out is kept */
  'PUT /cards/account/configuration/fees': {
    path: {  }
    query: {  }
    body: { fx_percentage?: Amount | undefined; atm_flat?: Amount | undefined; atm_percentage?: Amount | undefined; deposit_percentage?: Amount | undefined }
    answer: { fx_percentage: Digits; atm_flat: Digits; atm_percentage: Digits; deposit_percentage: Digits; provider_fx_percentage: Digits; provider_atm_flat: Digits; provider_atm_percentage: Digits; provider_deposit_percentage: Digits }
  }
  /** Threshold and weights of the risk score */
  'GET /cards/account/configuration/risk-score': {
    path: {  }
    query: {  }
    body: undefined
    answer: { threshold: Digits; geo_distance_weight: Digits; mcc_profile_weight: Digits; amount_baseline_weight: Digits; time_window_weight: Digits; decline_rate_weight: Digits; merchant_country_weight: Digits }
  }
  /** Replace threshold and weights of the risk score; a weight left out is 0 */
  'PUT /cards/account/configuration/risk-score': {
    path: {  }
    query: {  }
    body: { threshold: Amount; geo_distance_weight?: Amount | undefined; mcc_profile_weight?: Amount | undefined; amount_baseline_weight?: Amount | undefined; time_window_weight?: Amount | undefined; decline_rate_weight?: Amount | undefined; merchant_country_weight?: Amount | undefined }
    answer: { threshold: Digits; geo_distance_weight: Digits; mcc_profile_weight: Digits; amount_baseline_weight: Digits; time_window_weight: Digits; decline_rate_weight: Digits; merchant_country_weight: Digits }
  }
  /** Settings of cards */
  'GET /cards/account/configuration/settings': {
    path: {  }
    query: {  }
    body: undefined
    answer: { limit_time_zone: string; holding_floor: Digits; cvv_attempts: Digits; hold_days: { ecommerce: Digits; card_present: Digits; merchant_initiated: Digits; long: Digits }; pan_page_ancestors: readonly (string)[] }
  }
  /** Change settings of cards; what is left out is kept */
  'PUT /cards/account/configuration/settings': {
    path: {  }
    query: {  }
    body: { limit_time_zone?: string | undefined; holding_floor?: Amount | undefined; cvv_attempts?: Amount | undefined; hold_days?: { ecommerce?: Amount | undefined; card_present?: Amount | undefined; merchant_initiated?: Amount | undefined; long?: Amount | undefined } | undefined; pan_page_ancestors?: readonly (string)[] | undefined }
    answer: { limit_time_zone: string; holding_floor: Digits; cvv_attempts: Digits; hold_days: { ecommerce: Digits; card_present: Digits; merchant_initiated: Digits; long: Digits }; pan_page_ancestors: readonly (string)[] }
  }
  /** Candidates that run beside the live velocity rules and risk score; null where there are none */
  'GET /cards/account/configuration/shadow': {
    path: {  }
    query: {  }
    body: undefined
    answer: { velocity_rules: readonly ({ max_authorizations: Digits; time_window_seconds: Digits })[] | null; risk_score: { threshold: Digits; geo_distance_weight: Digits; mcc_profile_weight: Digits; amount_baseline_weight: Digits; time_window_weight: Digits; decline_rate_weight: Digits; merchant_country_weight: Digits } | null }
  }
  /** Replace the candidates; they decide nothing */
  'PUT /cards/account/configuration/shadow': {
    path: {  }
    query: {  }
    body: { velocity_rules?: readonly ({ max_authorizations?: Amount | undefined; time_window_seconds?: Amount | undefined })[] | { rules: readonly ({ max_authorizations?: Amount | undefined; time_window_seconds?: Amount | undefined })[] } | undefined; risk_score?: { threshold: Amount; geo_distance_weight?: Amount | undefined; mcc_profile_weight?: Amount | undefined; amount_baseline_weight?: Amount | undefined; time_window_weight?: Amount | undefined; decline_rate_weight?: Amount | undefined; merchant_country_weight?: Amount | undefined } | undefined }
    answer: { velocity_rules: readonly ({ max_authorizations: Digits; time_window_seconds: Digits })[] | null; risk_score: { threshold: Digits; geo_distance_weight: Digits; mcc_profile_weight: Digits; amount_baseline_weight: Digits; time_window_weight: Digits; decline_rate_weight: Digits; merchant_country_weight: Digits } | null }
  }
  /** Remove the candidates; what they have said so far stays in the report */
  'DELETE /cards/account/configuration/shadow': {
    path: {  }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** What the candidates would have declined beside what was declined */
  'GET /cards/account/configuration/shadow/report': {
    path: {  }
    query: { from_date?: string | undefined; to_date?: string | undefined }
    body: undefined
    answer: { evaluated: Digits; declined_by_both: Digits; declined_by_live_only: Digits; declined_by_shadow_only: Digits }
  }
  /** Velocity rules */
  'GET /cards/account/configuration/velocity-rules': {
    path: {  }
    query: {  }
    body: undefined
    answer: { rules: readonly ({ max_authorizations: Digits; time_window_seconds: Digits })[] }
  }
  /** Replace all velocity rules */
  'PUT /cards/account/configuration/velocity-rules': {
    path: {  }
    query: {  }
    body: { rules: readonly ({ max_authorizations?: Amount | undefined; time_window_seconds?: Amount | undefined })[] }
    answer: { rules: readonly ({ max_authorizations: Digits; time_window_seconds: Digits })[] }
  }
  /** Remove all velocity rules */
  'DELETE /cards/account/configuration/velocity-rules': {
    path: {  }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** Where fees may be paid out to, now or from tomorrow on */
  'GET /cards/account/configuration/withdrawal-addresses': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; address: string; blockchain: string; alias: string | null; created_at: string })[]
  }
  /** Name an address that fees may be paid out to, from tomorrow on */
  'POST /cards/account/configuration/withdrawal-addresses': {
    path: {  }
    query: {  }
    body: { address: string; blockchain: string; alias?: string | null | undefined }
    answer: { id: string; address: string; blockchain: string; alias: string | null; created_at: string }
  }
  /** Pay no more fees out to an address */
  'DELETE /cards/account/configuration/withdrawal-addresses/{addressId}': {
    path: { addressId: string }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** Balance of the fees wallet */
  'GET /cards/account/fees-wallet/balance': {
    path: {  }
    query: {  }
    body: undefined
    answer: { settled: Digits; pending: Digits; token_symbol: string }
  }
  /** Where fees may be paid out to now */
  'GET /cards/account/fees-wallet/whitelisted-addresses': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; address: string; blockchain: string; alias: string | null; created_at: string })[]
  }
  /** Withdraw settled fees */
  'POST /cards/account/fees-wallet/withdraw': {
    path: {  }
    query: {  }
    body: { token_symbol: string; amount: Amount; destination_address: string }
    answer: { id: string; transaction_hash: string | null; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK"; simple_error_message: string | null; detailed_error_message: string | null }
  }
  /** Balance and address of the cards' holding wallet */
  'GET /cards/holding/balance': {
    path: {  }
    query: {  }
    body: undefined
    answer: { warranty_balance: Digits; blockchain: string; deposit_address: string; deposit_tokens: Readonly<Record<string, string>> }
  }
  /** Withdraw from the cards' holding wallet */
  'POST /cards/holding/withdraw': {
    path: {  }
    query: {  }
    body: { to_wallet_address: string; amount: Amount; token_address?: string | undefined }
    answer: { id: string; transaction_hash: string | null; status: "PENDING" | "COMPLETED" | "FAILED"; simple_error_message: string | null; detailed_error_message: string | null }
  }
  /** Show a card number, once, for 60 seconds */
  'GET /cards/pan/{token}': {
    path: { token: string }
    query: {  }
    body: undefined
    answer: Text
  }
  /** What a card has spent of its daily, weekly and monthly limit */
  'GET /cards/transactions/{cardId}/accumulated-spending': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { daily_spending: Digits; weekly_spending: Digits; monthly_spending: Digits }
  }
  /** A card's statement as PDF, by default of the last 7 days */
  'GET /cards/transactions/{cardId}/pdf': {
    path: { cardId: string }
    query: { from_date?: string | undefined; to_date?: string | undefined }
    body: undefined
    answer: Bytes
  }
  /** A card's movements, newest first; with X-API-Version: 2 one item per operation */
  'GET /cards/transactions/{cardId}/search': {
    path: { cardId: string }
    query: { operations?: readonly (string)[] | undefined; status?: readonly (string)[] | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; movements: readonly ({ id: string; datetime: string; operation: string; bill_amount: Digits; bill_currency: string; transaction_amount: Digits; transaction_currency: string; merchant_name: string | null; exchange_rate: Digits | null; decline_reason: { code: string; simple_reason: string; detailed_reason: string; next_step: string } | null; fee_fx_provider: Digits; fee_fx_client: Digits; fee_atm_provider: Digits; fee_atm_client: Digits; fee_deposit_provider: Digits; fee_deposit_client: Digits; original_balance: Digits | null; new_balance: Digits | null; status: string } | { id: string; datetime: string; operation: string; bill_amount: Digits; bill_currency: string; transaction_amount: Digits; transaction_currency: string; merchant_name: string | null })[] }
  }
  /** One movement; with X-API-Version: 2 the whole operation that it belongs to */
  'GET /cards/transactions/{cardId}/{transactionId}': {
    path: { cardId: string; transactionId: string }
    query: {  }
    body: undefined
    answer: { id: string; datetime: string; operation: string; bill_amount: Digits; bill_currency: string; transaction_amount: Digits; transaction_currency: string; merchant_name: string | null; exchange_rate: Digits | null; decline_reason: { code: string; simple_reason: string; detailed_reason: string; next_step: string } | null; fee_fx_provider: Digits; fee_fx_client: Digits; fee_atm_provider: Digits; fee_atm_client: Digits; fee_deposit_provider: Digits; fee_deposit_client: Digits; original_balance: Digits | null; new_balance: Digits | null; status: string; company_response: string | null; transaction_id: string | null } | { id: string; datetime: string; operation: string; bill_amount: Digits; bill_currency: string; transaction_amount: Digits; transaction_currency: string; merchant_name: string | null; exchange_rate: Digits | null; decline_reason: { code: string; simple_reason: string; detailed_reason: string; next_step: string } | null; fee_fx_provider: Digits; fee_fx_client: Digits; fee_atm_provider: Digits; fee_atm_client: Digits; fee_deposit_provider: Digits; fee_deposit_client: Digits; company_response: string | null; transaction_id: string | null; merchant_city: string | null; lifecycle: { transaction_id: string | null; state: string; outcome: string; event_count: Digits; events: readonly ({ id: string; operation: string; datetime: string })[] } }
  }
  /** List the cards */
  'GET /cards/virtual-cards': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; card_holder_name: string; type: "VIRTUAL"; last4: string; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED" | "DELETED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; daily_limit: Digits | null; weekly_limit: Digits | null; monthly_limit: Digits | null; per_transaction_limit: Digits | null; forwarded_3ds_type: "sms" | "webhook" | "disabled"; meta: { email: string | null; otp_phone_number: { dial_code: Digits; phone_number: string } }; metadata: {  } | null })[]
  }
  /** Issue a card */
  'POST /cards/virtual-cards/create': {
    path: {  }
    query: {  }
    body: { card_holder_name: string; approval_method: string; phone_country_code: number | string; phone: number | string; email?: string | undefined; daily_limit?: Amount | undefined; weekly_limit?: Amount | undefined; monthly_limit?: Amount | undefined; per_transaction_limit?: Amount | undefined; metadata?: Readonly<Record<string, unknown>> | undefined }
    answer: { id: string; card_holder_name: string; type: "VIRTUAL"; last4: string; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED" | "DELETED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; daily_limit: Digits | null; weekly_limit: Digits | null; monthly_limit: Digits | null; per_transaction_limit: Digits | null; forwarded_3ds_type: "sms" | "webhook" | "disabled"; meta: { email: string | null; otp_phone_number: { dial_code: Digits; phone_number: string } }; metadata: {  } | null }
  }
  /** List the cards */
  'GET /cards/virtual-cards/list': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; card_holder_name: string; type: "VIRTUAL"; last4: string; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED" | "DELETED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; daily_limit: Digits | null; weekly_limit: Digits | null; monthly_limit: Digits | null; per_transaction_limit: Digits | null; forwarded_3ds_type: "sms" | "webhook" | "disabled"; meta: { email: string | null; otp_phone_number: { dial_code: Digits; phone_number: string } }; metadata: {  } | null })[]
  }
  /** Show a card */
  'GET /cards/virtual-cards/{cardId}': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { id: string; card_holder_name: string; type: "VIRTUAL"; last4: string; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED" | "DELETED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; daily_limit: Digits | null; weekly_limit: Digits | null; monthly_limit: Digits | null; per_transaction_limit: Digits | null; forwarded_3ds_type: "sms" | "webhook" | "disabled"; meta: { email: string | null; otp_phone_number: { dial_code: Digits; phone_number: string } }; metadata: {  } | null }
  }
  /** Delete a card; its balance becomes the company’s */
  'DELETE /cards/virtual-cards/{cardId}': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { id: string; card_holder_name: string; type: "VIRTUAL"; last4: string; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED" | "DELETED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; daily_limit: Digits | null; weekly_limit: Digits | null; monthly_limit: Digits | null; per_transaction_limit: Digits | null; forwarded_3ds_type: "sms" | "webhook" | "disabled"; meta: { email: string | null; otp_phone_number: { dial_code: Digits; phone_number: string } }; metadata: {  } | null }
  }
  /** Replace the limits of a card */
  'PATCH /cards/virtual-cards/{cardId}': {
    path: { cardId: string }
    query: {  }
    body: { daily_limit?: Amount | undefined; weekly_limit?: Amount | undefined; monthly_limit?: Amount | undefined; per_transaction_limit?: Amount | undefined }
    answer: { id: string; card_holder_name: string; type: "VIRTUAL"; last4: string; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED" | "DELETED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; daily_limit: Digits | null; weekly_limit: Digits | null; monthly_limit: Digits | null; per_transaction_limit: Digits | null; forwarded_3ds_type: "sms" | "webhook" | "disabled"; meta: { email: string | null; otp_phone_number: { dial_code: Digits; phone_number: string } }; metadata: {  } | null }
  }
  /** Answer a card's 3DS challenge */
  'POST /cards/virtual-cards/{cardId}/3ds-authorization': {
    path: { cardId: string }
    query: {  }
    body: { code: string; approve?: boolean | undefined; challenge_id?: string | undefined }
    answer: { code: string; approve: boolean }
  }
  /** How the cardholder gets the codes of 3DS */
  'POST /cards/virtual-cards/{cardId}/3ds-configuration': {
    path: { cardId: string }
    query: {  }
    body: { type: "sms" | "webhook" | "disabled" | "AUTOMATIC" | "FORWARDED" }
    answer: { type: "sms" | "webhook" | "disabled" }
  }
  /** Give a card a new deposit address */
  'POST /cards/virtual-cards/{cardId}/deposit-wallet/rotate': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { address: string; blockchain: string; tokens: readonly (string)[]; ramps: readonly ({  })[] }
  }
  /** Change the cardholder's e-mail address */
  'PUT /cards/virtual-cards/{cardId}/email': {
    path: { cardId: string }
    query: {  }
    body: { business_email?: string | undefined; email?: string | undefined }
    answer: {  }
  }
  /** Freeze or unfreeze a card */
  'PATCH /cards/virtual-cards/{cardId}/frozen': {
    path: { cardId: string }
    query: {  }
    body: { freeze?: boolean | undefined; frozen?: boolean | undefined }
    answer: {  }
  }
  /** Replace the limits of a card */
  'PATCH /cards/virtual-cards/{cardId}/limits': {
    path: { cardId: string }
    query: {  }
    body: { daily_limit?: Amount | undefined; weekly_limit?: Amount | undefined; monthly_limit?: Amount | undefined; per_transaction_limit?: Amount | undefined }
    answer: { id: string; card_holder_name: string; type: "VIRTUAL"; last4: string; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED" | "DELETED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; daily_limit: Digits | null; weekly_limit: Digits | null; monthly_limit: Digits | null; per_transaction_limit: Digits | null; forwarded_3ds_type: "sms" | "webhook" | "disabled"; meta: { email: string | null; otp_phone_number: { dial_code: Digits; phone_number: string } }; metadata: {  } | null }
  }
  /** Get the URL of a page that shows the card number once */
  'GET /cards/virtual-cards/{cardId}/pan-html': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { url: string }
  }
  /** Change the phone that one-time codes go to */
  'PUT /cards/virtual-cards/{cardId}/phone': {
    path: { cardId: string }
    query: {  }
    body: { phone_country_code: number | string; phone: number | string }
    answer: {  }
  }
  /** Set the PIN of a card */
  'PUT /cards/virtual-cards/{cardId}/pin': {
    path: { cardId: string }
    query: {  }
    body: { pin: number | string }
    answer: { pin: string }
  }
  /** Give a card a new number */
  'PUT /cards/virtual-cards/{cardId}/reissue': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { id: string; card_holder_name: string; type: "VIRTUAL"; last4: string; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED" | "DELETED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; daily_limit: Digits | null; weekly_limit: Digits | null; monthly_limit: Digits | null; per_transaction_limit: Digits | null; forwarded_3ds_type: "sms" | "webhook" | "disabled"; meta: { email: string | null; otp_phone_number: { dial_code: Digits; phone_number: string } }; metadata: {  } | null }
  }
  /** Give a card a new number */
  'POST /cards/virtual-cards/{cardId}/reissue': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { id: string; card_holder_name: string; type: "VIRTUAL"; last4: string; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED" | "DELETED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; daily_limit: Digits | null; weekly_limit: Digits | null; monthly_limit: Digits | null; per_transaction_limit: Digits | null; forwarded_3ds_type: "sms" | "webhook" | "disabled"; meta: { email: string | null; otp_phone_number: { dial_code: Digits; phone_number: string } }; metadata: {  } | null }
  }
  /** Let the next purchase of the card pass the risk score; arming again replaces it */
  'POST /cards/virtual-cards/{cardId}/risk-score-fuse': {
    path: { cardId: string }
    query: {  }
    body: { reason?: string | undefined }
    answer: { card_id: string; company_id: string; activated_by: string; activated_at: string; channel: string; reason: string | null }
  }
  /** The armed fuse of the card */
  'GET /cards/virtual-cards/{cardId}/risk-score-fuse': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { card_id: string; company_id: string; activated_by: string; activated_at: string; channel: string; reason: string | null }
  }
  /** Take the fuse out, armed or not */
  'DELETE /cards/virtual-cards/{cardId}/risk-score-fuse': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** Show where a card is topped up */
  'GET /cards/virtual-cards/{cardId}/top-up': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: readonly ({ address: string; blockchain: string; tokens: readonly (string)[]; ramps: readonly ({  })[] })[]
  }
  /** Unblock a card that a velocity rule or wrong CVVs have blocked */
  'PATCH /cards/virtual-cards/{cardId}/unblock': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { blocked: false }
  }
  /** Unblock a card that a velocity rule or wrong CVVs have blocked */
  'POST /cards/virtual-cards/{cardId}/unblock': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { blocked: false }
  }
  /** Set what a card can spend */
  'PATCH /cards/virtual-cards/{cardId}/virtual-balance': {
    path: { cardId: string }
    query: {  }
    body: { virtual_balance: Amount }
    answer: Digits
  }
  /** Add to what a card can spend */
  'POST /cards/virtual-cards/{cardId}/virtual-balance/add': {
    path: { cardId: string }
    query: {  }
    body: { amount: Amount }
    answer: Digits
  }
  /** Take from what a card can spend */
  'POST /cards/virtual-cards/{cardId}/virtual-balance/subtract': {
    path: { cardId: string }
    query: {  }
    body: { amount: Amount }
    answer: Digits
  }
  /** Show what a card can spend, holds deducted */
  'GET /cards/virtual-cards/{cardId}/virtual-balances': {
    path: { cardId: string }
    query: {  }
    body: undefined
    answer: { available_credit: Digits }
  }
  /** Simulate a purchase */
  'POST /cards/webhook/simulate/authorize': {
    path: {  }
    query: {  }
    body: { card_id: string; bill_amount?: Amount | undefined }
    answer: {  }
  }
  /** Simulate the settlement of the newest approved purchase, in full */
  'POST /cards/webhook/simulate/clearing': {
    path: {  }
    query: {  }
    body: { card_id: string; bill_amount?: Amount | undefined }
    answer: {  }
  }
  /** Simulate a refund of the newest settled purchase */
  'POST /cards/webhook/simulate/refund': {
    path: {  }
    query: {  }
    body: { card_id: string; bill_amount: Amount }
    answer: {  }
  }
  /** Simulate a reversal of the newest approved purchase */
  'POST /cards/webhook/simulate/reversal': {
    path: {  }
    query: {  }
    body: { card_id: string; bill_amount: Amount }
    answer: {  }
  }
  /** Addresses that policies allow, newest first */
  'GET /management/allowed-addresses': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; address: string; blockchain: string; label: string | null; usable_at: string; created_at: string })[]
  }
  /** Allow an address, usable after a day */
  'POST /management/allowed-addresses': {
    path: {  }
    query: {  }
    body: { address: string; blockchain: string; label?: string | null | undefined }
    answer: { id: string; address: string; blockchain: string; label: string | null; usable_at: string; created_at: string }
  }
  /** Allow an address no longer */
  'DELETE /management/allowed-addresses/{addressId}': {
    path: { addressId: string }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** What waits for people, and what they decided; newest first */
  'GET /management/approvals': {
    path: {  }
    query: { status?: "PENDING" | "APPROVED" | "REJECTED" | "EXPIRED" | undefined; size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; product: string | null; operation: string; wallet_id: string | null; to_address: string | null; token_address: string | null; amount: Digits | null; requested_by: string; status: "PENDING" | "APPROVED" | "REJECTED" | "EXPIRED"; decisions: readonly ({ by: string; decision: "APPROVE" | "REJECT"; comment: string | null; at: string })[]; created_at: string; expires_at: string })[] }
  }
  /** Approve or reject what waits */
  'POST /management/approvals/{approvalId}': {
    path: { approvalId: string }
    query: {  }
    body: { decision: "APPROVE" | "REJECT"; comment?: string | null | undefined }
    answer: { id: string; product: string | null; operation: string; wallet_id: string | null; to_address: string | null; token_address: string | null; amount: Digits | null; requested_by: string; status: "PENDING" | "APPROVED" | "REJECTED" | "EXPIRED"; decisions: readonly ({ by: string; decision: "APPROVE" | "REJECT"; comment: string | null; at: string })[]; created_at: string; expires_at: string }
  }
  /** Who changed what, newest first */
  'GET /management/audit-log': {
    path: {  }
    query: { actor?: string | undefined; action?: string | undefined; object_id?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; at: string; actor: { type: string; id: string | null; name: string | null }; action: string; object_type: string; object_id: string | null; before: {  } | null; after: {  } | null; ip_address: string | null; trace_id: string | null })[] }
  }
  /** List the configured blockchains */
  'GET /management/blockchains/list': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly (string)[]
  }
  /** Change the key's company; what is omitted is kept (alias) */
  'PUT /management/clients': {
    path: {  }
    query: {  }
    body: { name?: string | undefined; email?: string | undefined; webhook_url?: string | undefined; webhook_key?: string | undefined }
    answer: { name: string; email: string | null; webhook_url: string | null; webhook_key: string | null }
  }
  /** List the clients, newest first */
  'GET /management/clients': {
    path: {  }
    query: { otp?: boolean | undefined; sms?: boolean | undefined; whatsapp?: boolean | undefined; telegram?: boolean | undefined }
    body: undefined
    answer: readonly ({ id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string; company_id: string; document_number: string | null; individual_identification: string | null; otp: boolean | null; sms: boolean | null; whatsapp: boolean | null; telegram: boolean | null; wallet_ids: readonly (string)[]; business_legal_name: string | null; gender: string | null; document_type: string | null; expiration_date: string | null; individual_identification_type: string | null; username: string | null; business_trade_name: string | null; business_description: string | null; business_type: string | null; business_industry: readonly (string)[] | null; is_dao: boolean | null; registered_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; physical_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; has_material_intermediary_ownership: boolean | null; ownership_threshold: Digits | null; signed_agreement_id: string | null; account_purpose: string | null; source_of_funds: string | null; estimated_annual_revenue_usd: string | null; expected_monthly_payments_usd: Digits | null; operates_in_prohibited_countries: boolean | null; high_risk_activities: readonly (string)[] | null; conducts_money_services: boolean | null; acting_as_intermediary: boolean | null; primary_website: string | null; other_websites: readonly (string)[] | null; identifying_information: readonly ({ type: string; issuing_country: string | null; number: string | null; description: string | null; expiration: string | null; image_front: null; image_back: null })[]; documents: readonly ({ id: string; name: string | null; description: string | null; issuing_country: string | null; number: string | null; image_front: null; image_back: null })[] })[]
  }
  /** Create an individual client */
  'POST /management/clients': {
    path: {  }
    query: {  }
    body: { first_name?: string | null | undefined; second_name?: string | null | undefined; last_name?: string | null | undefined; birth_date?: string | null | undefined; address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | null | undefined; tax_identification_number?: string | null | undefined; individual_identification?: string | null | undefined; document_number?: string | null | undefined; email?: string | null | undefined; phone_country_code?: number | string | null | undefined; phone_number?: number | string | null | undefined; otp?: boolean | null | undefined; sms?: boolean | null | undefined; whatsapp?: boolean | null | undefined; telegram?: boolean | null | undefined; documents?: readonly ({ id?: string | null | undefined; name?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; identifying_information?: readonly ({ type: string; expiration?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; gender?: string | null | undefined; username?: string | null | undefined; document_type?: string | null | undefined; expiration_date?: string | null | undefined; individual_identification_type?: string | null | undefined; occupation?: string | null | undefined; annual_salary?: Amount | null | undefined; account_purpose?: string | null | undefined; expected_monthly_volume?: Amount | null | undefined; signed_agreement_id?: string | null | undefined; bank_ramp?: boolean | null | undefined; credit_card_ramp?: boolean | null | undefined; individual_cards?: boolean | null | undefined }
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string; company_id: string; document_number: string | null; individual_identification: string | null; otp: boolean | null; sms: boolean | null; whatsapp: boolean | null; telegram: boolean | null; wallet_ids: readonly (string)[]; business_legal_name: string | null; gender: string | null; document_type: string | null; expiration_date: string | null; individual_identification_type: string | null; username: string | null; business_trade_name: string | null; business_description: string | null; business_type: string | null; business_industry: readonly (string)[] | null; is_dao: boolean | null; registered_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; physical_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; has_material_intermediary_ownership: boolean | null; ownership_threshold: Digits | null; signed_agreement_id: string | null; account_purpose: string | null; source_of_funds: string | null; estimated_annual_revenue_usd: string | null; expected_monthly_payments_usd: Digits | null; operates_in_prohibited_countries: boolean | null; high_risk_activities: readonly (string)[] | null; conducts_money_services: boolean | null; acting_as_intermediary: boolean | null; primary_website: string | null; other_websites: readonly (string)[] | null; identifying_information: readonly ({ type: string; issuing_country: string | null; number: string | null; description: string | null; expiration: string | null; image_front: null; image_back: null })[]; documents: readonly ({ id: string; name: string | null; description: string | null; issuing_country: string | null; number: string | null; image_front: null; image_back: null })[] }
  }
  /** Create a business client with its associated persons */
  'POST /management/clients/business': {
    path: {  }
    query: {  }
    body: { business_legal_name?: string | null | undefined; email: string; phone_country_code?: number | string | null | undefined; phone_number?: number | string | null | undefined; otp?: boolean | null | undefined; sms?: boolean | null | undefined; whatsapp?: boolean | null | undefined; telegram?: boolean | null | undefined; identifying_information?: readonly ({ type: string; expiration?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; documents?: readonly ({ id?: string | null | undefined; name?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; business_documents?: readonly ({ id?: string | null | undefined; name?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; username?: string | null | undefined; business_trade_name?: string | null | undefined; business_description: string; business_type: string; business_industry?: readonly (string)[] | null | undefined; is_dao?: boolean | null | undefined; registered_address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | null | undefined; physical_address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | null | undefined; has_material_intermediary_ownership?: boolean | null | undefined; ownership_threshold?: number | string | null | undefined; signed_agreement_id?: string | null | undefined; account_purpose?: string | null | undefined; account_purpose_other?: string | null | undefined; source_of_funds?: string | null | undefined; source_of_funds_description?: string | null | undefined; estimated_annual_revenue_usd?: Amount | null | undefined; expected_monthly_payments_usd?: number | string | null | undefined; operates_in_prohibited_countries?: boolean | null | undefined; high_risk_activities?: readonly (string)[] | null | undefined; high_risk_activities_explanation?: string | null | undefined; conducts_money_services?: boolean | null | undefined; conducts_money_services_using_platform?: boolean | null | undefined; conducts_money_services_description?: string | null | undefined; compliance_screening_explanation?: string | null | undefined; acting_as_intermediary?: boolean | null | undefined; regulated_activity?: Readonly<Record<string, unknown>> | null | undefined; primary_website: string; other_websites?: readonly (string)[] | null | undefined; associated_persons: readonly ({ first_name: string; middle_name?: string | null | undefined; last_name: string; email: string; phone?: string | null | undefined; birth_date: string; residential_address: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined }; has_ownership?: boolean | undefined; has_control?: boolean | undefined; is_signer?: boolean | undefined; is_director?: boolean | undefined; title?: string | null | undefined; relationship_established_at?: string | null | undefined; identifying_information?: readonly ({ type: string; expiration?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; documents?: readonly ({ id?: string | null | undefined; name?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined })[] }
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string; company_id: string; document_number: string | null; individual_identification: string | null; otp: boolean | null; sms: boolean | null; whatsapp: boolean | null; telegram: boolean | null; wallet_ids: readonly (string)[]; business_legal_name: string | null; gender: string | null; document_type: string | null; expiration_date: string | null; individual_identification_type: string | null; username: string | null; business_trade_name: string | null; business_description: string | null; business_type: string | null; business_industry: readonly (string)[] | null; is_dao: boolean | null; registered_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; physical_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; has_material_intermediary_ownership: boolean | null; ownership_threshold: Digits | null; signed_agreement_id: string | null; account_purpose: string | null; source_of_funds: string | null; estimated_annual_revenue_usd: string | null; expected_monthly_payments_usd: Digits | null; operates_in_prohibited_countries: boolean | null; high_risk_activities: readonly (string)[] | null; conducts_money_services: boolean | null; acting_as_intermediary: boolean | null; primary_website: string | null; other_websites: readonly (string)[] | null; identifying_information: readonly ({ type: string; issuing_country: string | null; number: string | null; description: string | null; expiration: string | null; image_front: null; image_back: null })[]; documents: readonly ({ id: string; name: string | null; description: string | null; issuing_country: string | null; number: string | null; image_front: null; image_back: null })[] }
  }
  /** List the identifications of a business of a country */
  'GET /management/clients/business-identifications/{countryCode}': {
    path: { countryCode: string }
    query: {  }
    body: undefined
    answer: readonly ({ type: string; description: string })[]
  }
  /** List the industries (NAICS 2022) */
  'GET /management/clients/business-industries': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ code: string; description: string })[]
  }
  /** Find a client by the whole telephone number */
  'GET /management/clients/by-phone-whatsapp': {
    path: {  }
    query: { full_phone_number?: string | undefined; fullPhoneNumber?: string | undefined }
    body: undefined
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string; company_id: string; document_number: string | null; individual_identification: string | null; otp: boolean | null; sms: boolean | null; whatsapp: boolean | null; telegram: boolean | null; wallet_ids: readonly (string)[]; business_legal_name: string | null; gender: string | null; document_type: string | null; expiration_date: string | null; individual_identification_type: string | null; username: string | null; business_trade_name: string | null; business_description: string | null; business_type: string | null; business_industry: readonly (string)[] | null; is_dao: boolean | null; registered_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; physical_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; has_material_intermediary_ownership: boolean | null; ownership_threshold: Digits | null; signed_agreement_id: string | null; account_purpose: string | null; source_of_funds: string | null; estimated_annual_revenue_usd: string | null; expected_monthly_payments_usd: Digits | null; operates_in_prohibited_countries: boolean | null; high_risk_activities: readonly (string)[] | null; conducts_money_services: boolean | null; acting_as_intermediary: boolean | null; primary_website: string | null; other_websites: readonly (string)[] | null; identifying_information: readonly ({ type: string; issuing_country: string | null; number: string | null; description: string | null; expiration: string | null; image_front: null; image_back: null })[]; documents: readonly ({ id: string; name: string | null; description: string | null; issuing_country: string | null; number: string | null; image_front: null; image_back: null })[] }
  }
  /** List the types of Colombian bank accounts */
  'GET /management/clients/co-account-types': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ value: string })[]
  }
  /** List the Colombian banks */
  'GET /management/clients/colombian-bank-codes': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ code: string; name: string })[]
  }
  /** List the countries with their subdivisions and the form of their postal codes */
  'GET /management/clients/countries': {
    path: {  }
    query: {  }
    body: undefined
    answer: { count: Digits; data: readonly ({ name: string; alpha3: string; postal_code_format: string | null; subdivisions: readonly ({ name: string; code: string })[] })[] }
  }
  /** Get the checklist of documents: individual or business */
  'GET /management/clients/documentation/{checklistId}': {
    path: { checklistId: string }
    query: {  }
    body: undefined
    answer: { id: string; name: string; description: string; document_groups: readonly ({ id: string; name: string; description: string; required: boolean; valid_documents: readonly ({ id: string; name: string; description: string; required: boolean; require_image: boolean; require_back_image: boolean; metadata: readonly ({ id: string; name: string; data_type: string; required: boolean })[] })[] })[] }
  }
  /** List the identifications of a person of a country */
  'GET /management/clients/identifications/{countryCode}': {
    path: { countryCode: string }
    query: {  }
    body: undefined
    answer: readonly ({ type: string; description: string })[]
  }
  /** Create an individual client */
  'POST /management/clients/individuals': {
    path: {  }
    query: {  }
    body: { first_name: string; last_name: string; email: string; birth_date: string; address: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined }; second_name?: string | null | undefined; phone_country_code?: number | string | null | undefined; phone_number?: number | string | null | undefined; tax_identification_number?: string | null | undefined; individual_identification?: string | null | undefined; documents?: readonly ({ id?: string | null | undefined; name?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; individual_identification_type?: string | null | undefined; occupation?: string | null | undefined; annual_salary?: Amount | null | undefined; account_purpose?: string | null | undefined; expected_monthly_volume?: Amount | null | undefined; signed_agreement_id?: string | null | undefined }
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string }
  }
  /** List the individual clients, newest first */
  'GET /management/clients/individuals': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string })[]
  }
  /** List the countries with their subdivisions and the form of their postal codes */
  'GET /management/clients/individuals/countries': {
    path: {  }
    query: {  }
    body: undefined
    answer: { count: Digits; data: readonly ({ name: string; alpha3: string; postal_code_format: string | null; subdivisions: readonly ({ name: string; code: string })[] })[] }
  }
  /** List the identifications of a person of a country */
  'GET /management/clients/individuals/identifications/{countryCode}': {
    path: { countryCode: string }
    query: {  }
    body: undefined
    answer: readonly ({ type: string; description: string })[]
  }
  /** List the products that a client has asked for, rejected ones too, newest first */
  'GET /management/clients/individuals/{clientId}/products': {
    path: { clientId: string }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; client_id: string; product: string; status: string; missing_requirements: { documents: readonly ({ id: string; name: string; description: string; required: boolean; valid_documents: readonly ({ id: string; name: string; description: string; required: boolean; require_image: boolean; require_back_image: boolean; metadata: readonly ({ id: string; name: string; data_type: string; required: boolean })[] })[] })[]; data: readonly ({ id: string; name: string; description: string; required: boolean; fields: readonly ({ key: string; data_type: string; required: boolean })[] })[] }; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string })[]
  }
  /** Ask for a product for a client */
  'POST /management/clients/individuals/{clientId}/products': {
    path: { clientId: string }
    query: {  }
    body: { subproduct: string }
    answer: { id: string; client_id: string; product: string; status: string; missing_requirements: { documents: readonly ({ id: string; name: string; description: string; required: boolean; valid_documents: readonly ({ id: string; name: string; description: string; required: boolean; require_image: boolean; require_back_image: boolean; metadata: readonly ({ id: string; name: string; data_type: string; required: boolean })[] })[] })[]; data: readonly ({ id: string; name: string; description: string; required: boolean; fields: readonly ({ key: string; data_type: string; required: boolean })[] })[] }; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string }
  }
  /** Give a document that a product wants */
  'POST /management/clients/individuals/{clientId}/products/{productRequestId}/documentation': {
    path: { clientId: string; productRequestId: string }
    query: {  }
    body: { document_type: string; image_front: string; image_back?: string | null | undefined; replace?: boolean | undefined; metadata?: Readonly<Record<string, unknown>> | undefined }
    answer: { product: { id: string; client_id: string; product: string; status: string; missing_requirements: { documents: readonly ({ id: string; name: string; description: string; required: boolean; valid_documents: readonly ({ id: string; name: string; description: string; required: boolean; require_image: boolean; require_back_image: boolean; metadata: readonly ({ id: string; name: string; data_type: string; required: boolean })[] })[] })[]; data: readonly ({ id: string; name: string; description: string; required: boolean; fields: readonly ({ key: string; data_type: string; required: boolean })[] })[] }; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string }; rejected_items: readonly ({ type: "document" | "data"; key: string; reason: string })[] }
  }
  /** Decide on a product request */
  'PATCH /management/clients/individuals/{clientId}/products/{productRequestId}/status': {
    path: { clientId: string; productRequestId: string }
    query: {  }
    body: { status: "enabled" | "rejected" | "pending_documentation"; rejection_code?: string | undefined; rejection_description?: string | undefined }
    answer: { id: string; client_id: string; product: string; status: string; missing_requirements: { documents: readonly ({ id: string; name: string; description: string; required: boolean; valid_documents: readonly ({ id: string; name: string; description: string; required: boolean; require_image: boolean; require_back_image: boolean; metadata: readonly ({ id: string; name: string; data_type: string; required: boolean })[] })[] })[]; data: readonly ({ id: string; name: string; description: string; required: boolean; fields: readonly ({ key: string; data_type: string; required: boolean })[] })[] }; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string }
  }
  /** Put a product request before the product's provider */
  'POST /management/clients/individuals/{clientId}/products/{productRequestId}/submit': {
    path: { clientId: string; productRequestId: string }
    query: {  }
    body: undefined
    answer: { product: { id: string; client_id: string; product: string; status: string; missing_requirements: { documents: readonly ({ id: string; name: string; description: string; required: boolean; valid_documents: readonly ({ id: string; name: string; description: string; required: boolean; require_image: boolean; require_back_image: boolean; metadata: readonly ({ id: string; name: string; data_type: string; required: boolean })[] })[] })[]; data: readonly ({ id: string; name: string; description: string; required: boolean; fields: readonly ({ key: string; data_type: string; required: boolean })[] })[] }; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string }; rejected_items: readonly ({ type: "document" | "data"; key: string; reason: string })[] }
  }
  /** Get an individual client */
  'GET /management/clients/individuals/{id}': {
    path: { id: string }
    query: {  }
    body: undefined
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string }
  }
  /** Replace an individual client */
  'PUT /management/clients/individuals/{id}': {
    path: { id: string }
    query: {  }
    body: { first_name: string; last_name: string; email: string; birth_date: string; address: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined }; second_name?: string | null | undefined; phone_country_code?: number | string | null | undefined; phone_number?: number | string | null | undefined; tax_identification_number?: string | null | undefined; individual_identification?: string | null | undefined; documents?: readonly ({ id?: string | null | undefined; name?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; individual_identification_type?: string | null | undefined; occupation?: string | null | undefined; annual_salary?: Amount | null | undefined; account_purpose?: string | null | undefined; expected_monthly_volume?: Amount | null | undefined; signed_agreement_id?: string | null | undefined }
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string }
  }
  /** Delete an individual client */
  'DELETE /management/clients/individuals/{id}': {
    path: { id: string }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** List the occupations (SOC 2018) */
  'GET /management/clients/occupation-codes': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ code: string; description: string })[]
  }
  /** Set one address for payments and fees of a chain */
  'PATCH /management/clients/payment-treasury': {
    path: {  }
    query: {  }
    body: { address: string; blockchain: string }
    answer: {  }
  }
  /** Set the webhook URL */
  'PATCH /management/clients/webhook-url': {
    path: {  }
    query: {  }
    body: { webhook_url: string }
    answer: { name: string; email: string | null; webhook_url: string | null; webhook_key: string | null }
  }
  /** List who owns, controls, signs for or directs a business */
  'GET /management/clients/{clientId}/associated-persons': {
    path: { clientId: string }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; business_client_id: string; person_client_id: string | null; person_bridge_id: string | null; first_name: string; middle_name: string | null; last_name: string; email: string; phone: string | null; birth_date: string; residential_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null }; has_ownership: boolean; has_control: boolean; is_signer: boolean; is_director: boolean; title: string | null; relationship_established_at: string | null; identifying_information: readonly ({ type: string; issuing_country: string | null; number: string | null; description: string | null; expiration: string | null })[]; created_at: string; updated_at: string })[]
  }
  /** List the bank accounts of a client */
  'GET /management/clients/{clientId}/banks': {
    path: { clientId: string }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; account_number: string; routing_number: string; account_type: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; clabe: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; iban: string; bic: string; country: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string; bank_holder_last_name: string; pix_key: string; document_number: string; country: string | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; sort_code: string; account_number: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; account_number: string; bank_code: string; co_account_type: string; document_type: string; document_number: string; phone_number: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bre_b_key: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null })[]
  }
  /** Add a Colombian account by a Bre-B key */
  'POST /management/clients/{clientId}/banks/bre-b': {
    path: { clientId: string }
    query: {  }
    body: { bank_name?: string | undefined; account_alias?: string | undefined; bank_holder_name: string; bre_b_key: string; address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | undefined }
    answer: { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bre_b_key: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null }
  }
  /** Add a Colombian bank account */
  'POST /management/clients/{clientId}/banks/co-bank-transfer': {
    path: { clientId: string }
    query: {  }
    body: { bank_name?: string | undefined; account_alias?: string | undefined; bank_holder_first_name?: string | undefined; bank_holder_last_name?: string | undefined; business_name?: string | undefined; account_number: string; bank_code: string; co_account_type: "checking" | "savings" | "electronic_deposit"; document_type: "cc" | "ce" | "nit" | "rut"; document_number: string; phone_number: string; address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | undefined }
    answer: { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; account_number: string; bank_code: string; co_account_type: string; document_type: string; document_number: string; phone_number: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null }
  }
  /** Add a bank account in the United Kingdom (Faster Payments) */
  'POST /management/clients/{clientId}/banks/fps': {
    path: { clientId: string }
    query: {  }
    body: { bank_name?: string | undefined; account_alias?: string | undefined; bank_holder_first_name?: string | undefined; bank_holder_last_name?: string | undefined; business_name?: string | undefined; sort_code: string; account_number: string; address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | undefined }
    answer: { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; sort_code: string; account_number: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null }
  }
  /** Add a Brazilian bank account by a Pix key */
  'POST /management/clients/{clientId}/banks/pix': {
    path: { clientId: string }
    query: {  }
    body: { bank_name?: string | undefined; account_alias?: string | undefined; bank_holder_first_name: string; bank_holder_last_name: string; pix_key: string; document_number: string; country?: string | undefined; address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | undefined }
    answer: { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string; bank_holder_last_name: string; pix_key: string; document_number: string; country: string | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null }
  }
  /** Add a bank account in Europe by its IBAN (SEPA) */
  'POST /management/clients/{clientId}/banks/sepa': {
    path: { clientId: string }
    query: {  }
    body: { bank_name?: string | undefined; account_alias?: string | undefined; bank_holder_first_name?: string | undefined; bank_holder_last_name?: string | undefined; business_name?: string | undefined; account_number: string; bic: string; country: string; address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | undefined }
    answer: { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; iban: string; bic: string; country: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null }
  }
  /** Add a Mexican bank account by its CLABE (SPEI) */
  'POST /management/clients/{clientId}/banks/spei': {
    path: { clientId: string }
    query: {  }
    body: { bank_name?: string | undefined; account_alias?: string | undefined; bank_holder_name: string; account_number: string; address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | undefined }
    answer: { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; clabe: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null }
  }
  /** Add a bank account in the United States (ACH) */
  'POST /management/clients/{clientId}/banks/us': {
    path: { clientId: string }
    query: {  }
    body: { bank_name?: string | undefined; account_alias?: string | undefined; bank_holder_name: string; account_number: string; routing_number: string; account_type: "checking" | "savings"; address: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } }
    answer: { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; account_number: string; routing_number: string; account_type: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } }
  }
  /** Get a bank account of a client */
  'GET /management/clients/{clientId}/banks/{bankId}': {
    path: { clientId: string; bankId: string }
    query: {  }
    body: undefined
    answer: { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; account_number: string; routing_number: string; account_type: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; clabe: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; iban: string; bic: string; country: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string; bank_holder_last_name: string; pix_key: string; document_number: string; country: string | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; sort_code: string; account_number: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; account_number: string; bank_code: string; co_account_type: string; document_type: string; document_number: string; phone_number: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bre_b_key: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null }
  }
  /** Delete a bank account of a client */
  'DELETE /management/clients/{clientId}/banks/{bankId}': {
    path: { clientId: string; bankId: string }
    query: {  }
    body: undefined
    answer: { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; account_number: string; routing_number: string; account_type: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; clabe: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; iban: string; bic: string; country: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string; bank_holder_last_name: string; pix_key: string; document_number: string; country: string | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; sort_code: string; account_number: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bank_holder_first_name: string | null; bank_holder_last_name: string | null; account_number: string; bank_code: string; co_account_type: string; document_type: string; document_number: string; phone_number: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null } | { id: string; company_id: string; client_id: string; bank_name: string | null; bank_holder_name: string; account_alias: string | null; type: string; currency: string; business_name: string | null; bre_b_key: string; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null }
  }
  /** List the documents that are still to be given */
  'GET /management/clients/{clientId}/pending-documents': {
    path: { clientId: string }
    query: {  }
    body: undefined
    answer: { documents: readonly ({ provider: string; type: string; name: string; description: string; require_image: boolean; require_back_image: boolean; require_number: boolean; require_expiration: boolean; issue_reasons: readonly (string)[] })[] }
  }
  /** Link a client to a customer of a provider */
  'POST /management/clients/{clientId}/providers': {
    path: { clientId: string }
    query: {  }
    body: { provider: "BRIDGE" | "REAP" | "UNLIMINT" | "PAXOS"; customer_id: string }
    answer: { id: string; client_id: string; provider: string; customer_id: string; status: string; created_at: string; updated_at: string }
  }
  /** List a client's links to providers */
  'GET /management/clients/{clientId}/providers': {
    path: { clientId: string }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; client_id: string; provider: string; customer_id: string; status: string; created_at: string; updated_at: string })[]
  }
  /** Get a client's link to one provider */
  'GET /management/clients/{clientId}/providers/by-provider/{provider}': {
    path: { clientId: string; provider: string }
    query: {  }
    body: undefined
    answer: { id: string; client_id: string; provider: string; customer_id: string; status: string; created_at: string; updated_at: string }
  }
  /** Link a client to another customer of the provider */
  'PUT /management/clients/{clientId}/providers/{id}': {
    path: { clientId: string; id: string }
    query: {  }
    body: { customer_id: string }
    answer: { id: string; client_id: string; provider: string; customer_id: string; status: string; created_at: string; updated_at: string }
  }
  /** Remove a client's link to a provider */
  'DELETE /management/clients/{clientId}/providers/{id}': {
    path: { clientId: string; id: string }
    query: {  }
    body: undefined
    answer: {  }
  }
  /** Decide on a client by hand */
  'PATCH /management/clients/{clientId}/status': {
    path: { clientId: string }
    query: {  }
    body: { status: "in_review" | "active" | "rejected"; rejection_code?: string | undefined; rejection_description?: string | undefined }
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string; company_id: string; document_number: string | null; individual_identification: string | null; otp: boolean | null; sms: boolean | null; whatsapp: boolean | null; telegram: boolean | null; wallet_ids: readonly (string)[]; business_legal_name: string | null; gender: string | null; document_type: string | null; expiration_date: string | null; individual_identification_type: string | null; username: string | null; business_trade_name: string | null; business_description: string | null; business_type: string | null; business_industry: readonly (string)[] | null; is_dao: boolean | null; registered_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; physical_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; has_material_intermediary_ownership: boolean | null; ownership_threshold: Digits | null; signed_agreement_id: string | null; account_purpose: string | null; source_of_funds: string | null; estimated_annual_revenue_usd: string | null; expected_monthly_payments_usd: Digits | null; operates_in_prohibited_countries: boolean | null; high_risk_activities: readonly (string)[] | null; conducts_money_services: boolean | null; acting_as_intermediary: boolean | null; primary_website: string | null; other_websites: readonly (string)[] | null; identifying_information: readonly ({ type: string; issuing_country: string | null; number: string | null; description: string | null; expiration: string | null; image_front: null; image_back: null })[]; documents: readonly ({ id: string; name: string | null; description: string | null; issuing_country: string | null; number: string | null; image_front: null; image_back: null })[] }
  }
  /** Get a client */
  'GET /management/clients/{id}': {
    path: { id: string }
    query: {  }
    body: undefined
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string; company_id: string; document_number: string | null; individual_identification: string | null; otp: boolean | null; sms: boolean | null; whatsapp: boolean | null; telegram: boolean | null; wallet_ids: readonly (string)[]; business_legal_name: string | null; gender: string | null; document_type: string | null; expiration_date: string | null; individual_identification_type: string | null; username: string | null; business_trade_name: string | null; business_description: string | null; business_type: string | null; business_industry: readonly (string)[] | null; is_dao: boolean | null; registered_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; physical_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; has_material_intermediary_ownership: boolean | null; ownership_threshold: Digits | null; signed_agreement_id: string | null; account_purpose: string | null; source_of_funds: string | null; estimated_annual_revenue_usd: string | null; expected_monthly_payments_usd: Digits | null; operates_in_prohibited_countries: boolean | null; high_risk_activities: readonly (string)[] | null; conducts_money_services: boolean | null; acting_as_intermediary: boolean | null; primary_website: string | null; other_websites: readonly (string)[] | null; identifying_information: readonly ({ type: string; issuing_country: string | null; number: string | null; description: string | null; expiration: string | null; image_front: null; image_back: null })[]; documents: readonly ({ id: string; name: string | null; description: string | null; issuing_country: string | null; number: string | null; image_front: null; image_back: null })[] }
  }
  /** Change a client */
  'PUT /management/clients/{id}': {
    path: { id: string }
    query: {  }
    body: { first_name?: string | null | undefined; second_name?: string | null | undefined; last_name?: string | null | undefined; birth_date?: string | null | undefined; address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | null | undefined; tax_identification_number?: string | null | undefined; individual_identification?: string | null | undefined; document_number?: string | null | undefined; email?: string | null | undefined; phone_country_code?: number | string | null | undefined; phone_number?: number | string | null | undefined; otp?: boolean | null | undefined; sms?: boolean | null | undefined; whatsapp?: boolean | null | undefined; telegram?: boolean | null | undefined; business_legal_name?: string | null | undefined; documents?: readonly ({ id?: string | null | undefined; name?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; business_documents?: readonly ({ id?: string | null | undefined; name?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; identifying_information?: readonly ({ type: string; expiration?: string | null | undefined; description?: string | null | undefined; issuing_country?: string | null | undefined; number?: string | null | undefined; image_front?: string | null | undefined; image_back?: string | null | undefined })[] | undefined; gender?: string | null | undefined; username?: string | null | undefined; document_type?: string | null | undefined; expiration_date?: string | null | undefined; individual_identification_type?: string | null | undefined; occupation?: string | null | undefined; annual_salary?: Amount | null | undefined; account_purpose?: string | null | undefined; expected_monthly_volume?: Amount | null | undefined; signed_agreement_id?: string | null | undefined; bank_ramp?: boolean | null | undefined; credit_card_ramp?: boolean | null | undefined; individual_cards?: boolean | null | undefined; business_trade_name?: string | null | undefined; business_description?: string | null | undefined; business_type?: string | null | undefined; business_industry?: readonly (string)[] | null | undefined; is_dao?: boolean | null | undefined; registered_address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | null | undefined; physical_address?: { street_line1?: string | null | undefined; street_line_1?: string | null | undefined; streetLine1?: string | null | undefined; street_line2?: string | null | undefined; street_line_2?: string | null | undefined; streetLine2?: string | null | undefined; city?: string | null | undefined; postal_code?: string | null | undefined; state?: string | number | null | undefined; country?: string | number | null | undefined } | null | undefined; has_material_intermediary_ownership?: boolean | null | undefined; ownership_threshold?: number | string | null | undefined; account_purpose_other?: string | null | undefined; source_of_funds?: string | null | undefined; source_of_funds_description?: string | null | undefined; estimated_annual_revenue_usd?: Amount | null | undefined; expected_monthly_payments_usd?: number | string | null | undefined; operates_in_prohibited_countries?: boolean | null | undefined; high_risk_activities?: readonly (string)[] | null | undefined; high_risk_activities_explanation?: string | null | undefined; conducts_money_services?: boolean | null | undefined; conducts_money_services_using_platform?: boolean | null | undefined; conducts_money_services_description?: string | null | undefined; compliance_screening_explanation?: string | null | undefined; acting_as_intermediary?: boolean | null | undefined; regulated_activity?: Readonly<Record<string, unknown>> | null | undefined; primary_website?: string | null | undefined; other_websites?: readonly (string)[] | null | undefined }
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string; company_id: string; document_number: string | null; individual_identification: string | null; otp: boolean | null; sms: boolean | null; whatsapp: boolean | null; telegram: boolean | null; wallet_ids: readonly (string)[]; business_legal_name: string | null; gender: string | null; document_type: string | null; expiration_date: string | null; individual_identification_type: string | null; username: string | null; business_trade_name: string | null; business_description: string | null; business_type: string | null; business_industry: readonly (string)[] | null; is_dao: boolean | null; registered_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; physical_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; has_material_intermediary_ownership: boolean | null; ownership_threshold: Digits | null; signed_agreement_id: string | null; account_purpose: string | null; source_of_funds: string | null; estimated_annual_revenue_usd: string | null; expected_monthly_payments_usd: Digits | null; operates_in_prohibited_countries: boolean | null; high_risk_activities: readonly (string)[] | null; conducts_money_services: boolean | null; acting_as_intermediary: boolean | null; primary_website: string | null; other_websites: readonly (string)[] | null; identifying_information: readonly ({ type: string; issuing_country: string | null; number: string | null; description: string | null; expiration: string | null; image_front: null; image_back: null })[]; documents: readonly ({ id: string; name: string | null; description: string | null; issuing_country: string | null; number: string | null; image_front: null; image_back: null })[] }
  }
  /** Delete a client */
  'DELETE /management/clients/{id}': {
    path: { id: string }
    query: {  }
    body: undefined
    answer: {  }
  }
  /** Let a client use one-time codes */
  'PATCH /management/clients/{id}/enable-otp': {
    path: { id: string }
    query: {  }
    body: undefined
    answer: { id: string; type: string; status: string; first_name: string | null; second_name: string | null; last_name: string | null; email: string | null; birth_date: string | null; phone_country_code: Digits | null; phone_number: Digits | null; address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; rejection_code: string | null; rejection_description: string | null; created_at: string; updated_at: string; company_id: string; document_number: string | null; individual_identification: string | null; otp: boolean | null; sms: boolean | null; whatsapp: boolean | null; telegram: boolean | null; wallet_ids: readonly (string)[]; business_legal_name: string | null; gender: string | null; document_type: string | null; expiration_date: string | null; individual_identification_type: string | null; username: string | null; business_trade_name: string | null; business_description: string | null; business_type: string | null; business_industry: readonly (string)[] | null; is_dao: boolean | null; registered_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; physical_address: { street_line1: string | null; street_line2: string | null; city: string | null; postal_code: string | null; state: string | null; state_code: string | null; country: string | null; country_code: string | null } | null; has_material_intermediary_ownership: boolean | null; ownership_threshold: Digits | null; signed_agreement_id: string | null; account_purpose: string | null; source_of_funds: string | null; estimated_annual_revenue_usd: string | null; expected_monthly_payments_usd: Digits | null; operates_in_prohibited_countries: boolean | null; high_risk_activities: readonly (string)[] | null; conducts_money_services: boolean | null; acting_as_intermediary: boolean | null; primary_website: string | null; other_websites: readonly (string)[] | null; identifying_information: readonly ({ type: string; issuing_country: string | null; number: string | null; description: string | null; expiration: string | null; image_front: null; image_back: null })[]; documents: readonly ({ id: string; name: string | null; description: string | null; issuing_country: string | null; number: string | null; image_front: null; image_back: null })[] }
  }
  /** Get a link to the partner's terms for a client */
  'POST /management/clients/{id}/terms-link': {
    path: { id: string }
    query: {  }
    body: undefined
    answer: { url: string }
  }
  /** Get the key's company, with its webhook key */
  'GET /management/companies': {
    path: {  }
    query: {  }
    body: undefined
    answer: { name: string; email: string | null; webhook_url: string | null; webhook_key: string | null }
  }
  /** Change the key's company; what is omitted is kept */
  'PUT /management/companies': {
    path: {  }
    query: {  }
    body: { name?: string | undefined; email?: string | undefined; webhook_url?: string | undefined; webhook_key?: string | undefined }
    answer: { name: string; email: string | null; webhook_url: string | null; webhook_key: string | null }
  }
  /** Create a company and its first key */
  'POST /management/companies': {
    path: {  }
    query: {  }
    body: { name: string; email?: string | undefined; webhook_url?: string | undefined }
    answer: { name: string; email: string | null; webhook_url: string | null; id: string; api_key: string }
  }
  /** List all companies, the deleted ones too */
  'GET /management/companies/list': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; name: string; email: string | null; deleted_at: string | null })[]
  }
  /** Set the webhook key */
  'POST /management/companies/webhook/key': {
    path: {  }
    query: {  }
    body: { key: string }
    answer: { name: string; email: string | null; webhook_url: string | null; webhook_key: string | null }
  }
  /** Set the webhook URL and key */
  'POST /management/companies/webhook/subscribe': {
    path: {  }
    query: {  }
    body: { url: string; webhook_key: string }
    answer: { name: string; email: string | null; webhook_url: string | null; webhook_key: string | null }
  }
  /** Delete a company: its keys and webhooks stop */
  'DELETE /management/companies/{companyId}': {
    path: { companyId: string }
    query: {  }
    body: undefined
    answer: {  }
  }
  /** Change what a company has contracted */
  'PUT /management/companies/{companyId}/contracted-product': {
    path: { companyId: string }
    query: {  }
    body: { treasury_wallets?: number | string | undefined; virtual_wallets?: number | string | undefined; virtual_cards?: number | string | undefined }
    answer: { treasury_wallets: Digits; virtual_wallets: Digits; virtual_cards: Digits }
  }
  /** Get the company's business data */
  'GET /management/companies/{companyId}/information': {
    path: { companyId: string }
    query: {  }
    body: undefined
    answer: { business_name: string | null; business_email: string | null; address: string | null; address2: string | null; city: string | null; state: string | null; zip: string | null; country: string | null; country_code: string | null; phone_country_code: Digits | null; phone: string | null; card_design_id: string | null; card_design_url: string | null }
  }
  /** Change the company's business data */
  'PUT /management/companies/{companyId}/information': {
    path: { companyId: string }
    query: {  }
    body: { business_name?: string | null | undefined; business_email?: string | null | undefined; address?: string | null | undefined; address2?: string | null | undefined; city?: string | null | undefined; state?: string | null | undefined; zip?: string | null | undefined; phone?: string | null | undefined; card_design_id?: string | null | undefined; card_design_url?: string | null | undefined; country?: string | null | undefined; country_code?: string | null | undefined; phone_country_code?: number | string | null | undefined }
    answer: { business_name: string | null; business_email: string | null; address: string | null; address2: string | null; city: string | null; state: string | null; zip: string | null; country: string | null; country_code: string | null; phone_country_code: Digits | null; phone: string | null; card_design_id: string | null; card_design_url: string | null }
  }
  /** Undo the deletion of a company: its keys work again */
  'POST /management/companies/{companyId}/re-enable': {
    path: { companyId: string }
    query: {  }
    body: undefined
    answer: { name: string; email: string | null; webhook_url: string | null; webhook_key: string | null }
  }
  /** Settle with the card network: pay what is owed, or book what it paid */
  'POST /management/companies/{companyId}/settlements': {
    path: { companyId: string }
    query: {  }
    body: { direction?: "paid" | "received" | undefined; amount?: Amount | undefined; token_address?: string | undefined; to_address?: string | undefined; deposit_id?: string | undefined }
    answer: { id: string; direction: "paid" | "received"; amount: Digits; token_address: string; to_address: string | null; deposit_id: string | null; transaction_hash: string | null; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK"; created_at: string }
  }
  /** What a company and the card network paid each other, newest first */
  'GET /management/companies/{companyId}/settlements': {
    path: { companyId: string }
    query: { size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; direction: "paid" | "received"; amount: Digits; token_address: string; to_address: string | null; deposit_id: string | null; transaction_hash: string | null; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK"; created_at: string })[] }
  }
  /** Set where payments and fees of a chain go */
  'POST /management/configurations/payments': {
    path: {  }
    query: {  }
    body: { blockchain: string; payment_deposit_address?: string | undefined; fee_deposit_address?: string | undefined; address?: string | undefined }
    answer: {  }
  }
  /** Where payments and fees of a chain go */
  'GET /management/configurations/payments/{blockchain}': {
    path: { blockchain: string }
    query: {  }
    body: undefined
    answer: { payment_deposit_address: string; fee_deposit_address: string; blockchain: string }
  }
  /** Forget where payments and fees of a chain go */
  'DELETE /management/configurations/payments/{blockchain}': {
    path: { blockchain: string }
    query: {  }
    body: undefined
    answer: {  }
  }
  /** How many of each product the company may have */
  'GET /management/contracted-product': {
    path: {  }
    query: {  }
    body: undefined
    answer: { treasury_wallets: Digits; virtual_wallets: Digits; virtual_cards: Digits }
  }
  /** How many of each product the company may have, and has */
  'GET /management/contracted-product/used': {
    path: {  }
    query: {  }
    body: undefined
    answer: { treasury_wallets: { total: Digits; used: Digits }; virtual_wallets: { total: Digits; used: Digits }; virtual_cards: { total: Digits; used: Digits } }
  }
  /** List an API key's levels */
  'GET /management/credentials/api-key/{keyId}': {
    path: { keyId: string }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; key: { id: string; name: string }; operation: { id: string; description: string }; level: Digits })[]
  }
  /** Give an API key a level of an operation */
  'POST /management/credentials/create': {
    path: {  }
    query: {  }
    body: { key_id: string; operation_id: "treasury" | "virtual_wallets" | "cards" | "management"; level: number | string }
    answer: { id: string; key: { id: string; name: string }; operation: { id: string; description: string }; level: Digits }
  }
  /** Get one level of an API key */
  'GET /management/credentials/{credentialId}': {
    path: { credentialId: string }
    query: {  }
    body: undefined
    answer: { id: string; key: { id: string; name: string }; operation: { id: string; description: string }; level: Digits }
  }
  /** Change one level of an API key */
  'PUT /management/credentials/{credentialId}': {
    path: { credentialId: string }
    query: {  }
    body: { level: number | string }
    answer: { id: string; key: { id: string; name: string }; operation: { id: string; description: string }; level: Digits }
  }
  /** Take an operation from an API key (level 0) */
  'DELETE /management/credentials/{credentialId}': {
    path: { credentialId: string }
    query: {  }
    body: undefined
    answer: {  }
  }
  /** Deposits in every state, newest first */
  'GET /management/deposits': {
    path: {  }
    query: { product?: "virtual_wallets" | "cards" | "treasury" | undefined; status?: "DETECTED" | "BELOW_MINIMUM" | "CONFIRMED" | "FINALIZED" | "REVERTED" | "UNATTRIBUTED" | "UNSUPPORTED" | undefined; address?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; product: "virtual_wallets" | "cards" | "treasury"; wallet_id: string; address: string; blockchain: string; token_address: string; amount: Digits | null; usd_value: Digits | null; transaction_hash: string; log_index: Digits | null; block_number: Digits; status: "DETECTED" | "BELOW_MINIMUM" | "CONFIRMED" | "FINALIZED" | "REVERTED" | "UNATTRIBUTED" | "UNSUPPORTED"; sweep_transaction_hash: string | null; created_at: string; updated_at: string })[] }
  }
  /** Create an API key */
  'POST /management/keys/create': {
    path: {  }
    query: {  }
    body: { name: string; levels?: { treasury?: number | string | undefined; virtual_wallets?: number | string | undefined; cards?: number | string | undefined; management?: number | string | undefined } | undefined; ip_allow_list?: readonly (string)[] | undefined; expires_at?: string | null | undefined }
    answer: { id: string; name: string; prefix: string; levels: { treasury: Digits; virtual_wallets: Digits; cards: Digits; management: Digits }; ip_allow_list: readonly (string)[]; expires_at: string | null; last_used_at: string | null; created_at: string; revoked_at: string | null; api_key: string }
  }
  /** List the API keys, the revoked ones too */
  'GET /management/keys/list': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; name: string; prefix: string; levels: { treasury: Digits; virtual_wallets: Digits; cards: Digits; management: Digits }; ip_allow_list: readonly (string)[]; expires_at: string | null; last_used_at: string | null; created_at: string; revoked_at: string | null })[]
  }
  /** Get an API key by id or name */
  'GET /management/keys/{keyId}': {
    path: { keyId: string }
    query: {  }
    body: undefined
    answer: { id: string; name: string; prefix: string; levels: { treasury: Digits; virtual_wallets: Digits; cards: Digits; management: Digits }; ip_allow_list: readonly (string)[]; expires_at: string | null; last_used_at: string | null; created_at: string; revoked_at: string | null }
  }
  /** Change an API key's name, levels, addresses or expiry */
  'PUT /management/keys/{keyId}': {
    path: { keyId: string }
    query: {  }
    body: { name?: string | undefined; levels?: { treasury?: number | string | undefined; virtual_wallets?: number | string | undefined; cards?: number | string | undefined; management?: number | string | undefined } | undefined; ip_allow_list?: readonly (string)[] | undefined; expires_at?: string | null | undefined }
    answer: { id: string; name: string; prefix: string; levels: { treasury: Digits; virtual_wallets: Digits; cards: Digits; management: Digits }; ip_allow_list: readonly (string)[]; expires_at: string | null; last_used_at: string | null; created_at: string; revoked_at: string | null }
  }
  /** Revoke an API key at once */
  'DELETE /management/keys/{keyId}': {
    path: { keyId: string }
    query: {  }
    body: undefined
    answer: { id: string; name: string; prefix: string; levels: { treasury: Digits; virtual_wallets: Digits; cards: Digits; management: Digits }; ip_allow_list: readonly (string)[]; expires_at: string | null; last_used_at: string | null; created_at: string; revoked_at: string | null }
  }
  /** Give an API key a new text; the old one lives on for a while */
  'POST /management/keys/{keyId}/rotate': {
    path: { keyId: string }
    query: {  }
    body: { overlap_hours?: Amount | undefined }
    answer: { id: string; name: string; prefix: string; levels: { treasury: Digits; virtual_wallets: Digits; cards: Digits; management: Digits }; ip_allow_list: readonly (string)[]; expires_at: string | null; last_used_at: string | null; created_at: string; revoked_at: string | null; api_key: string }
  }
  /** List the operations that keys have levels of */
  'GET /management/operations/list': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; description: string })[]
  }
  /** Get one operation */
  'GET /management/operations/{operationId}': {
    path: { operationId: string }
    query: {  }
    body: undefined
    answer: { id: string; description: string }
  }
  /** State of one outgoing payment */
  'GET /management/payments/{paymentId}': {
    path: { paymentId: string }
    query: {  }
    body: undefined
    answer: { id: string; product: string; operation: string; wallet_id: string; blockchain: string; to_address: string | null; token_address: string; amount: Digits; transaction_hash: string | null; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK"; confirmations: Digits | null; reason: string | null; created_at: string; updated_at: string }
  }
  /** Retry or cancel a stuck payment */
  'POST /management/payments/{paymentId}/resolve': {
    path: { paymentId: string }
    query: {  }
    body: { outcome: "retry" | "cancel" }
    answer: { id: string; product: string; operation: string; wallet_id: string; blockchain: string; to_address: string | null; token_address: string; amount: Digits; transaction_hash: string | null; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK"; confirmations: Digits | null; reason: string | null; created_at: string; updated_at: string }
  }
  /** Policies of outgoing payments, and the draft that waits */
  'GET /management/policies': {
    path: {  }
    query: {  }
    body: undefined
    answer: { policies: readonly ({ name: string; products: readonly (string)[]; wallet_id: string | null; max_per_payment: Digits | null; max_per_day: Digits | null; destinations: "ANY" | "ALLOWED"; approval_above: Digits | null; approvals: Digits })[]; draft: { policies: readonly ({ name: string; products: readonly (string)[]; wallet_id: string | null; max_per_payment: Digits | null; max_per_day: Digits | null; destinations: "ANY" | "ALLOWED"; approval_above: Digits | null; approvals: Digits })[]; approval_id: string; effective_at: string | null } | null }
  }
  /** Propose other policies: a draft of all of them */
  'PUT /management/policies': {
    path: {  }
    query: {  }
    body: { policies: readonly ({ name: string; products: readonly ("treasury" | "virtual_wallets" | "cards")[]; wallet_id?: string | undefined; max_per_payment?: Amount | undefined; max_per_day?: Amount | undefined; destinations?: "ANY" | "ALLOWED" | undefined; approval_above?: Amount | undefined; approvals?: number | string | undefined })[] }
    answer: { policies: readonly ({ name: string; products: readonly (string)[]; wallet_id: string | null; max_per_payment: Digits | null; max_per_day: Digits | null; destinations: "ANY" | "ALLOWED"; approval_above: Digits | null; approvals: Digits })[]; draft: { policies: readonly ({ name: string; products: readonly (string)[]; wallet_id: string | null; max_per_payment: Digits | null; max_per_day: Digits | null; destinations: "ANY" | "ALLOWED"; approval_above: Digits | null; approvals: Digits })[]; approval_id: string; effective_at: string | null } | null }
  }
  /** The company's proof of reserves */
  'GET /management/proof-of-reserves': {
    path: {  }
    query: { date?: string | undefined }
    body: undefined
    answer: { company_id: string; date: string; taken_at: string; tokens: readonly ({ blockchain: string; token_address: string; symbol: string; liabilities: Digits; holding: Digits; holding_address: string; unswept: Digits; reserve_ratio: Digits | null; partner_claims: Digits; root_hash: string; leaf_count: Digits })[]; signature: string; public_key: string }
  }
  /** Add a token of your own; its decimals are read from the chain */
  'POST /management/tokens': {
    path: {  }
    query: {  }
    body: { blockchain: string; address: string; usd_price: Amount; name?: string | undefined; symbol?: string | undefined }
    answer: { id: string; name: string; symbol: string; address: string; blockchain: string; usd_price: Digits; decimals: Digits }
  }
  /** Change a custom token's price, name or symbol */
  'PUT /management/tokens/{tokenId}': {
    path: { tokenId: string }
    query: {  }
    body: { blockchain?: string | undefined; address?: string | undefined; usd_price?: Amount | undefined; name?: string | undefined; symbol?: string | undefined }
    answer: { id: string; name: string; symbol: string; address: string; blockchain: string; usd_price: Digits; decimals: Digits }
  }
  /** Remove a custom token that has no balance anywhere */
  'DELETE /management/tokens/{tokenId}': {
    path: { tokenId: string }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** List the people of the company */
  'GET /management/users': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; email: string; role: "ADMIN" | "OPERATOR" | "READ_ONLY"; status: "INVITED" | "ACTIVE"; created_at: string; approves_from: string | null })[]
  }
  /** Invite a person by e-mail */
  'POST /management/users': {
    path: {  }
    query: {  }
    body: { email: string; role: "ADMIN" | "OPERATOR" | "READ_ONLY" }
    answer: { id: string; email: string; role: "ADMIN" | "OPERATOR" | "READ_ONLY"; status: "INVITED" | "ACTIVE"; created_at: string; approves_from: string | null }
  }
  /** Change the role of a person; ends the sessions */
  'PUT /management/users/{userId}': {
    path: { userId: string }
    query: {  }
    body: { role: "ADMIN" | "OPERATOR" | "READ_ONLY" }
    answer: { id: string; email: string; role: "ADMIN" | "OPERATOR" | "READ_ONLY"; status: "INVITED" | "ACTIVE"; created_at: string; approves_from: string | null }
  }
  /** Remove a person; ends the sessions */
  'DELETE /management/users/{userId}': {
    path: { userId: string }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** Webhook deliveries, newest first */
  'GET /management/webhooks/deliveries': {
    path: {  }
    query: { status?: "PENDING" | "DELIVERED" | "DEAD" | undefined; event_type?: string | undefined; operation_id?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; event_id: string; product: string; event_type: string; operation_id: string; event_status: string; status: string; attempt_count: Digits; first_attempt_at: string | null; next_attempt_at: string | null; trace_id: string; created_at: string; updated_at: string })[] }
  }
  /** One webhook delivery with its attempts and their bodies */
  'GET /management/webhooks/deliveries/{deliveryId}': {
    path: { deliveryId: string }
    query: {  }
    body: undefined
    answer: { id: string; event_id: string; product: string; event_type: string; operation_id: string; event_status: string; status: string; attempt_count: Digits; first_attempt_at: string | null; next_attempt_at: string | null; trace_id: string; created_at: string; updated_at: string; attempts: readonly ({ number: Digits; at: string; url: string; request_body: string; status_code: Digits | null; response_body: string | null; error: string | null; latency_ms: Digits })[] }
  }
  /** Deliver an event once more */
  'POST /management/webhooks/deliveries/{deliveryId}/replay': {
    path: { deliveryId: string }
    query: {  }
    body: undefined
    answer: { id: string; event_id: string; product: string; event_type: string; operation_id: string; event_status: string; status: string; attempt_count: Digits; first_attempt_at: string | null; next_attempt_at: string | null; trace_id: string; created_at: string; updated_at: string }
  }
  /** Deliver the events of a time once more */
  'POST /management/webhooks/replay': {
    path: {  }
    query: {  }
    body: { from_date: string; to_date?: string | undefined; status?: "PENDING" | "DELIVERED" | "DEAD" | undefined; event_type?: string | undefined }
    answer: { replayed: Digits }
  }
  /** Format, retry ladder and signing secret */
  'GET /management/webhooks/settings': {
    path: {  }
    query: {  }
    body: undefined
    answer: { format: "current" | "legacy"; ladder: "long" | "short"; signing_secret: string }
  }
  /** Change format or ladder, or rotate the signing secret */
  'PUT /management/webhooks/settings': {
    path: {  }
    query: {  }
    body: { format?: "current" | "legacy" | undefined; ladder?: "long" | "short" | undefined; rotate_signing_secret?: boolean | undefined }
    answer: { format: "current" | "legacy"; ladder: "long" | "short"; signing_secret: string }
  }
  /** Send an invented event now */
  'POST /management/webhooks/test': {
    path: {  }
    query: {  }
    body: { product: "virtual_wallets" | "cards" | "treasury" | "company_activity"; event_type: string }
    answer: { status_code: Digits | null; body: string | null; latency_ms: Digits; error: string | null }
  }
  /** Rename a treasury account */
  'PUT /mpc/account/{accountId}': {
    path: { accountId: string }
    query: {  }
    body: { alias: string }
    answer: { id: string; alias: string }
  }
  /** Delete a treasury account that has no wallets */
  'DELETE /mpc/account/{accountId}': {
    path: { accountId: string }
    query: {  }
    body: undefined
    answer: {  }
  }
  /** Create a treasury account */
  'POST /mpc/accounts/create': {
    path: {  }
    query: {  }
    body: { alias: string }
    answer: { id: string; alias: string }
  }
  /** Treasury accounts */
  'GET /mpc/accounts/list': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; alias: string })[]
  }
  /** Rename a treasury account */
  'PUT /mpc/accounts/{accountId}': {
    path: { accountId: string }
    query: {  }
    body: { alias: string }
    answer: { id: string; alias: string }
  }
  /** Delete a treasury account that has no wallets */
  'DELETE /mpc/accounts/{accountId}': {
    path: { accountId: string }
    query: {  }
    body: undefined
    answer: {  }
  }
  /** Create a treasury wallet */
  'POST /mpc/accounts/{accountId}/wallets/create': {
    path: { accountId: string }
    query: {  }
    body: { alias: string; blockchain: string }
    answer: { id: string; alias: string; wallet_address: string; blockchain: string; enabled: boolean }
  }
  /** Wallets of a treasury account */
  'GET /mpc/accounts/{accountId}/wallets/list': {
    path: { accountId: string }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; alias: string; wallet_address: string; blockchain: string; enabled: boolean })[]
  }
  /** One treasury wallet */
  'GET /mpc/accounts/{accountId}/wallets/{walletId}': {
    path: { accountId: string; walletId: string }
    query: {  }
    body: undefined
    answer: { id: string; alias: string; wallet_address: string; blockchain: string; enabled: boolean }
  }
  /** Rename a treasury wallet */
  'PUT /mpc/accounts/{accountId}/wallets/{walletId}': {
    path: { accountId: string; walletId: string }
    query: {  }
    body: { alias: string }
    answer: { id: string; alias: string; wallet_address: string; blockchain: string; enabled: boolean }
  }
  /** On-chain balances of a treasury wallet */
  'GET /mpc/accounts/{accountId}/wallets/{walletId}/balance': {
    path: { accountId: string; walletId: string }
    query: {  }
    body: undefined
    answer: readonly ({ name: string; symbol: string; balance: Digits; token_address: string })[]
  }
  /** Delete a treasury wallet that holds no tokens */
  'DELETE /mpc/accounts/{accountId}/wallets/{walletId}/delete': {
    path: { accountId: string; walletId: string }
    query: {  }
    body: undefined
    answer: { id: string; alias: string; wallet_address: string; blockchain: string; enabled: boolean }
  }
  /** Transfer native coin or tokens from a treasury wallet */
  'POST /mpc/accounts/{accountId}/wallets/{walletId}/transfer': {
    path: { accountId: string; walletId: string }
    query: {  }
    body: { to: string; amount: Amount; token_address?: string | null | undefined }
    answer: { id: string; transaction_hash: string | null; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK" }
  }
  /** Rename a treasury wallet */
  'PUT /mpc/accounts/{accountId}/wallets/{walletId}/update': {
    path: { accountId: string; walletId: string }
    query: {  }
    body: { alias: string }
    answer: { id: string; alias: string; wallet_address: string; blockchain: string; enabled: boolean }
  }
  /** List the company's own tokens */
  'GET /mpc/tokens/list': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; name: string; symbol: string; address: string; blockchain: string; usd_price: Digits; decimals: Digits })[]
  }
  /** The tokens of a chain: default and your own */
  'GET /mpc/tokens/{blockchain}': {
    path: { blockchain: string }
    query: {  }
    body: undefined
    answer: Readonly<Record<string, string>>
  }
  /** Movements of treasury wallets */
  'GET /mpc/treasury/transactions/search': {
    path: {  }
    query: { wallet_ids: readonly (string)[]; operations: readonly (string)[]; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; movements: readonly ({ account_id: string; wallet_id: string; amount: Digits; operation: "TRANSFER" | "DEPOSIT" | "WITHDRAWAL" | "RAMP_ON_TRANSFER" | "RAMP_OFF_TRANSFER"; datetime: string; blockchain: string; transaction_hash: string | null; data: { token: { address: string; symbol: string } }; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK"; operation_id: string })[] }
  }
  /** A message of the card network, signed by the card processor */
  'POST /network/v1/messages': {
    path: {  }
    query: {  }
    body: { type: "authorization" | "incremental" | "advice" | "clearing" | "reversal" | "refund" | "visa_direct" | "three_ds_challenge"; network_id: string; transaction_ref?: string | undefined; original_network_id?: string | undefined; stan?: string | undefined; rrn?: string | undefined; sent_at?: string | undefined; card: { id?: string | undefined; pan?: string | undefined; expiry?: string | undefined }; amount?: { value: number | string; currency: string } | undefined; billing?: { value: number | string; currency: string } | undefined; exchange_rate?: string | undefined; channel?: string | undefined; entry_mode?: string | undefined; initiator?: string | undefined; merchant?: { id?: string | undefined; name?: string | undefined; city?: string | undefined; post_code?: string | undefined; state?: string | undefined; country?: string | undefined; mcc?: string | undefined; mcc_category?: string | undefined } | undefined; acquirer?: { id?: string | undefined; country?: string | undefined } | undefined; terminal_id?: string | undefined; cvv2?: string | undefined; pin_result?: string | undefined; cryptogram_result?: string | undefined; three_ds?: { eci?: string | undefined; status?: string | undefined; challenge_id?: string | undefined } | undefined; partial_supported?: boolean | undefined; decision?: string | undefined; reason?: string | undefined; clearing_id?: string | undefined; arn?: string | undefined; sequence?: { number: number | string; count: number | string } | undefined; final?: boolean | undefined; settlement_date?: string | undefined; sender?: { name?: string | undefined; account_reference?: string | undefined; country?: string | undefined } | undefined; business_application_id?: string | undefined; action?: string | undefined; challenge_id?: string | undefined; otp?: string | undefined }
    answer: { network_id: string; type: string; response_code: string; processed_at: string; approved: boolean; auth_code: string | null; authorized: { value: Digits; currency: "USD" } | null; transaction_id: string | null; event_id: string | null; decline_code: string | null; cvv_result: string; company_response: string | null } | { network_id: string; type: string; response_code: string; processed_at: string; challenge_id: string | null; method: string; status: string; attempts_left: Digits; expires_at: string | null }
  }
  /** Sandbox or production, and where transactions can be looked up */
  'GET /portal/api/about': {
    path: {  }
    query: {  }
    body: undefined
    answer: { profile: "production" | "sandbox"; chains: readonly ({ blockchain: string; native_symbol: string; transaction_url: string | null; address_url: string | null })[] }
  }
  /** How a purchase was decided, step by step */
  'GET /portal/api/card-purchases/{cardId}/{transactionId}': {
    path: { cardId: string; transactionId: string }
    query: {  }
    body: undefined
    answer: { judged: boolean; fuse_spent: boolean; shadow_declined: boolean | null; steps: readonly ({ step: string; at_us: Digits; took_us: Digits })[] | null }
  }
  /** What changes, as server-sent events, until the session ends */
  'GET /portal/api/events': {
    path: {  }
    query: { after?: string | undefined }
    body: undefined
    answer: Text
  }
  /** Choose a password, and get the secret of the second factor */
  'POST /portal/api/invitations/accept': {
    path: {  }
    query: {  }
    body: { token: string; password: string }
    answer: { totp_secret: string; otpauth_url: string }
  }
  /** Finish an invitation with the first code */
  'POST /portal/api/invitations/confirm': {
    path: {  }
    query: {  }
    body: { token: string; password: string; code: string }
    answer: { session: string | null; expires_at: string; user: { id: string; email: string; role: "ADMIN" | "OPERATOR" | "READ_ONLY"; status: "INVITED" | "ACTIVE"; created_at: string; approves_from: string | null }; company: { id: string; name: string } }
  }
  /** The list of addresses that policies know */
  'GET /portal/api/lists/allowed-addresses': {
    path: {  }
    query: { blockchain?: readonly ("POLYGON" | "BSC" | "TRON")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; label: string | null; address: string | null; blockchain: "POLYGON" | "BSC" | "TRON"; usable_at: string | null; created_at: string | null })[]; as_of: string }
  }
  /** What waits for people, and what they decided */
  'GET /portal/api/lists/approvals': {
    path: {  }
    query: { status?: readonly ("PENDING" | "APPROVED" | "REJECTED" | "EXPIRED")[] | undefined; product?: string | undefined; operation?: string | undefined; blockchain?: string | undefined; wallet_id?: string | undefined; token_address?: string | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ created_at: string | null; id: string; status: "PENDING" | "APPROVED" | "REJECTED" | "EXPIRED"; product: string | null; operation: string | null; blockchain: string | null; wallet_id: string | null; to_address: string | null; token_address: string | null; token_symbol: string | null; amount: Digits | null; usd_value: Digits | null; requested_by: string | null; expires_at: string | null; decisions: readonly ({ by: string; decision: "APPROVE" | "REJECT"; comment: string | null; at: string })[] })[]; as_of: string }
  }
  /** Who has changed what */
  'GET /portal/api/lists/audit-log': {
    path: {  }
    query: { actor_type?: readonly ("KEY" | "USER" | "OPERATOR" | "SYSTEM")[] | undefined; action?: string | undefined; object_type?: string | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ at: string | null; id: string; actor_type: "KEY" | "USER" | "OPERATOR" | "SYSTEM"; actor_name: string | null; actor_id: string | null; action: string | null; object_type: string | null; object_id: string | null; before: {  } | null; after: {  } | null; ip_address: string | null; trace_id: string | null })[]; as_of: string }
  }
  /** Purchases and movements of a card, and what has become of a purchase */
  'GET /portal/api/lists/card-movements': {
    path: {  }
    query: { card_id: string; operation?: readonly ("TRANSACTION_AUTHORIZATION" | "TRANSACTION_APPROVED" | "TRANSACTION_CLEARED" | "TRANSACTION_REJECTED" | "TRANSACTION_REVERSED" | "TRANSACTION_REFUND" | "WALLET_DEPOSIT" | "WALLET_WITHDRAWAL" | "WARRANTY_DEPOSIT" | "WARRANTY_WITHDRAWAL" | "OVERRIDE_VIRTUAL_BALANCE" | "VISA_DIRECT_DEPOSIT")[] | undefined; status?: readonly ("PENDING" | "SUCCESS" | "FAILED" | "CANCELED" | "TIME_CANCELED")[] | undefined; transaction_currency?: string | undefined; decline_code?: string | undefined; decline_reason?: string | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ datetime: string | null; id: string; card_id: string | null; operation: "TRANSACTION_AUTHORIZATION" | "TRANSACTION_APPROVED" | "TRANSACTION_CLEARED" | "TRANSACTION_REJECTED" | "TRANSACTION_REVERSED" | "TRANSACTION_REFUND" | "WALLET_DEPOSIT" | "WALLET_WITHDRAWAL" | "WARRANTY_DEPOSIT" | "WARRANTY_WITHDRAWAL" | "OVERRIDE_VIRTUAL_BALANCE" | "VISA_DIRECT_DEPOSIT"; status: "PENDING" | "SUCCESS" | "FAILED" | "CANCELED" | "TIME_CANCELED"; outcome: "NONE" | "PARTIALLY_REVERSED" | "REVERSED" | "PARTIALLY_REFUNDED" | "REFUNDED" | null; bill_amount: Digits | null; refunded_amount: Digits | null; transaction_amount: Digits; transaction_currency: string | null; exchange_rate: Digits | null; merchant_name: string | null; decline_code: string | null; decline_reason: string | null; fee_fx_provider: Digits | null; fee_fx_client: Digits | null; fee_atm_provider: Digits | null; fee_atm_client: Digits | null; fee_deposit_provider: Digits | null; fee_deposit_client: Digits | null; original_balance: Digits | null; new_balance: Digits | null })[]; as_of: string }
  }
  /** Cards, with what those of TOP_UP can spend; without deleted ones */
  'GET /portal/api/lists/cards': {
    path: {  }
    query: { status?: readonly ("ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED")[] | undefined; approval_method?: readonly ("TOP_UP" | "WEBHOOK" | "NONE")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; card_holder_name: string | null; last4: string | null; status: "ACTIVE" | "FROZEN" | "BLOCKED" | "EXPIRED"; approval_method: "TOP_UP" | "WEBHOOK" | "NONE"; available_credit: Digits | null; daily_limit: Digits | null; monthly_limit: Digits | null; email: string | null; created_at: string | null })[]; as_of: string }
  }
  /** Clients of both kinds */
  'GET /portal/api/lists/clients': {
    path: {  }
    query: { type?: readonly ("individual" | "business")[] | undefined; status?: readonly ("pending" | "in_review" | "active" | "rejected")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; name: string | null; type: "individual" | "business"; status: "pending" | "in_review" | "active" | "rejected"; email: string | null; rejection_code: string | null; created_at: string | null; updated_at: string | null })[]; as_of: string }
  }
  /** Deposits in every state, with what they are worth today */
  'GET /portal/api/lists/deposits': {
    path: {  }
    query: { product?: readonly ("virtual_wallets" | "cards" | "treasury")[] | undefined; status?: readonly ("DETECTED" | "BELOW_MINIMUM" | "CONFIRMED" | "FINALIZED" | "REVERTED" | "UNATTRIBUTED" | "UNSUPPORTED")[] | undefined; blockchain?: readonly ("POLYGON" | "BSC" | "TRON")[] | undefined; wallet_id?: string | undefined; token_address?: string | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ created_at: string | null; id: string; product: "virtual_wallets" | "cards" | "treasury"; status: "DETECTED" | "BELOW_MINIMUM" | "CONFIRMED" | "FINALIZED" | "REVERTED" | "UNATTRIBUTED" | "UNSUPPORTED"; blockchain: "POLYGON" | "BSC" | "TRON"; wallet_id: string | null; address: string | null; token_address: string | null; token_symbol: string | null; amount: Digits | null; usd_value: Digits | null; transaction_hash: string | null; block_number: Digits | null; sweep_transaction_hash: string | null; updated_at: string | null })[]; as_of: string }
  }
  /** API keys, those that open nothing any more too */
  'GET /portal/api/lists/keys': {
    path: {  }
    query: { state?: readonly ("ACTIVE" | "EXPIRED" | "REVOKED")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; name: string | null; prefix: string | null; state: "ACTIVE" | "EXPIRED" | "REVOKED"; levels: { treasury: Digits; virtual_wallets: Digits; cards: Digits; management: Digits }; ip_allow_list: readonly (string)[]; expires_at: string | null; last_used_at: string | null; created_at: string | null; revoked_at: string | null })[]; as_of: string }
  }
  /** Ramps with their clients and wallets */
  'GET /portal/api/lists/ramps': {
    path: {  }
    query: { type?: readonly ("RAMP_ON" | "RAMP_OFF")[] | undefined; status?: readonly ("PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED")[] | undefined; client_id?: string | undefined; wallet_id?: string | undefined; blockchain?: readonly ("POLYGON" | "BSC" | "TRON")[] | undefined; currency?: readonly ("USD" | "EUR" | "MXN" | "BRL" | "GBP" | "COP")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; type: "RAMP_ON" | "RAMP_OFF"; status: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED"; state: string | null; client_id: string | null; client_name: string | null; wallet_id: string | null; wallet_alias: string | null; blockchain: "POLYGON" | "BSC" | "TRON"; payment_rail: string | null; currency: "USD" | "EUR" | "MXN" | "BRL" | "GBP" | "COP"; origin_amount: Digits | null; origin_currency: string; final_amount: Digits | null; final_currency: string; reason: string | null; created_at: string | null; updated_at: string | null })[]; as_of: string }
  }
  /** The company's own tokens */
  'GET /portal/api/lists/tokens': {
    path: {  }
    query: { blockchain?: readonly ("POLYGON" | "BSC" | "TRON")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; symbol: string | null; name: string | null; blockchain: "POLYGON" | "BSC" | "TRON"; address: string | null; decimals: Digits; usd_price: Digits; created_at: string | null })[]; as_of: string }
  }
  /** Treasury accounts, with how many wallets each has */
  'GET /portal/api/lists/treasury-accounts': {
    path: {  }
    query: { search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; alias: string | null; wallets: Digits; created_at: string | null })[]; as_of: string }
  }
  /** Movements of treasury wallets */
  'GET /portal/api/lists/treasury-movements': {
    path: {  }
    query: { operation?: readonly ("TRANSFER" | "DEPOSIT" | "WITHDRAWAL" | "RAMP_ON_TRANSFER" | "RAMP_OFF_TRANSFER")[] | undefined; status?: readonly ("PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK")[] | undefined; blockchain?: string | undefined; account_id?: string | undefined; wallet_id?: string | undefined; token_address?: string | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ datetime: string | null; operation: "TRANSFER" | "DEPOSIT" | "WITHDRAWAL" | "RAMP_ON_TRANSFER" | "RAMP_OFF_TRANSFER"; operation_id: string | null; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK"; blockchain: string | null; account_id: string | null; wallet_id: string | null; wallet_alias: string | null; token_symbol: string | null; token_address: string | null; amount: Digits | null; usd_value: Digits | null; other_side: string | null; transaction_hash: string | null; reason: string | null })[]; as_of: string }
  }
  /** Treasury wallets of all accounts */
  'GET /portal/api/lists/treasury-wallets': {
    path: {  }
    query: { account_id?: string | undefined; blockchain?: readonly ("POLYGON" | "BSC" | "TRON")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; alias: string | null; account_id: string | null; account_alias: string | null; blockchain: "POLYGON" | "BSC" | "TRON"; wallet_address: string | null; created_at: string | null })[]; as_of: string }
  }
  /** The people of the company */
  'GET /portal/api/lists/users': {
    path: {  }
    query: { role?: readonly ("ADMIN" | "OPERATOR" | "READ_ONLY")[] | undefined; status?: readonly ("INVITED" | "ACTIVE")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; email: string | null; role: "ADMIN" | "OPERATOR" | "READ_ONLY"; status: "INVITED" | "ACTIVE"; created_at: string | null; approves_from: string | null })[]; as_of: string }
  }
  /** Movements of a virtual wallet */
  'GET /portal/api/lists/wallet-movements': {
    path: {  }
    query: { wallet_id: string; operation?: readonly ("DEPOSIT" | "DEPOSIT_REVERTED" | "WITHDRAWAL" | "USER_WITHDRAWAL" | "TRANSFER_OUT" | "TRANSFER_IN" | "OVERRIDE_VIRTUAL_BALANCE" | "HOLDING_CREDIT" | "RAMP_ON_TRANSFER" | "RAMP_OFF_TRANSFER")[] | undefined; status?: readonly ("PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED")[] | undefined; blockchain?: string | undefined; token_address?: string | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ date: string | null; id: string; wallet_id: string | null; operation: "DEPOSIT" | "DEPOSIT_REVERTED" | "WITHDRAWAL" | "USER_WITHDRAWAL" | "TRANSFER_OUT" | "TRANSFER_IN" | "OVERRIDE_VIRTUAL_BALANCE" | "HOLDING_CREDIT" | "RAMP_ON_TRANSFER" | "RAMP_OFF_TRANSFER"; operation_id: string | null; status: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED"; blockchain: string | null; token_symbol: string | null; token_address: string | null; amount: Digits | null; usd_value: Digits | null; other_side: string | null; transaction_hash: string | null; reason: string | null })[]; as_of: string }
  }
  /** Virtual wallets of all chains, with their balances */
  'GET /portal/api/lists/wallets': {
    path: {  }
    query: { client_id?: string | undefined; blockchain?: readonly ("POLYGON" | "BSC" | "TRON")[] | undefined; enabled?: boolean | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; alias: string | null; client_id: string | null; wallet_address: string | null; blockchain: "POLYGON" | "BSC" | "TRON"; enabled: boolean; created_at: string | null; balances: readonly ({ name: string; symbol: string; balance: Digits; token_address: string })[] })[]; as_of: string }
  }
  /** Webhook deliveries, with the delivery that one waits behind */
  'GET /portal/api/lists/webhook-deliveries': {
    path: {  }
    query: { product?: string | undefined; event_type?: string | undefined; event_status?: string | undefined; status?: readonly ("PENDING" | "DELIVERED" | "DEAD")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ created_at: string | null; id: string; event_id: string; product: string | null; event_type: string | null; operation_id: string | null; event_status: string | null; status: "PENDING" | "DELIVERED" | "DEAD"; attempt_count: Digits; first_attempt_at: string | null; next_attempt_at: string | null; waits_behind: string | null; trace_id: string | null })[]; as_of: string }
  }
  /** Where fees of cards may be paid out to */
  'GET /portal/api/lists/withdrawal-addresses': {
    path: {  }
    query: { blockchain?: readonly ("POLYGON" | "BSC" | "TRON")[] | undefined; search?: string | undefined; sort?: string | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined; as_of?: string | undefined; format?: "json" | "csv" | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; alias: string | null; address: string | null; blockchain: "POLYGON" | "BSC" | "TRON"; created_at: string | null })[]; as_of: string }
  }
  /** How the company stands */
  'GET /portal/api/overview': {
    path: {  }
    query: { period?: "24h" | "7d" | undefined }
    body: undefined
    answer: { as_of: string; reserves: readonly ({ blockchain: string; token_address: string; symbol: string; liabilities: Digits; holding: Digits; unswept: Digits; assets: Digits; reserve_ratio: Digits | null; partner_claims: Digits })[]; history: readonly ({ date: string; blockchain: string; token_address: string; symbol: string; liabilities: Digits; assets: Digits })[]; cards: { available: Digits; holding: Digits; on_cards: Digits; owed_to_network: Digits; fees: Digits; cards: { active: Digits; frozen: Digits; blocked: Digits } }; purchases: { approved: Digits; declined: Digits; approval_rate: Digits | null; hours: readonly ({ hour: string; approved: Digits; declined: Digits; approved_amount: Digits })[] }; webhooks: { has_url: boolean; recent: { total: Digits; delivered: Digits; pending: Digits; dead: Digits; retried: Digits }; oldest_pending_at: string | null; last_delivered_at: string | null }; alerts: readonly ({ id: string; product: string; type: string; blockchain: string; wallet_id: string | null; token_address: string | null; value: string; threshold: string | null; created_at: string })[] }
  }
  /** Finish adding a passkey */
  'POST /portal/api/passkeys': {
    path: {  }
    query: {  }
    body: { name: string; response: Readonly<Record<string, unknown>> }
    answer: { id: string; name: string; created_at: string; last_used_at: string | null }
  }
  /** Your passkeys, the newest first */
  'GET /portal/api/passkeys': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; name: string; created_at: string; last_used_at: string | null })[]
  }
  /** Begin to add a passkey, with a code of the second factor */
  'POST /portal/api/passkeys/options': {
    path: {  }
    query: {  }
    body: { code: string }
    answer: { challenge: string }
  }
  /** Remove one of your passkeys */
  'DELETE /portal/api/passkeys/{passkeyId}': {
    path: { passkeyId: string }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** Change your password; ends your other sessions */
  'PUT /portal/api/password': {
    path: {  }
    query: {  }
    body: { password: string; new_password: string; code: string }
    answer: undefined
  }
  /** How an on-ramp that waits for its money is paid */
  'GET /portal/api/ramps/{id}/payment': {
    path: { id: string }
    query: {  }
    body: undefined
    answer: { id: string; state: "pending"; amount: Digits; currency: string; payment_rail: string; deposit_message: string | null; bank_number: string | null; bank_code: string | null; bank_name: string | null; bank_address: string | null; bank_beneficiary_name: string | null; bank_beneficiary_address: string | null; br_code: string | null; qr_code: string | null } | { id: string; state: "pending"; amount: Digits; currency: string; payment_rail: string; start_url: string | null; redirect_url: string | null } | { id: string; state: "pending"; amount: Digits; currency: string; payment_rail: string; bre_b_key: string | null }
  }
  /** Who has signed in, where, and until when */
  'GET /portal/api/session': {
    path: {  }
    query: {  }
    body: undefined
    answer: { expires_at: string; user: { id: string; email: string; role: "ADMIN" | "OPERATOR" | "READ_ONLY"; status: "INVITED" | "ACTIVE"; created_at: string; approves_from: string | null }; company: { id: string; name: string } }
  }
  /** Where you are signed in, the newest first */
  'GET /portal/api/sessions': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string; ip_address: string | null; user_agent: string | null; created_at: string; last_used_at: string; expires_at: string; is_current: boolean })[]
  }
  /** End one of your sessions */
  'DELETE /portal/api/sessions/{sessionId}': {
    path: { sessionId: string }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** Sign in with e-mail, password and code */
  'POST /portal/api/sign-in': {
    path: {  }
    query: {  }
    body: { email: string; password: string; code: string; company_id?: string | undefined }
    answer: { session: string | null; expires_at: string; user: { id: string; email: string; role: "ADMIN" | "OPERATOR" | "READ_ONLY"; status: "INVITED" | "ACTIVE"; created_at: string; approves_from: string | null }; company: { id: string; name: string } }
  }
  /** Sign in with a passkey */
  'POST /portal/api/sign-in/passkey': {
    path: {  }
    query: {  }
    body: { response: Readonly<Record<string, unknown>> }
    answer: { session: string | null; expires_at: string; user: { id: string; email: string; role: "ADMIN" | "OPERATOR" | "READ_ONLY"; status: "INVITED" | "ACTIVE"; created_at: string; approves_from: string | null }; company: { id: string; name: string } }
  }
  /** Begin to sign in with a passkey */
  'POST /portal/api/sign-in/passkey/options': {
    path: {  }
    query: {  }
    body: undefined
    answer: { challenge: string }
  }
  /** End this session */
  'POST /portal/api/sign-out': {
    path: {  }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** End all of your sessions, this one too */
  'POST /portal/api/sign-out-everywhere': {
    path: {  }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** Make the network tell what it decided itself */
  'POST /sandbox/cards/advice': {
    path: {  }
    query: {  }
    body: { card_id: string; transaction_id?: string | undefined; amount?: unknown | undefined; billing?: unknown | undefined; merchant?: unknown | undefined; channel?: unknown | undefined; network_id?: unknown | undefined; transaction_ref?: unknown | undefined }
    answer: { network_id: string; type: string; response_code: string }
  }
  /** Make the network ask for a purchase */
  'POST /sandbox/cards/authorize': {
    path: {  }
    query: {  }
    body: { card_id: string; transaction_id?: string | undefined; amount?: unknown | undefined; billing?: unknown | undefined; merchant?: unknown | undefined; channel?: unknown | undefined; network_id?: unknown | undefined; transaction_ref?: unknown | undefined }
    answer: { network_id: string; type: string; response_code: string }
  }
  /** Make the network settle a purchase */
  'POST /sandbox/cards/clearing': {
    path: {  }
    query: {  }
    body: { card_id: string; transaction_id?: string | undefined; amount?: unknown | undefined; billing?: unknown | undefined; merchant?: unknown | undefined; channel?: unknown | undefined; network_id?: unknown | undefined; transaction_ref?: unknown | undefined }
    answer: { network_id: string; type: string; response_code: string }
  }
  /** Make the network add to an approved purchase */
  'POST /sandbox/cards/incremental': {
    path: {  }
    query: {  }
    body: { card_id: string; transaction_id?: string | undefined; amount?: unknown | undefined; billing?: unknown | undefined; merchant?: unknown | undefined; channel?: unknown | undefined; network_id?: unknown | undefined; transaction_ref?: unknown | undefined }
    answer: { network_id: string; type: string; response_code: string }
  }
  /** Make a merchant give money back */
  'POST /sandbox/cards/refund': {
    path: {  }
    query: {  }
    body: { card_id: string; transaction_id?: string | undefined; amount?: unknown | undefined; billing?: unknown | undefined; merchant?: unknown | undefined; channel?: unknown | undefined; network_id?: unknown | undefined; transaction_ref?: unknown | undefined }
    answer: { network_id: string; type: string; response_code: string }
  }
  /** Make the network release a purchase */
  'POST /sandbox/cards/reversal': {
    path: {  }
    query: {  }
    body: { card_id: string; transaction_id?: string | undefined; amount?: unknown | undefined; billing?: unknown | undefined; merchant?: unknown | undefined; channel?: unknown | undefined; network_id?: unknown | undefined; transaction_ref?: unknown | undefined }
    answer: { network_id: string; type: string; response_code: string }
  }
  /** Settle with the card network: pay what is owed to it, or be paid what it owes */
  'POST /sandbox/cards/settle': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ id: string })[]
  }
  /** Make a bank page open, verify or ask for a 3DS challenge; `otp` is the code that came to the cardholder */
  'POST /sandbox/cards/three-ds-challenge': {
    path: {  }
    query: {  }
    body: { card_id: string; transaction_id?: string | undefined; amount?: unknown | undefined; billing?: unknown | undefined; merchant?: unknown | undefined; channel?: unknown | undefined; network_id?: unknown | undefined; transaction_ref?: unknown | undefined }
    answer: { network_id: string; type: string; response_code: string }
  }
  /** Make somebody push money to a card */
  'POST /sandbox/cards/visa-direct': {
    path: {  }
    query: {  }
    body: { card_id: string; transaction_id?: string | undefined; amount?: unknown | undefined; billing?: unknown | undefined; merchant?: unknown | undefined; channel?: unknown | undefined; network_id?: unknown | undefined; transaction_ref?: unknown | undefined }
    answer: { network_id: string; type: string; response_code: string }
  }
  /** Mine blocks at once, beside the one of each second */
  'POST /sandbox/chains/{blockchain}/mine': {
    path: { blockchain: string }
    query: {  }
    body: { blocks?: number | string | undefined }
    answer: { block_number: Digits }
  }
  /** Replace the newest blocks by as many others */
  'POST /sandbox/chains/{blockchain}/reorg': {
    path: { blockchain: string }
    query: {  }
    body: { depth: number | string; keep_transactions?: boolean | undefined }
    answer: { block_number: Digits }
  }
  /** A transaction as the node of the chain tells it */
  'GET /sandbox/chains/{blockchain}/transactions/{hash}': {
    path: { blockchain: string; hash: string }
    query: {  }
    body: undefined
    answer: { blockchain: string; transaction: Readonly<Record<string, unknown>>; receipt: Readonly<Record<string, unknown>> | null }
  }
  /** Make the simulated partner decide on a client */
  'POST /sandbox/clients/{clientId}/kyc': {
    path: { clientId: string }
    query: {  }
    body: { status: "in_review" | "active" | "rejected"; rejection_code?: string | undefined; rejection_description?: string | undefined }
    answer: undefined
  }
  /** Move business time forward */
  'POST /sandbox/clock': {
    path: {  }
    query: {  }
    body: { advance_seconds: number | string }
    answer: { now: string }
  }
  /** Script a webhook endpoint of the company: point the webhook URL to what this answers */
  'POST /sandbox/company-endpoint': {
    path: {  }
    query: {  }
    body: { behaviour: "approve" | "decline" | "slow" | "drip" | "reset" | "silent" | "garbage" | "redirect"; response_code?: string | undefined; delay_ms?: number | string | undefined }
    answer: { url: string }
  }
  /** E-mails that would have been sent, the newest first */
  'GET /sandbox/emails': {
    path: {  }
    query: { size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { items: readonly ({ id: string })[] }
  }
  /** Send tokens or coin from outside to an address */
  'POST /sandbox/faucet': {
    path: {  }
    query: {  }
    body: { blockchain: string; to_address: string; amount: Amount; token_address?: string | undefined }
    answer: { transaction_hash: string }
  }
  /** Make the simulated provider decide on a product request */
  'POST /sandbox/product-requests/{productRequestId}/kyc': {
    path: { productRequestId: string }
    query: {  }
    body: { status: "enabled" | "rejected" | "pending_documentation"; rejection_code?: string | undefined; rejection_description?: string | undefined }
    answer: undefined
  }
  /** Bring a ramp into a state at the simulated partner */
  'POST /sandbox/ramps/{rampId}/state': {
    path: { rampId: string }
    query: {  }
    body: { state: "awaiting_funds" | "in_review" | "funds_received" | "payment_submitted" | "payment_processed" | "undeliverable" | "missing_return_policy" | "returned" | "refund_in_flight" | "refunded" | "refund_failed" | "canceled" | "error"; amount?: Amount | undefined; reason?: string | undefined }
    answer: undefined
  }
  /** Run a script of sandbox calls; with a seed, what the simulator makes up is the same every time */
  'POST /sandbox/scenarios': {
    path: {  }
    query: {  }
    body: { steps: readonly ({ after_seconds?: number | string | undefined; method?: string | undefined; path: string; body?: unknown | undefined; fault?: "duplicate" | "late" | "reordered" | "lost_answer" | undefined; late_seconds?: number | string | undefined })[]; seed?: number | string | undefined }
    answer: { id: string; status: "RUNNING" | "DONE" | "FAILED"; seed: string; steps: readonly ({ status_code: Digits; body: unknown } | null)[] }
  }
  /** How far a scenario has come */
  'GET /sandbox/scenarios/{scenarioId}': {
    path: { scenarioId: string }
    query: {  }
    body: undefined
    answer: { id: string; status: "RUNNING" | "DONE" | "FAILED"; seed: string; steps: readonly ({ status_code: Digits; body: unknown } | null)[] }
  }
  /** Text messages that would have been sent, the newest first */
  'GET /sandbox/sms': {
    path: {  }
    query: { size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { items: readonly ({ id: string })[] }
  }
  /** Start an off-ramp: the virtual balance of a wallet becomes fiat on a bank account */
  'POST /virtual-wallets/bank-ramps/ramp-off': {
    path: {  }
    query: {  }
    body: { wallet_id: string; bank_account_id: string; amount: Amount; reference?: string | undefined }
    answer: { id: string; state: "pending"; source_payment_rail: string; source_currency: string; destination_payment_rail: string; destination_currency: string; amount: Digits; blockchain_memo: string | null }
  }
  /** What an off-ramp would pay out by the present rate */
  'POST /virtual-wallets/bank-ramps/ramp-off/simulate': {
    path: {  }
    query: {  }
    body: { wallet_id: string; bank_account_id: string; amount: Amount; reference?: string | undefined }
    answer: { original_amount: Digits; original_currency: string; exchange_rate: Digits; converted_amount: Digits; service_fee: Digits; final_amount: Digits; final_currency: string }
  }
  /** Start an on-ramp: fiat from a bank becomes the virtual balance of a wallet */
  'POST /virtual-wallets/bank-ramps/ramp-on': {
    path: {  }
    query: {  }
    body: { wallet_id: string; amount: Amount; source_currency: "USD" | "EUR" | "MXN" | "BRL" | "GBP" | "COP"; payment_rail?: unknown | undefined; redirect_url?: unknown | undefined }
    answer: { id: string; state: "pending"; amount: Digits; currency: string; payment_rail: string; deposit_message: string | null; bank_number: string | null; bank_code: string | null; bank_name: string | null; bank_address: string | null; bank_beneficiary_name: string | null; bank_beneficiary_address: string | null; br_code: string | null; qr_code: string | null } | { id: string; state: "pending"; amount: Digits; currency: string; payment_rail: string; start_url: string | null; redirect_url: string | null } | { id: string; state: "pending"; amount: Digits; currency: string; payment_rail: string; bre_b_key: string | null }
  }
  /** Cancel an on-ramp that nobody has paid */
  'DELETE /virtual-wallets/bank-ramps/ramp-on/cancel/{id}': {
    path: { id: string }
    query: {  }
    body: undefined
    answer: { id: string; type: "RAMP_ON" | "RAMP_OFF"; status: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED"; company_id: string; destination_wallet_id: string; client_id: string; origin_amount: Digits | null; origin_currency: string; origin_name: string | null }
  }
  /** What an on-ramp would bring by the present rate */
  'POST /virtual-wallets/bank-ramps/ramp-on/simulate': {
    path: {  }
    query: {  }
    body: { wallet_id: string; origin_currency: "USD" | "EUR" | "MXN" | "BRL" | "GBP" | "COP"; amount: Amount }
    answer: { original_amount: Digits; original_currency: string; final_amount: Digits; final_currency: string; exchange_rate: Digits; service_fee: Digits }
  }
  /** Chains of virtual wallets */
  'GET /virtual-wallets/config/blockchains/list': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly (string)[]
  }
  /** Fiat currencies of on-ramps */
  'GET /virtual-wallets/config/ramp-on/fiat-assets/list': {
    path: {  }
    query: {  }
    body: undefined
    answer: readonly ({ name: string; code: string; symbol: string })[]
  }
  /** Rules of sweeping, guarantee fund, automatic transfers and alerts */
  'GET /virtual-wallets/config/rules': {
    path: {  }
    query: {  }
    body: undefined
    answer: { rules: readonly ({ blockchain: string; sweep: { mode: string; amount: Digits | null; cron: string | null }; guarantee_fund: { reserve_ratio: Digits } | null; automatic_transfers: readonly ({ id: string; enabled: boolean; token_address: string; min_amount: Digits; percentage: Digits; wallet_ids: readonly (string)[] | null; to_wallet_id: string | null; to_address: string | null })[]; alerts: readonly ({ type: string; token_address: string | null; threshold: Digits })[] })[] }
  }
  /** Replace the rules */
  'PUT /virtual-wallets/config/rules': {
    path: {  }
    query: {  }
    body: { rules: readonly ({ blockchain: string; sweep?: { mode: string; amount?: Amount | undefined; cron?: string | undefined } | undefined; guarantee_fund?: { reserve_ratio: Amount } | undefined; automatic_transfers?: readonly ({ id?: string | undefined; enabled?: boolean | undefined; token_address: string; min_amount: Amount; percentage: Amount; wallet_ids?: readonly (string)[] | undefined; to_wallet_id?: string | undefined; to_address?: string | undefined })[] | undefined; alerts?: readonly ({ type: string; token_address?: string | undefined; threshold: Amount })[] | undefined })[] }
    answer: { rules: readonly ({ blockchain: string; sweep: { mode: string; amount: Digits | null; cron: string | null }; guarantee_fund: { reserve_ratio: Digits } | null; automatic_transfers: readonly ({ id: string; enabled: boolean; token_address: string; min_amount: Digits; percentage: Digits; wallet_ids: readonly (string)[] | null; to_wallet_id: string | null; to_address: string | null })[]; alerts: readonly ({ type: string; token_address: string | null; threshold: Digits })[] })[] }
  }
  /** Sweep deposits into the holding wallet now */
  'POST /virtual-wallets/config/rules/sweep': {
    path: {  }
    query: {  }
    body: { blockchain: string; wallet_id?: string | undefined }
    answer: { swept: readonly ({ wallet_id: string; token_address: string; amount: Digits; transaction_hash: string | null })[] }
  }
  /** Create a virtual wallet with its deposit address */
  'POST /virtual-wallets/create': {
    path: {  }
    query: {  }
    body: { alias: string; blockchain: string }
    answer: { id: string; alias: string; client_id: string | null; wallet_address: string; blockchain: string; enabled: boolean }
  }
  /** Holding wallet of a chain */
  'GET /virtual-wallets/holding': {
    path: {  }
    query: { blockchain: string }
    body: undefined
    answer: { id: string; alias: string; wallet_address: string; blockchain: string }
  }
  /** On-chain balances of a holding wallet */
  'GET /virtual-wallets/holding/balance': {
    path: {  }
    query: { blockchain: string }
    body: undefined
    answer: readonly ({ name: string; symbol: string; balance: Digits; token_address: string })[]
  }
  /** Credit a virtual wallet at the expense of the company */
  'POST /virtual-wallets/holding/credit': {
    path: {  }
    query: {  }
    body: { wallet_id: string; token_address: string; amount: Amount }
    answer: { name: string; symbol: string; balance: Digits; token_address: string }
  }
  /** Withdraw from a holding wallet */
  'POST /virtual-wallets/holding/withdraw/{blockchain}': {
    path: { blockchain: string }
    query: {  }
    body: { to_wallet_address: string; token_address: string; amount: Amount }
    answer: { id: string; transaction_hash: string | null; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK" }
  }
  /** Virtual wallets of a chain */
  'GET /virtual-wallets/list': {
    path: {  }
    query: { blockchain: string }
    body: undefined
    answer: readonly ({ id: string; alias: string; client_id: string | null; wallet_address: string; blockchain: string; enabled: boolean })[]
  }
  /** Ramps, newest first */
  'GET /virtual-wallets/ramps': {
    path: {  }
    query: { wallet_id?: string | undefined; type?: "RAMP_ON" | "RAMP_OFF" | undefined; status?: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED" | undefined; from_date?: string | undefined; to_date?: string | undefined; size?: string | undefined; page_number?: string | undefined }
    body: undefined
    answer: { number_of_elements: Digits; next_page: Digits | null; total_pages: Digits; total_elements: Digits; items: readonly ({ id: string; type: "RAMP_ON" | "RAMP_OFF"; status: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED"; company_id: string; destination_wallet_id: string; client_id: string; origin_amount: Digits | null; origin_currency: string; origin_name: string | null; state: string; wallet_id: string; blockchain: string; transaction_hash: string | null; exchange_rate: Digits | null; service_fee: Digits | null; final_amount: Digits | null; final_currency: string; bank_account_id: string | null; reason: string | null; created_at: string; updated_at: string })[] }
  }
  /** Change the amount of an on-ramp that nobody has paid */
  'PATCH /virtual-wallets/ramps/transfer/{id}': {
    path: { id: string }
    query: {  }
    body: { amount: Amount }
    answer: { id: string; type: "RAMP_ON" | "RAMP_OFF"; status: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED"; company_id: string; destination_wallet_id: string; client_id: string; origin_amount: Digits | null; origin_currency: string; origin_name: string | null }
  }
  /** Receipt of a completed ramp, as PDF */
  'GET /virtual-wallets/ramps/transfer/{transferId}/receipt/pdf': {
    path: { transferId: string }
    query: {  }
    body: undefined
    answer: Bytes
  }
  /** One ramp */
  'GET /virtual-wallets/ramps/{id}': {
    path: { id: string }
    query: {  }
    body: undefined
    answer: { id: string; type: "RAMP_ON" | "RAMP_OFF"; status: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED"; company_id: string; destination_wallet_id: string; client_id: string; origin_amount: Digits | null; origin_currency: string; origin_name: string | null; state: string; wallet_id: string; blockchain: string; transaction_hash: string | null; exchange_rate: Digits | null; service_fee: Digits | null; final_amount: Digits | null; final_currency: string; bank_account_id: string | null; reason: string | null; created_at: string; updated_at: string }
  }
  /** Start an on-ramp that a card pays */
  'POST /virtual-wallets/ramps/{walletId}/credit-card/on': {
    path: { walletId: string }
    query: {  }
    body: { client_id?: string | undefined; amount?: Amount | undefined; asset?: "USD" | "EUR" | "MXN" | "BRL" | "GBP" | "COP" | undefined }
    answer: { session_id: string; session_url: string; bootstrap_token: string }
  }
  /** Virtual balances of a chain, summed over all its wallets */
  'GET /virtual-wallets/virtual-balances': {
    path: {  }
    query: { blockchain: string }
    body: undefined
    answer: readonly ({ name: string; symbol: string; balance: Digits; token_address: string })[]
  }
  /** An event of the banking partner, which signs it (X-Webhook-Signature) */
  'POST /virtual-wallets/webhook/bridge': {
    path: {  }
    query: {  }
    body: { event_id?: string | undefined; event_category?: string | undefined; event_object_id?: string | undefined }
    answer: {  }
  }
  /** One virtual wallet */
  'GET /virtual-wallets/{walletId}': {
    path: { walletId: string }
    query: {  }
    body: undefined
    answer: { id: string; alias: string; client_id: string | null; wallet_address: string; blockchain: string; enabled: boolean }
  }
  /** Rename a virtual wallet */
  'PUT /virtual-wallets/{walletId}': {
    path: { walletId: string }
    query: {  }
    body: { alias: string }
    answer: { id: string; alias: string; client_id: string | null; wallet_address: string; blockchain: string; enabled: boolean }
  }
  /** Delete an empty virtual wallet */
  'DELETE /virtual-wallets/{walletId}': {
    path: { walletId: string }
    query: {  }
    body: undefined
    answer: {  }
  }
  /** Virtual balances of a wallet */
  'GET /virtual-wallets/{walletId}/balance': {
    path: { walletId: string }
    query: {  }
    body: undefined
    answer: readonly ({ name: string; symbol: string; balance: Digits; token_address: string })[]
  }
  /** Link a virtual wallet to a client */
  'PATCH /virtual-wallets/{walletId}/client/{clientId}': {
    path: { walletId: string; clientId: string }
    query: {  }
    body: undefined
    answer: undefined
  }
  /** Movements of a virtual wallet */
  'GET /virtual-wallets/{walletId}/movements': {
    path: { walletId: string }
    query: { paging_state_token?: string | undefined; sort_order?: "ASC" | "DESC" | undefined; size?: string | undefined; blockchain?: string | undefined }
    body: undefined
    answer: { movements: readonly ({ id: string; date: string; operation: string; operation_id: string; status: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "CANCELLED"; wallet_id: string; blockchain: string; transaction_hash: string | null; amount: Digits; data: { token: { address: string; symbol: string } } })[]; paging_state_token: string | null }
  }
  /** A wallet's part of the proof of reserves */
  'GET /virtual-wallets/{walletId}/proof-of-reserves': {
    path: { walletId: string }
    query: { date?: string | undefined }
    body: undefined
    answer: { company_id: string; date: string; wallet_id: string; blockchain: string; leaves: readonly ({ token_address: string; balance: Digits; salt: string; leaf_hash: string; path: readonly ({ side: "L" | "R"; hash: string; sum: Digits })[]; root_hash: string; root_sum: Digits })[]; signature: string; public_key: string }
  }
  /** Enable or disable a virtual wallet */
  'PATCH /virtual-wallets/{walletId}/set-enabled': {
    path: { walletId: string }
    query: {  }
    body: { enabled: boolean }
    answer: { id: string; alias: string; client_id: string | null; wallet_address: string; blockchain: string; enabled: boolean }
  }
  /** Set a virtual balance */
  'PATCH /virtual-wallets/{walletId}/virtual-balance': {
    path: { walletId: string }
    query: {  }
    body: { virtual_balance: Amount; token_address?: string | undefined }
    answer: Digits
  }
  /** Withdraw from a virtual wallet */
  'POST /virtual-wallets/{walletId}/withdraw': {
    path: { walletId: string }
    query: {  }
    body: { to_wallet_address: string; token_address: string; amount: Amount }
    answer: { id: string; transaction_hash: string | null; status: "PENDING" | "SUCCESS" | "FAILED" | "MANUAL_CHECK" }
  }
}
