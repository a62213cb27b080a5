import type { WebhookProduct, WebhookStatus } from './types.ts'

/** An invented event for `POST /management/webhooks/test`, in format `current`. */
export interface SampleEvent {
  readonly product: WebhookProduct
  readonly eventType: string
  readonly status: WebhookStatus
  readonly data: Readonly<Record<string, unknown>>
}

const WALLET = '01990000-0000-7000-8000-000000000001'
const CARD = '01990000-0000-7000-8000-000000000002'
const AT = '2026-09-02T08:00:00.120Z'
const ADDRESS = '0x52908400098527886E0F7030069857D2E4169EE7'
const OTHER_ADDRESS = '0x8617E340B3D01FA5F11F306F4090FD50E238070D'
const HASH = `0x${'ab'.repeat(32)}`
const TOKEN = { name: 'USD Coin', symbol: 'USDC', address: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359' }

const WALLET_PLACE = {
  wallet_id: WALLET,
  wallet_address: ADDRESS,
  blockchain: 'polygon',
  transaction_hash: HASH,
}
const DEPOSIT = {
  ...WALLET_PLACE,
  from_wallet_address: OTHER_ADDRESS,
  amount: '40',
  net_amount: '40',
  token: TOKEN,
  created_at: AT,
}
const DEPOSIT_REVERTED = { ...DEPOSIT, deposit_id: '01990000-0000-7000-8000-000000000003' }
const PAYMENT = {
  ...WALLET_PLACE,
  to_wallet_address: OTHER_ADDRESS,
  amount: '12.5',
  token: TOKEN,
  created_at: AT,
}
const WARRANTY_WITHDRAW = {
  ...WALLET_PLACE,
  card_id: null,
  to_wallet_address: OTHER_ADDRESS,
  amount: '12.5',
  token_address: TOKEN.address,
  created_at: AT,
}
const ALERT = {
  type: 'LOW_HOLDING',
  blockchain: 'polygon',
  wallet_id: WALLET,
  token_address: TOKEN.address,
  value: '40',
  threshold: '100',
  deposit_id: null,
  created_at: AT,
}
const RAMP = {
  ramp_id: '01990000-0000-7000-8000-000000000004',
  ...WALLET_PLACE,
  amount: '40',
  exchange_rate: '1',
  token: { address: TOKEN.address, symbol: TOKEN.symbol },
}
const RAMP_ON = {
  ...RAMP,
  source_amount: '40.00',
  source_currency: 'USD',
  source_from: 'Ana Paz',
  created_at: AT,
}
const RAMP_OFF = {
  ...RAMP,
  bank_account_id: '01990000-0000-7000-8000-000000000005',
  destination_amount: '40.00',
  destination_currency: 'USD',
  reference: 'TEST',
  created_at: AT,
}
const CARD_TRANSACTION = {
  card_id: CARD,
  transaction_id: '01990000-0000-7000-8000-000000000006',
  event_id: '01990000-0000-7000-8000-000000000007',
  bill_amount: '18.40',
  bill_currency_number: '840',
  bill_currency_code: 'USD',
  exchange_rate: '1.082353',
  fees: { atm_fees: '0.00', fx_fees: '0.20' },
  transaction_amount: '17.00',
  transaction_currency_number: '978',
  transaction_currency_code: 'EUR',
  channel: 'ECOMMERCE',
  created_at: AT,
  merchant_data: {
    id: 'M1',
    name: 'Kiosk 12',
    city: 'Lyon',
    post_code: '69001',
    state: null,
    country: 'FRA',
    mcc_category: 'News',
    mcc_code: '5994',
  },
  decline_reason: null,
  metadata: null,
}
const DECLINED = {
  ...CARD_TRANSACTION,
  decline_reason: {
    response_code: '51',
    description: 'Insufficient funds',
    code: 'M102',
    simple_reason: 'Declined due to insufficient card balance',
    detailed_reason: "The card's balance does not cover amount and fees.",
    next_step: 'Top up the card.',
  },
}
const BLOCKED_BY_VELOCITY = {
  card_id: CARD,
  company_id: WALLET,
  blocked_at: AT,
  triggered_rule: { max_authorizations: 5, time_window_seconds: 60 },
  last_authorization_id: null,
}
const THREE_DS = {
  code: '123456',
  challenge_id: '01990000-0000-7000-8000-000000000008',
  card_id: CARD,
  merchant_name: 'Kiosk 12',
  merchant_country_code: 'FRA',
  transaction_amount: '17.00',
  transaction_currency: 'EUR',
  transaction_timestamp: AT,
  expires_at: '2026-09-02T08:05:00.120Z',
}
const CLIENT_STATUS = {
  id: '01990000-0000-7000-8000-000000000009',
  type: 'individual',
  status: 'active',
  first_name: 'Ana',
  second_name: null,
  last_name: 'Paz',
  email: 'ana@example.org',
  birth_date: '1990-01-31',
  phone_country_code: 54,
  phone_number: 1100000000,
  address: {
    street_line1: 'Calle 1',
    street_line2: null,
    city: 'X',
    postal_code: '1000',
    state: 'ARG-B',
    state_code: 'B',
    country: 'ARG',
    country_code: 'AR',
  },
  rejection_code: null,
  rejection_description: null,
  created_at: AT,
  updated_at: AT,
  company_id: '01990000-0000-7000-8000-00000000000a',
  document_number: null,
  individual_identification: '30111222',
  otp: true,
  sms: null,
  whatsapp: null,
  telegram: null,
  wallet_ids: [WALLET],
  business_legal_name: null,
  gender: null,
  document_type: null,
  expiration_date: null,
  individual_identification_type: 'DNI',
  username: null,
  business_trade_name: null,
  business_description: null,
  business_type: null,
  business_industry: null,
  is_dao: null,
  registered_address: null,
  physical_address: null,
  has_material_intermediary_ownership: null,
  ownership_threshold: null,
  signed_agreement_id: null,
  account_purpose: null,
  source_of_funds: null,
  estimated_annual_revenue_usd: null,
  expected_monthly_payments_usd: null,
  operates_in_prohibited_countries: null,
  high_risk_activities: null,
  conducts_money_services: null,
  acting_as_intermediary: null,
  primary_website: null,
  other_websites: null,
  identifying_information: [],
  documents: [],
}

type Row = readonly [eventType: string, status: WebhookStatus, data: Readonly<Record<string, unknown>>]

const SAMPLES: Readonly<Record<WebhookProduct, readonly Row[]>> = {
  virtual_wallets: [
    ['deposit', 'success', DEPOSIT],
    ['deposit_reverted', 'success', DEPOSIT_REVERTED],
    ['withdraw', 'success', PAYMENT],
    ['holding_withdraw', 'success', PAYMENT],
    ['ramp_on', 'success', RAMP_ON],
    ['ramp_off', 'success', RAMP_OFF],
    ['alert', 'success', ALERT],
  ],
  cards: [
    ['authorization', 'pending', CARD_TRANSACTION],
    ['authorized', 'success', CARD_TRANSACTION],
    ['cleared', 'success', CARD_TRANSACTION],
    ['declined', 'success', DECLINED],
    ['reversal', 'success', CARD_TRANSACTION],
    ['refund', 'success', CARD_TRANSACTION],
    ['visa_direct_deposit', 'success', { ...CARD_TRANSACTION, channel: 'VISA_DIRECT' }],
    ['deposit', 'success', { ...DEPOSIT, card_id: CARD }],
    ['deposit_reverted', 'success', { ...DEPOSIT_REVERTED, card_id: CARD }],
    ['warranty_withdraw', 'success', WARRANTY_WITHDRAW],
    ['card_blocked_by_velocity', 'success', BLOCKED_BY_VELOCITY],
    ['notification_3ds_authorization', 'pending', THREE_DS],
    ['alert', 'success', ALERT],
  ],
  treasury: [
    ['deposit', 'success', DEPOSIT],
    ['deposit_reverted', 'success', DEPOSIT_REVERTED],
    ['transfer', 'success', PAYMENT],
    ['alert', 'success', ALERT],
  ],
  company_activity: [['client_status', 'success', CLIENT_STATUS]],
}

export const PRODUCTS = Object.keys(SAMPLES) as readonly WebhookProduct[]

/** Every event of the contract, section 5. */
export const sampleEvents: readonly SampleEvent[] = PRODUCTS.flatMap((product) =>
  SAMPLES[product].map(([eventType, status, data]) => ({ product, eventType, status, data })),
)
