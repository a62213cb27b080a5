-- Forward only. Every tenant-owned table's primary key begins with company_id, so the schema
-- distributes by company. Tables that are asked before the company is known are named *_directory.
-- Amounts are numeric(78,0): whole numbers of the asset's smallest unit. Never a float. Sums over transfers have 120 digits:
-- a hostile token may move 2^256-1 again and again, and must not stop the books by an overflow.
-- Times that business rules compare (due, expiry) are business time; created_at is business time too.

-- ---------------------------------------------------------------- kernel

CREATE TABLE vault_secrets (
  name        text PRIMARY KEY,
  sealed      bytea NOT NULL,            -- version || salt || iv || tag || ciphertext (custody/vault.ts)
  created_at  timestamptz NOT NULL
);

CREATE TABLE idempotency_keys (
  company_id    uuid  NOT NULL,
  key_hash      bytea NOT NULL,          -- keyed hash of method, path, key
  request_hash  bytea NOT NULL,          -- keyed hash of the canonical body
  state         text  NOT NULL CHECK (state IN ('RUNNING', 'DONE')),
  node_id       integer,                 -- the node that runs it; meaningful while RUNNING
  resume        jsonb,                   -- what a retry needs to finish a RUNNING call
  status_code   integer,
  sealed_answer bytea,
  created_at    timestamptz NOT NULL,    -- wall clock: retries are a matter of transport
  PRIMARY KEY (company_id, key_hash)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- ---------------------------------------------------------------- companies

CREATE TABLE companies (
  company_id        uuid PRIMARY KEY,
  number            integer GENERATED ALWAYS AS IDENTITY UNIQUE,   -- account index in key derivation
  name              text NOT NULL,
  email             text,
  information       jsonb NOT NULL DEFAULT '{}',
  webhook_url       text,
  webhook_key       text,                -- shown in clear by contract; sealed at rest as base64
  webhook_secret    text NOT NULL,       -- whsec_…, sealed at rest as base64
  webhook_format    text NOT NULL DEFAULT 'current' CHECK (webhook_format IN ('current', 'legacy')),
  webhook_ladder    text NOT NULL DEFAULT 'long' CHECK (webhook_ladder IN ('long', 'short')),
  treasury_wallets  integer NOT NULL,
  virtual_wallets   integer NOT NULL,
  virtual_cards     integer NOT NULL,
  created_at        timestamptz NOT NULL,
  deleted_at        timestamptz
);
CREATE UNIQUE INDEX companies_email ON companies (lower(email));

CREATE TABLE api_keys (
  company_id     uuid NOT NULL REFERENCES companies,
  id             uuid NOT NULL,
  name           text NOT NULL,
  prefix         text NOT NULL,
  ip_allow_list  text[] NOT NULL DEFAULT '{}',
  expires_at     timestamptz,            -- wall clock
  last_used_at   timestamptz,
  created_at     timestamptz NOT NULL,
  revoked_at     timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX api_keys_name ON api_keys (company_id, name) WHERE revoked_at IS NULL;

CREATE TABLE api_key_levels (
  company_id  uuid NOT NULL,
  key_id      uuid NOT NULL,
  operation   text NOT NULL CHECK (operation IN ('treasury', 'virtual_wallets', 'cards', 'management')),
  id          uuid NOT NULL,             -- the credential id
  level       integer NOT NULL CHECK (level BETWEEN 0 AND 3),
  PRIMARY KEY (company_id, key_id, operation),
  FOREIGN KEY (company_id, key_id) REFERENCES api_keys
);
CREATE UNIQUE INDEX api_key_levels_id ON api_key_levels (company_id, id);

CREATE TABLE api_key_directory (
  key_hash     bytea PRIMARY KEY,        -- sha-256 of the key text; the text has 256 random bits
  company_id   uuid NOT NULL,
  key_id       uuid NOT NULL,
  valid_until  timestamptz               -- set on the old text at rotation
);
CREATE INDEX api_key_directory_key ON api_key_directory (company_id, key_id);

CREATE TABLE custom_tokens (
  company_id   uuid NOT NULL REFERENCES companies,
  id           uuid NOT NULL,
  chain        text NOT NULL,
  address      text NOT NULL,            -- checksummed (EVM) or base58 (TRON)
  name         text NOT NULL,
  symbol       text NOT NULL,
  decimals     integer NOT NULL,
  usd_price    text NOT NULL,            -- decimal text
  created_at   timestamptz NOT NULL,
  deleted_at   timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX custom_tokens_address ON custom_tokens (company_id, chain, address) WHERE deleted_at IS NULL;
CREATE INDEX custom_tokens_chain ON custom_tokens (chain) WHERE deleted_at IS NULL;

CREATE TABLE payment_destinations (
  company_id       uuid NOT NULL REFERENCES companies,
  chain            text NOT NULL,
  deposit_address  text NOT NULL,        -- as emitted
  fee_address      text NOT NULL,
  PRIMARY KEY (company_id, chain)
);

CREATE TABLE audit_log (
  company_id   uuid NOT NULL,
  id           uuid NOT NULL,            -- uuid v7: ordered by time
  at           timestamptz NOT NULL,
  actor_type   text NOT NULL CHECK (actor_type IN ('KEY', 'USER', 'OPERATOR', 'SYSTEM')),
  actor_id     text,
  actor_name   text,
  action       text NOT NULL,
  object_type  text NOT NULL,
  object_id    text,
  before       jsonb,
  after        jsonb,
  ip_address   text,
  trace_id     text,
  PRIMARY KEY (company_id, id)
);

-- ---------------------------------------------------------------- ledger

CREATE TABLE ledger_accounts (
  company_id    uuid NOT NULL,
  id            uuid NOT NULL,           -- derived from code, owner and asset: ledger/accounts.ts
  code          text NOT NULL,           -- the chart of accounts: docs/ledger.md
  owner_id      uuid NOT NULL,           -- the wallet or card; the company itself for company accounts
  asset         text NOT NULL,           -- 'POLYGON:0x…' or 'USD'
  normal        text NOT NULL CHECK (normal IN ('DEBIT', 'CREDIT')),
  guarded       boolean NOT NULL,        -- available balance must not go below zero
  debits        numeric(120,0) NOT NULL DEFAULT 0 CHECK (debits >= 0),
  credits       numeric(120,0) NOT NULL DEFAULT 0 CHECK (credits >= 0),
  debits_held   numeric(120,0) NOT NULL DEFAULT 0 CHECK (debits_held >= 0),
  credits_held  numeric(120,0) NOT NULL DEFAULT 0 CHECK (credits_held >= 0),
  version       bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX ledger_accounts_ref ON ledger_accounts (company_id, code, asset, owner_id);

CREATE TABLE ledger_transfers (
  company_id         uuid NOT NULL,
  id                 uuid NOT NULL,
  type               text NOT NULL CHECK (type IN ('POST', 'HOLD', 'CAPTURE', 'RELEASE')),
  debit_account_id   uuid NOT NULL,
  credit_account_id  uuid NOT NULL CHECK (credit_account_id <> debit_account_id),
  asset              text NOT NULL,
  amount             numeric(78,0) NOT NULL CHECK (amount > 0),
  hold_id            uuid,               -- CAPTURE, RELEASE: the HOLD
  overdraw           boolean NOT NULL,   -- the guards were told to stand aside (a fact of the world)
  reason             text NOT NULL,      -- deposit, withdrawal, sweep, … : docs/ledger.md
  subject_id         uuid NOT NULL,      -- the deposit, payment, wallet this is about
  created_at         timestamptz NOT NULL,
  xid                xid8 NOT NULL DEFAULT pg_current_xact_id(),   -- the sealer's watermark
  PRIMARY KEY (company_id, id)
);
CREATE INDEX ledger_transfers_unsealed ON ledger_transfers (company_id, xid, id);
CREATE INDEX ledger_transfers_subject ON ledger_transfers (company_id, subject_id);

CREATE TABLE ledger_holds (
  company_id         uuid NOT NULL,
  id                 uuid NOT NULL,      -- the HOLD transfer's id
  debit_account_id   uuid NOT NULL,
  credit_account_id  uuid NOT NULL,
  asset              text NOT NULL,
  amount             numeric(78,0) NOT NULL CHECK (amount > 0),
  remaining          numeric(78,0) NOT NULL CHECK (remaining >= 0 AND remaining <= amount),
  expires_at         timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX ledger_holds_open ON ledger_holds (company_id, expires_at) WHERE remaining > 0;

CREATE TABLE ledger_seals (
  company_id   uuid NOT NULL,
  number       bigint NOT NULL,
  xid_through  xid8 NOT NULL,            -- covers transfers with xid above the previous seal's, up to here
  transfers    bigint NOT NULL,
  prev_hash    bytea NOT NULL,
  hash         bytea NOT NULL,
  sealed_at    timestamptz NOT NULL,
  PRIMARY KEY (company_id, number)
);

-- ---------------------------------------------------------------- chains

CREATE TABLE chain_cursors (
  chain         text PRIMARY KEY,
  block_number  bigint NOT NULL,         -- the newest scanned block
  block_hash    text NOT NULL,
  final_number  bigint NOT NULL,         -- scanned a second time, at finality, through this block
  head_number   bigint NOT NULL,         -- the node's head when last asked
  updated_at    timestamptz NOT NULL,    -- wall clock: the node's last usable answer
  lag_alerted   boolean NOT NULL DEFAULT false
);

CREATE TABLE chain_blocks (              -- the scanned blocks that a reorganisation may still undo, and one in 256 for ever
  chain         text NOT NULL,
  block_number  bigint NOT NULL,
  block_hash    text NOT NULL,
  PRIMARY KEY (chain, block_number)
);

CREATE TABLE chain_senders (             -- one row per sending address: the nonce has one owner
  chain       text NOT NULL,
  address     text NOT NULL,
  next_nonce  bigint NOT NULL,
  PRIMARY KEY (chain, address)
);

CREATE TABLE chain_transactions (
  company_id     uuid NOT NULL,
  id             uuid NOT NULL,          -- a payment's transaction has the payment's id
  chain          text NOT NULL,
  purpose        text NOT NULL,          -- withdraw, holding_withdraw, sweep, gas, deploy, …
  from_address   text NOT NULL,
  key_path       text NOT NULL,          -- derivation path of the signing key
  intent         jsonb NOT NULL,         -- what it must do; the built bytes are decoded and compared with it
  state          text NOT NULL CHECK (state IN ('QUEUED', 'NUMBERED', 'SENT', 'MINED', 'MANUAL_CHECK', 'SUCCEEDED', 'FAILED', 'LOST')),
  nonce          bigint,                 -- set from NUMBERED on
  hash           text,                   -- the newest attempt's; the mined one's from MINED on
  block_number   bigint,
  block_hash     text,
  succeeded      boolean,                -- the mined receipt's verdict
  gas_used       bigint,
  fee_paid       numeric(78,0),
  tries          integer NOT NULL DEFAULT 0,
  last_error     text,
  next_at        timestamptz NOT NULL,   -- wall clock: when to look at it again
  created_at     timestamptz NOT NULL,
  settled_at     timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX chain_transactions_nonce ON chain_transactions (chain, from_address, nonce, company_id) WHERE nonce IS NOT NULL;
CREATE INDEX chain_transactions_open ON chain_transactions (chain, next_at) WHERE settled_at IS NULL;
CREATE INDEX chain_transactions_in_flight ON chain_transactions (chain, from_address, nonce) WHERE settled_at IS NULL;
-- One open payment of gas per receiver, however many nodes notice that it runs low.
CREATE UNIQUE INDEX chain_transactions_gas ON chain_transactions (company_id, chain, (intent->>'to'))
  WHERE purpose = 'gas' AND settled_at IS NULL;

CREATE TABLE chain_attempts (            -- signed bytes, stored before they are broadcast; never deleted
  company_id       uuid NOT NULL,
  transaction_id   uuid NOT NULL,
  number           integer NOT NULL,
  chain            text NOT NULL,
  hash             text NOT NULL,
  raw              bytea NOT NULL,
  max_fee          numeric(78,0) NOT NULL,
  priority_fee     numeric(78,0) NOT NULL,
  is_cancellation  boolean NOT NULL DEFAULT false,   -- spends the nonce without the payment
  created_at       timestamptz NOT NULL,
  PRIMARY KEY (company_id, transaction_id, number)
);
CREATE UNIQUE INDEX chain_attempts_hash ON chain_attempts (chain, hash, company_id);

-- ---------------------------------------------------------------- addresses and deposits

CREATE TABLE address_directory (         -- every address of ours that the watcher must notice
  chain       text NOT NULL,
  address     text NOT NULL,             -- lower case (EVM) or base58 (TRON)
  company_id  uuid NOT NULL,
  product     text NOT NULL CHECK (product IN ('virtual_wallets', 'cards', 'treasury')),
  kind        text NOT NULL CHECK (kind IN ('DEPOSIT', 'HOLDING')),
  wallet_id   uuid NOT NULL,             -- the virtual, holding or treasury wallet
  key_path    text NOT NULL,
  retired_at  timestamptz,               -- the wallet was deleted: deposits are UNATTRIBUTED
  PRIMARY KEY (chain, address)
);
CREATE INDEX address_directory_wallet ON address_directory (company_id, wallet_id);
CREATE INDEX address_directory_holding ON address_directory (chain, company_id) WHERE kind = 'HOLDING';

CREATE TABLE derivation_counters (
  company_id  uuid NOT NULL,
  branch      integer NOT NULL,          -- chain and purpose: custody/derivation.ts
  next_index  integer NOT NULL,
  PRIMARY KEY (company_id, branch)
);

CREATE TABLE deposits (
  company_id           uuid NOT NULL,
  id                   uuid NOT NULL,
  product              text NOT NULL,
  wallet_id            uuid NOT NULL,
  chain                text NOT NULL,
  address              text NOT NULL,    -- as emitted
  from_address         text NOT NULL,
  token_address        text NOT NULL,    -- as emitted; the native pseudo-address for coin
  amount               numeric(78,0) NOT NULL CHECK (amount > 0),
  status               text NOT NULL CHECK (status IN
    ('DETECTED', 'BELOW_MINIMUM', 'CONFIRMED', 'FINALIZED', 'REVERTED', 'UNATTRIBUTED', 'UNSUPPORTED')),
  credited             boolean NOT NULL DEFAULT false,
  booked               boolean NOT NULL DEFAULT false,   -- the ledger knows the tokens (account "unswept")
  operation_id         text NOT NULL,
  tx_hash              text NOT NULL,
  log_index            integer NOT NULL, -- -1 for native coin
  block_number         bigint NOT NULL,
  block_hash           text NOT NULL,
  orphaned             boolean NOT NULL DEFAULT false,   -- the block left the chain; the reversal may be outstanding
  disputed             boolean NOT NULL DEFAULT false,   -- the block left the chain beyond finality: stands still until an operator decides
  sweep_id             uuid,             -- the chain transaction that is to take it to holding
  sweep_tries          integer NOT NULL DEFAULT 0,
  sweep_tx_hash        text,             -- the mined sweep that took it
  sweep_block_number   bigint,
  created_at           timestamptz NOT NULL,
  updated_at           timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX deposits_log ON deposits (company_id, chain, block_hash, tx_hash, log_index) WHERE NOT orphaned;
CREATE UNIQUE INDEX deposits_operation ON deposits (company_id, product, operation_id, address);
CREATE INDEX deposits_block ON deposits (chain, block_number) WHERE NOT orphaned;
CREATE INDEX deposits_transaction ON deposits (company_id, tx_hash);
CREATE INDEX deposits_unbooked ON deposits (chain, block_number) WHERE status IN ('DETECTED', 'UNATTRIBUTED') AND NOT booked AND NOT orphaned;
CREATE INDEX deposits_unreverted ON deposits (chain) WHERE orphaned AND status <> 'REVERTED';
CREATE INDEX deposits_unfinal ON deposits (chain, sweep_block_number) WHERE status = 'CONFIRMED' AND NOT orphaned;
CREATE INDEX deposits_address ON deposits (company_id, chain, address, token_address);
CREATE INDEX deposits_unswept ON deposits (company_id, chain, address, token_address)
  WHERE booked AND sweep_block_number IS NULL AND NOT orphaned;
-- What an immediate sweep looks for: however much lies below the minimum on other addresses is not read.
CREATE INDEX deposits_unswept_owed ON deposits (company_id, chain)
  WHERE booked AND sweep_block_number IS NULL AND NOT orphaned AND (credited OR status = 'UNATTRIBUTED');

CREATE TABLE holding_receipts (          -- tokens that reached a holding wallet: sweeps and transfers from outside
  company_id    uuid NOT NULL,
  id            uuid NOT NULL,
  product       text NOT NULL,
  chain         text NOT NULL,
  wallet_id     uuid NOT NULL,           -- the holding wallet
  token_address text NOT NULL,
  from_address  text NOT NULL,
  is_sweep      boolean NOT NULL,        -- from a deposit address of the same company
  amount        numeric(78,0) NOT NULL CHECK (amount > 0),
  tx_hash       text NOT NULL,
  log_index     integer NOT NULL,
  block_number  bigint NOT NULL,
  block_hash    text NOT NULL,
  booked        boolean NOT NULL DEFAULT false,
  final         boolean NOT NULL DEFAULT false,
  orphaned      boolean NOT NULL DEFAULT false,
  disputed      boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX holding_receipts_log ON holding_receipts (company_id, chain, block_hash, tx_hash, log_index) WHERE NOT orphaned;
CREATE INDEX holding_receipts_block ON holding_receipts (chain, block_number) WHERE NOT orphaned;
CREATE INDEX holding_receipts_open ON holding_receipts (chain, block_number) WHERE NOT final AND NOT orphaned;
CREATE INDEX holding_receipts_unreverted ON holding_receipts (chain) WHERE orphaned AND booked;
CREATE INDEX holding_receipts_sweeps ON holding_receipts (company_id, chain, from_address, token_address, block_number) WHERE is_sweep;
CREATE INDEX holding_receipts_transaction ON holding_receipts (company_id, tx_hash);

-- ---------------------------------------------------------------- wallets (Active Management)

CREATE TABLE holding_wallets (
  company_id  uuid NOT NULL,
  id          uuid NOT NULL,
  product     text NOT NULL CHECK (product IN ('virtual_wallets', 'cards')),
  chain       text NOT NULL,
  alias       text NOT NULL,
  address     text NOT NULL,
  key_path    text NOT NULL,
  sweeper     text,                      -- the contract whose only destination is this wallet
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX holding_wallets_chain ON holding_wallets (company_id, product, chain);

CREATE TABLE virtual_wallets (
  company_id  uuid NOT NULL,
  id          uuid NOT NULL,
  alias       text NOT NULL,
  client_id   uuid,
  chain       text NOT NULL,
  address     text NOT NULL,
  key_path    text NOT NULL,
  enabled     boolean NOT NULL DEFAULT true,
  created_at  timestamptz NOT NULL,
  deleted_at  timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX virtual_wallets_used ON virtual_wallets (company_id) WHERE enabled AND deleted_at IS NULL;
CREATE INDEX virtual_wallets_list ON virtual_wallets (company_id, chain, id) WHERE deleted_at IS NULL;

CREATE TABLE payments (                  -- every outgoing payment of every product
  company_id      uuid NOT NULL,
  id              uuid NOT NULL,
  product         text NOT NULL,
  operation       text NOT NULL,         -- withdraw, holding_withdraw, …
  wallet_id       uuid NOT NULL,
  chain           text NOT NULL,
  to_address      text NOT NULL,
  token_address   text NOT NULL,
  amount          numeric(78,0) NOT NULL CHECK (amount > 0),
  status          text NOT NULL CHECK (status IN ('PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK')),
  tx_hash         text,
  reason          text,
  requested_by    text NOT NULL,         -- key:<id> | user:<id> | rule:<id>
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX payments_id ON payments (id);            -- the operator's look-up, whose key belongs to no company
CREATE INDEX payments_open ON payments (company_id, wallet_id) WHERE status IN ('PENDING', 'MANUAL_CHECK');

CREATE TABLE movements (
  company_id    uuid NOT NULL,
  id            uuid NOT NULL,           -- uuid v7: the order of the list
  wallet_id     uuid NOT NULL,
  operation     text NOT NULL,
  operation_id  text NOT NULL,
  status        text NOT NULL CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  chain         text NOT NULL,
  token_address text NOT NULL,
  amount        numeric(78,0) NOT NULL CHECK (amount >= 0),
  tx_hash       text,
  subject_id    uuid NOT NULL,           -- the deposit, payment or counterpart movement
  data          jsonb NOT NULL,          -- what the operation adds: active-management contract, section 8
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX movements_wallet ON movements (company_id, wallet_id, id);
CREATE INDEX movements_subject ON movements (company_id, subject_id);

CREATE TABLE wallet_rules (
  company_id  uuid NOT NULL,
  chain       text NOT NULL,
  rule        jsonb NOT NULL,
  swept_at    timestamptz,               -- SCHEDULE: the last due time that was served
  alerts_fired jsonb NOT NULL DEFAULT '[]',  -- low alerts that are on the bad side: told once, until they are back
  PRIMARY KEY (company_id, chain)
);

-- ---------------------------------------------------------------- webhooks

CREATE TABLE webhook_events (
  company_id    uuid NOT NULL,
  id            uuid NOT NULL,           -- the webhook-id header
  sequence      bigint GENERATED ALWAYS AS IDENTITY,
  product       text NOT NULL,
  event_type    text NOT NULL,
  operation_id  text NOT NULL,
  status        text NOT NULL,
  reason        text,
  order_key     uuid,                    -- the wallet or card whose order is kept; null: waits for nobody
  data          jsonb NOT NULL,          -- format "current"; legacy is made from it
  top_level     jsonb NOT NULL DEFAULT '{}',         -- client_id or company_id beside data, where the contract has them
  trace_id      text NOT NULL,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX webhook_events_time ON webhook_events (company_id, created_at);
CREATE INDEX webhook_events_operation ON webhook_events (company_id, operation_id);

CREATE TABLE webhook_deliveries (
  company_id        uuid NOT NULL,
  id                uuid NOT NULL,
  event_id          uuid NOT NULL,
  sequence          bigint NOT NULL,     -- the event's
  order_key         uuid,
  status            text NOT NULL CHECK (status IN ('PENDING', 'DELIVERED', 'DEAD')),
  attempts          integer NOT NULL DEFAULT 0,
  first_attempt_at  timestamptz,
  next_attempt_at   timestamptz NOT NULL, -- business time
  waits             boolean NOT NULL DEFAULT false,  -- found behind an earlier one of its key, which wakes it when it ends
  node_id           integer,             -- the node that is sending it now
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.02);  -- a queue: rows that left its indexes must not pile up in front of the open ones
-- The claim loop's: which companies have something due, and what. Rows that wait are not in it, however many.
CREATE INDEX webhook_deliveries_ready ON webhook_deliveries (company_id, next_attempt_at, sequence)
  WHERE status = 'PENDING' AND node_id IS NULL AND NOT waits;
-- Who still holds up the later ones of its key: less than ten attempts.
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (company_id, order_key, sequence)
  WHERE status = 'PENDING' AND attempts < 10 AND order_key IS NOT NULL;
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (company_id, order_key, sequence)
  WHERE status = 'PENDING' AND waits;
CREATE INDEX webhook_deliveries_claimed ON webhook_deliveries (node_id) WHERE node_id IS NOT NULL;
-- Not led by company_id: with stale statistics the planner would read a whole company through it (delivery/prefer-indexes.ts).
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (event_id, company_id, id);

CREATE TABLE webhook_attempts (
  company_id    uuid NOT NULL,
  delivery_id   uuid NOT NULL,
  number        integer NOT NULL,
  at            timestamptz NOT NULL,
  url           text NOT NULL,
  request_body  text NOT NULL,
  status_code   integer,                 -- null: no answer
  response_body text,                    -- at most 4,096 characters
  error         text,
  latency_ms    integer NOT NULL,
  PRIMARY KEY (company_id, delivery_id, number)
);
