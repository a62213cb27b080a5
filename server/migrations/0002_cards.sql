-- Cards. Amounts in USD are micro-dollars; amounts in a purchase's own currency are its minor units (ISO 4217 exponent).
-- Times are business time. Rows that every purchase changes are small and touch no index, so that updates stay in their page.

-- Products expire their holds by rows of their own, so the ledger is not asked which are due.
DROP INDEX ledger_holds_open;

CREATE TABLE card_programs (             -- one row per company: how its cards are judged and charged
  company_id          uuid PRIMARY KEY,
  version             bigint NOT NULL DEFAULT 0,     -- rises with every change: decisions name the version they were made over
  velocity_rules      jsonb  NOT NULL DEFAULT '[]',  -- [{max_authorizations, time_window_seconds}]
  risk                jsonb,                         -- threshold and weights as decimal texts; null: engine off
  shadow              jsonb,                         -- candidates: {velocity_rules, risk_score}; null: none
  blocked_categories  text[] NOT NULL DEFAULT '{}',
  blocked_countries   text[] NOT NULL DEFAULT '{}',  -- alpha-3
  fees                jsonb  NOT NULL DEFAULT '{}',  -- the company's own, decimal texts; absent = 0
  settings            jsonb  NOT NULL DEFAULT '{}'   -- absent = the platform's default
);

CREATE TABLE cards (
  company_id          uuid NOT NULL,
  id                  uuid NOT NULL,
  holder_name         text NOT NULL,
  last4               text NOT NULL,     -- of the current number
  expiry              text NOT NULL,     -- MMYY of the current number
  status              text NOT NULL CHECK (status IN ('ACTIVE', 'FROZEN', 'BLOCKED', 'EXPIRED', 'DELETED')),
  approval_method     text NOT NULL CHECK (approval_method IN ('TOP_UP', 'WEBHOOK', 'NONE')),
  daily_limit         numeric(78,0),     -- null: no cap
  weekly_limit        numeric(78,0),
  monthly_limit       numeric(78,0),
  transaction_limit   numeric(78,0),
  three_ds            text NOT NULL DEFAULT 'sms' CHECK (three_ds IN ('sms', 'webhook', 'disabled')),
  email               text,
  phone_country_code  text NOT NULL,
  phone               text NOT NULL,
  metadata            jsonb,
  home_country        text,              -- metadata.country as alpha-3; null: not given or unknown
  -- what decisions read and change; the version rises with every change of this row
  version             bigint NOT NULL DEFAULT 0,
  spent_day           date NOT NULL,     -- the day, in the company's zone, that the three sums are of
  spent_today         numeric(78,0) NOT NULL DEFAULT 0,
  spent_week          numeric(78,0) NOT NULL DEFAULT 0,
  spent_month         numeric(78,0) NOT NULL DEFAULT 0,
  velocity_since      timestamptz,       -- unblocked then: approvals before do not count for velocity
  wrong_cvvs          timestamptz[] NOT NULL DEFAULT '{}',  -- in a row, the newest last
  declines            timestamptz[] NOT NULL DEFAULT '{}',  -- the three newest, the newest last
  attempts            timestamptz[] NOT NULL DEFAULT '{}',  -- of the last minute, while the burst guard is on
  fuse                jsonb,             -- {activated_by, activated_at, channel, reason}; null: not armed
  created_at          timestamptz NOT NULL,
  deleted_at          timestamptz,
  PRIMARY KEY (company_id, id)
) WITH (fillfactor = 60);

CREATE TABLE card_directory (            -- asked before the company is known
  card_id     uuid PRIMARY KEY,
  company_id  uuid NOT NULL
);

CREATE TABLE card_numbers (
  company_id  uuid NOT NULL,
  card_id     uuid NOT NULL,
  id          uuid NOT NULL,
  sealed_pan  bytea NOT NULL,
  expiry      text NOT NULL,             -- MMYY
  current     boolean NOT NULL,          -- old numbers find postings and take no new authorization
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (company_id, card_id, id)
);
CREATE UNIQUE INDEX card_numbers_current ON card_numbers (company_id, card_id) WHERE current;

