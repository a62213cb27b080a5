-- Ramps: fiat in and out through the banking partner. Amounts of fiat are cents, of tokens smallest units; rates are decimal text as the
-- partner wrote them. What the partner says is kept beside what our own books say: `state` and `status` are what we tell, `partner_state` is its word.

-- Null: an off-ramp's payment before the partner has named its address.
ALTER TABLE payments ALTER COLUMN to_address DROP NOT NULL;
ALTER TABLE payments ADD COLUMN policy_version bigint;      -- of the policies that judged it; null: there were none

CREATE TABLE ramps (
  company_id           uuid NOT NULL,
  id                   uuid NOT NULL,     -- uuid v7: the order of the list; the partner's client_reference_id; of an off-ramp also the payment
  type                 text NOT NULL CHECK (type IN ('RAMP_ON', 'RAMP_OFF')),
  -- CREATING, UNDONE: an on-ramp that the partner has not made yet, or never will; nobody has seen it. Else the partner's words.
  state                text NOT NULL CHECK (state IN ('CREATING', 'UNDONE', 'awaiting_approval', 'awaiting_funds', 'in_review', 'funds_received',
    'payment_submitted', 'undeliverable', 'missing_return_policy', 'payment_processed', 'returned', 'refund_in_flight', 'refunded',
    'refund_failed', 'canceled', 'error')),
  status               text NOT NULL CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  reason               text,
  wallet_id            uuid NOT NULL,
  client_id            uuid NOT NULL,
  client_name          text NOT NULL,
  chain                text NOT NULL,
  token_address        text NOT NULL,
  rail                 text NOT NULL,     -- ACH, SEPA, …; CARD
  currency             text NOT NULL,     -- the fiat
  origin_amount        numeric(78,0) CHECK (origin_amount > 0),   -- on: cents, announced, then what arrived; null: the payer chooses. off: tokens sent
  final_amount         numeric(78,0),     -- on: tokens credited. off: cents paid out
  quoted_amount        numeric(78,0) NOT NULL,                    -- the same by the rate of when it was asked for: the amount of a movement that is open
  exchange_rate        text,
  service_fee          numeric(78,0),     -- cents
  fee_percent          text NOT NULL,     -- as the setting was when it was asked for
  bank_account_id      uuid,
  reference            text,
  redirect_url         text,
  payer                text,              -- who paid the fiat, as the partner tells
  requested_by         text NOT NULL,     -- key:<id> | user:<id>
  -- the partner's side
  partner_key          uuid NOT NULL,     -- the idempotency key of the creation: committed before the call
  partner_customer_id  text NOT NULL,
  partner_account_id   text,              -- off: the external account that is paid
  partner_transfer_id  text,
  partner_state        text,
  partner_updated_at   timestamptz,
  instructions         jsonb,             -- how to pay, as the partner wrote it when the transfer was made
  partner_final        text,              -- receipt.final_amount, as the partner wrote it
  payout_hash          text,              -- on: the transaction that brings the tokens
  refund_hash          text,              -- off: the transaction that brings them back
  -- the money of an off-ramp: where its tokens are, and whether the virtual balance was given back
  tokens               text CHECK (tokens IN ('HELD', 'QUEUED', 'LEFT', 'BACK')),   -- with us; on their way; gone for good; they never left
  given_back           boolean NOT NULL DEFAULT false,
  refunded             numeric(78,0) NOT NULL DEFAULT 0,          -- of the claim on the partner: what came back
  -- the money of an on-ramp
  credited_at          timestamptz,
  -- work
  drop_transfer        boolean NOT NULL DEFAULT false,            -- a transfer may be left at the partner that nobody needs: it is deleted
  look_at              timestamptz,       -- wall clock: when the partner is asked again; null: when it tells of a change
  create_until         timestamptz NOT NULL,                      -- wall clock: without an answer of the partner it is given up then
  expires_at           timestamptz,       -- on: unpaid it is cancelled then
  created_at           timestamptz NOT NULL,
  updated_at           timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX ramps_wallet ON ramps (company_id, wallet_id, id);
CREATE INDEX ramps_open ON ramps (company_id, client_id) WHERE status IN ('PENDING', 'PROCESSING');
CREATE INDEX ramps_id ON ramps (id);                              -- the reconciliation: the partner knows ids and no companies
CREATE INDEX ramps_look ON ramps (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX ramps_expiry ON ramps (expires_at) WHERE state = 'awaiting_funds' AND type = 'RAMP_ON';
CREATE INDEX ramps_unpaid_out ON ramps (company_id, payout_hash) WHERE type = 'RAMP_ON' AND credited_at IS NULL AND payout_hash IS NOT NULL;
CREATE INDEX ramps_claims ON ramps (company_id, refund_hash) WHERE given_back AND refund_hash IS NOT NULL AND refunded < origin_amount;
CREATE INDEX ramps_approvals ON ramps (id) WHERE state = 'awaiting_approval';

CREATE TABLE ramp_directory (            -- asked when the partner tells of a transfer, before the company is known
  transfer_id  text PRIMARY KEY,
  company_id   uuid NOT NULL,
  ramp_id      uuid NOT NULL
);

CREATE TABLE ramp_receipts (             -- what reached a holding wallet, and the one ramp that it served
  company_id  uuid NOT NULL,
  receipt_id  uuid NOT NULL,             -- holding_receipts
  ramp_id     uuid NOT NULL,
  amount      numeric(78,0) NOT NULL CHECK (amount > 0),          -- the receipt's
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (company_id, receipt_id)
);
CREATE INDEX ramp_receipts_ramp ON ramp_receipts (company_id, ramp_id);

CREATE TABLE partner_differences (       -- where the partner's records and ours do not agree; told once, until it is over
  transfer_id  text NOT NULL,
  kind         text NOT NULL,
  company_id   uuid,                     -- null: a transfer that belongs to no ramp of ours
  ramp_id      uuid,
  ours         text,
  theirs       text,
  found_at     timestamptz NOT NULL,
  gone_at      timestamptz,
  PRIMARY KEY (transfer_id, kind)
);
CREATE INDEX partner_differences_open ON partner_differences (kind) WHERE gone_at IS NULL;

CREATE TABLE partner_cursor (            -- through when the partner's transfers were compared: one row
  id           boolean PRIMARY KEY DEFAULT true CHECK (id),
  through      timestamptz NOT NULL
);