CREATE TABLE card_number_directory (     -- asked before the company is known
  pan_hash    bytea PRIMARY KEY,         -- keyed hash
  company_id  uuid NOT NULL,
  card_id     uuid NOT NULL,
  number_id   uuid NOT NULL,
  current     boolean NOT NULL
);
CREATE INDEX card_number_directory_card ON card_number_directory (company_id, card_id);

CREATE TABLE card_pan_links (            -- a page with the number, opened once
  token_hash  bytea PRIMARY KEY,
  company_id  uuid NOT NULL,
  card_id     uuid NOT NULL,
  number_id   uuid NOT NULL,
  expires_at  timestamptz NOT NULL,      -- wall clock
  opened_at   timestamptz
);
CREATE INDEX card_pan_links_age ON card_pan_links (expires_at);

CREATE TABLE card_wallets (              -- deposit wallets of TOP_UP cards; a rotated one stays, for its old deposits
  company_id  uuid NOT NULL,
  id          uuid NOT NULL,
  card_id     uuid NOT NULL,
  chain       text NOT NULL,
  address     text NOT NULL,
  key_path    text NOT NULL,
  created_at  timestamptz NOT NULL,
  rotated_at  timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX card_wallets_current ON card_wallets (company_id, card_id, chain) WHERE rotated_at IS NULL;

-- Deposits mined after this block are nobody's: the wallet's card had another address by then.
ALTER TABLE address_directory ADD COLUMN retired_block bigint;
-- Sent to a holding address itself, with the life of a deposit: in holding from its own block on (sweep_block_number), no sweep.
ALTER TABLE deposits ADD COLUMN to_holding boolean NOT NULL DEFAULT false;
-- Swept product by product: what one leaves lying is not read when the other's is looked for.
DROP INDEX deposits_unswept_owed;
CREATE INDEX deposits_unswept_owed ON deposits (company_id, product, chain)
  WHERE booked AND sweep_block_number IS NULL AND NOT orphaned AND (credited OR status = 'UNATTRIBUTED');
CREATE INDEX deposits_unswept_product ON deposits (company_id, product, chain)
  WHERE booked AND sweep_block_number IS NULL AND NOT orphaned;

CREATE TABLE card_transactions (         -- one purchase; or a decline, or a credit without purchase
  company_id           uuid NOT NULL,
  card_id              uuid NOT NULL,
  id                   uuid NOT NULL,    -- uuid v7
  kind                 text NOT NULL CHECK (kind IN ('PURCHASE', 'CREDIT')),
  state                text NOT NULL CHECK (state IN ('ASKED', 'OPEN', 'CLOSED', 'DECLINED')),  -- ASKED: the company has not answered yet
  transaction_ref      text,
  rrn                  text,
  channel              text NOT NULL,
  initiator            text,
  entry_mode           text,
  merchant             jsonb,            -- as the network gave it
  mcc                  text,
  country              text,             -- of the merchant, alpha-3
  currency             text NOT NULL,    -- of the purchase, alpha
  exchange_rate        text,             -- as the network gave it
  -- bill amounts without fees, micro-dollars; the same in the purchase's own currency
  approved             numeric(78,0) NOT NULL DEFAULT 0,
  released             numeric(78,0) NOT NULL DEFAULT 0,
  settled              numeric(78,0) NOT NULL DEFAULT 0,
  refunded             numeric(78,0) NOT NULL DEFAULT 0,
  approved_original    numeric(78,0) NOT NULL DEFAULT 0,
  released_original    numeric(78,0) NOT NULL DEFAULT 0,
  settled_original     numeric(78,0) NOT NULL DEFAULT 0,
  refunded_original    numeric(78,0) NOT NULL DEFAULT 0,
  clearings            integer NOT NULL DEFAULT 0,      -- pieces settled so far
  forced_original      numeric(78,0) NOT NULL DEFAULT 0,  -- of settled_original, what no approval covered when it came
  -- fees: the rates of the day of the purchase, what is charged now, what refunds gave back
  fee_rates            jsonb NOT NULL DEFAULT '{}',
  fees                 jsonb NOT NULL DEFAULT '{}',
  fees_refunded        jsonb NOT NULL DEFAULT '{}',
  -- the open hold, part by part; the ledger's hold ids follow from id, part and generation
  hold_generation      integer NOT NULL DEFAULT 0,
  hold_bill            numeric(78,0) NOT NULL DEFAULT 0,
  hold_client_fees     numeric(78,0) NOT NULL DEFAULT 0,
  hold_provider_fees   numeric(78,0) NOT NULL DEFAULT 0,
  hold_card            numeric(78,0) NOT NULL DEFAULT 0,  -- on the card's own balance (TOP_UP)
  hold_expires_at      timestamptz,      -- null: no open hold
  counted_day          date,             -- limits: on which day, and how much of it counts now
  counted              numeric(78,0) NOT NULL DEFAULT 0,
  -- the decision, and what a back-test needs to make it again
  decided_event_id     uuid,             -- the approval or the decline; of a force-post its clearing
  heard                boolean NOT NULL DEFAULT false,    -- another message was approved on the strength of it: it is not taken back for being late
  decline_code         text,
  company_response     text,             -- approved | declined | late | none | unreadable
  history_amount       numeric(78,0),    -- approved authorization with an amount: its bill amount; else null
  attempted            numeric(78,0) NOT NULL DEFAULT 0,  -- bill amount asked for; 0 = account check, and for what was never asked
  velocity_since       timestamptz,      -- the card's, when it was decided
  judged               boolean NOT NULL DEFAULT false,    -- velocity was looked at: the amount is above zero and steps 1 and 2 passed
  risk_skipped         boolean NOT NULL DEFAULT false,    -- the fuse
  shadow_declined      boolean,          -- what the candidates said; null: there were none
  created_at           timestamptz NOT NULL,
  PRIMARY KEY (company_id, card_id, id)
) WITH (fillfactor = 80);
-- The card comes last: a reference that belongs to another card is found, too.
CREATE UNIQUE INDEX card_transactions_ref ON card_transactions (company_id, transaction_ref, card_id) WHERE state <> 'DECLINED' AND kind = 'PURCHASE';
CREATE INDEX card_transactions_rrn ON card_transactions (company_id, card_id, rrn) WHERE rrn IS NOT NULL AND state <> 'DECLINED';
CREATE INDEX card_transactions_history ON card_transactions (company_id, card_id, created_at, id) WHERE history_amount IS NOT NULL;
CREATE INDEX card_transactions_shadow ON card_transactions (company_id, created_at) WHERE shadow_declined IS NOT NULL;
CREATE INDEX card_transactions_holds ON card_transactions (hold_expires_at) WHERE hold_expires_at IS NOT NULL;
CREATE INDEX card_transactions_asked ON card_transactions (created_at) WHERE state = 'ASKED';

CREATE TABLE card_purchase_traces (      -- written behind the hot path, a moment after the answer
  company_id           uuid NOT NULL,
  transaction_id       uuid NOT NULL,    -- uuid v7: new rows go to the end of the index
  marks                jsonb NOT NULL,   -- when what was done, microseconds since the message was received
  PRIMARY KEY (company_id, transaction_id)
);

CREATE TABLE card_events (               -- every movement of a card, in the shape of the contract's first version
  company_id             uuid NOT NULL,
  card_id                uuid NOT NULL,
  id                     uuid NOT NULL,  -- uuid v7: the order of the list
  transaction_id         uuid,           -- null outside purchases and credits
  operation              text NOT NULL,
  status                 text NOT NULL CHECK (status IN ('PENDING', 'SUCCESS', 'FAILED', 'CANCELED', 'TIME_CANCELED')),
  bill_amount            numeric(78,0) NOT NULL,   -- without fees
  original_amount        numeric(78,0) NOT NULL,   -- in the purchase's currency, minor units
  currency               text NOT NULL,
  exchange_rate          text,
  fee_fx_provider        numeric(78,0) NOT NULL DEFAULT 0,
  fee_fx_client          numeric(78,0) NOT NULL DEFAULT 0,
  fee_atm_provider       numeric(78,0) NOT NULL DEFAULT 0,
  fee_atm_client         numeric(78,0) NOT NULL DEFAULT 0,
  fee_deposit_provider   numeric(78,0) NOT NULL DEFAULT 0,
  fee_deposit_client     numeric(78,0) NOT NULL DEFAULT 0,
  original_balance       numeric(78,0),  -- the card's available balance before and after; null when not TOP_UP
  new_balance            numeric(78,0),
  decline_code           text,
  subject_id             uuid,           -- the deposit, for deposits
  created_at             timestamptz NOT NULL,
  PRIMARY KEY (company_id, card_id, id)
);
CREATE INDEX card_events_subject ON card_events (company_id, subject_id) WHERE subject_id IS NOT NULL;

CREATE TABLE network_message_directory ( -- every message of the network, for ever: asked before the company is known
  network_id      text PRIMARY KEY,
  body_hash       bytea NOT NULL,        -- keyed hash of the parsed body
  company_id      uuid,                  -- null: unknown card
  card_id         uuid,
  transaction_id  uuid,
  answer          text,                  -- the JSON that was answered; null while its company is asked: whoever comes next waits
  told_again      boolean NOT NULL DEFAULT false,  -- an approval was read here for a repetition: it is not taken back for being late
  received_at     timestamptz NOT NULL
);
-- Only those whose company is being asked: what ends the question finds the message that waits for it.
CREATE INDEX network_message_undecided ON network_message_directory (transaction_id) WHERE answer IS NULL;

CREATE TABLE kept_messages (             -- reversals and increments that came before their purchase
  company_id       uuid NOT NULL,
  card_id          uuid NOT NULL,
  transaction_ref  text NOT NULL,
  network_id       text NOT NULL,
  type             text NOT NULL CHECK (type IN ('reversal', 'incremental')),
  kept_until       timestamptz NOT NULL,
  PRIMARY KEY (company_id, card_id, transaction_ref, network_id)
);
CREATE INDEX kept_messages_age ON kept_messages (kept_until);

CREATE TABLE three_ds_challenges (
  company_id      uuid NOT NULL,
  card_id         uuid NOT NULL,
  id              uuid NOT NULL,
  mode            text NOT NULL CHECK (mode IN ('sms', 'webhook')),
  status          text NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'REFUSED', 'FAILED', 'EXPIRED')),
  code_hash       bytea NOT NULL,        -- keyed hash; the code itself is nowhere
  attempts_left   integer NOT NULL,
  transaction_ref text,
  expires_at      timestamptz NOT NULL,
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (company_id, card_id, id)
);

CREATE TABLE withdrawal_addresses (      -- where fees may be paid out to, a day after they were named
  company_id  uuid NOT NULL,
  id          uuid NOT NULL,
  address     text NOT NULL,
  chain       text NOT NULL,
  alias       text,
  created_at  timestamptz NOT NULL,
  deleted_at  timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX withdrawal_addresses_address ON withdrawal_addresses (company_id, chain, address) WHERE deleted_at IS NULL;

CREATE TABLE card_settlements (          -- what the company and the network paid each other
  company_id     uuid NOT NULL,
  id             uuid NOT NULL,          -- of a paid one: the payment's
  direction      text NOT NULL CHECK (direction IN ('paid', 'received')),
  amount         numeric(78,0) NOT NULL, -- micro-dollars
  token_address  text NOT NULL,
  to_address     text,
  deposit_id     uuid,
  tx_hash        text,
  status         text NOT NULL CHECK (status IN ('PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK')),
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX card_settlements_deposit ON card_settlements (company_id, deposit_id) WHERE deposit_id IS NOT NULL;

CREATE TABLE card_back_tests (
  company_id  uuid NOT NULL,
  id          uuid NOT NULL,
  status      text NOT NULL CHECK (status IN ('RUNNING', 'DONE', 'FAILED')),
  request     jsonb NOT NULL,            -- {from, to, velocity_rules, risk_score}
  report      jsonb,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX card_back_tests_running ON card_back_tests (created_at) WHERE status = 'RUNNING';

CREATE TABLE text_messages (             -- SMS on their way to the provider; the text is erased when it is sent
  company_id   uuid NOT NULL,
  id           uuid NOT NULL,
  card_id      uuid NOT NULL,
  sealed       bytea,                    -- {to, text}; null: sent or lapsed
  tries        integer NOT NULL DEFAULT 0,
  next_try_at  timestamptz NOT NULL DEFAULT now(),  -- wall clock; a node that tries moves it on first, so that no other does
  send_until   timestamptz NOT NULL,     -- business time; afterwards it helps nobody
  sent_at      timestamptz,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX text_messages_due ON text_messages (next_try_at) WHERE sealed IS NOT NULL;
