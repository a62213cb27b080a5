-- Treasury, Tron, people, policies. New tables only where no generic one serves: treasury transfers are rows of `payments` and
-- `chain_transactions`, treasury deposits rows of `deposits`, the list that the search shows is `movements`, balances of
-- tokens are the chain's and, for proof, ledger accounts TREASURY_*. Amounts are smallest units; US dollars are micro-dollars.

-- ---------------------------------------------------------------- chains

-- Tron has no nonce: what keeps a payment from being made twice is that at most one of its signed transactions can still enter a
-- block. One that can no longer is dead: its expiry has passed on the chain and no final block up to there holds it.
ALTER TABLE chain_attempts
  ADD COLUMN ref_block   bigint,         -- TRON: final when it was signed; it can stand only in later blocks
  ADD COLUMN expires_at  timestamptz,    -- TRON, the chain's clock: in no block whose parent is as late as this; null: EVM
  ADD COLUMN dead_block  bigint;         -- TRON: the final block that proved it; null: alive, or EVM
-- The last guard against paying twice on Tron: whoever signs a second one while the first is alive is refused by this.
CREATE UNIQUE INDEX chain_attempts_alive ON chain_attempts (company_id, transaction_id)
  WHERE expires_at IS NOT NULL AND dead_block IS NULL;
-- Who asks: a sweep's transfer that the watcher saw, by its hash: deposits/match-sweeps.ts (chain_attempts_hash serves it).

ALTER TABLE chain_transactions
  ADD COLUMN policy_version bigint,      -- policy_sets.version by which the payment was judged; null: no policies, or a move to ourselves
  ADD COLUMN approved_by uuid[] NOT NULL DEFAULT '{}',   -- the people who said yes, in their order: whoever signs is told
  ADD COLUMN cancel_requested_at timestamptz;   -- TRON: an operator gave it up; it ends LOST when its last attempt is dead, unless that one was mined

-- One open payment of each kind of gas per receiver, however many nodes notice that it runs low.
DROP INDEX chain_transactions_gas;
CREATE UNIQUE INDEX chain_transactions_gas ON chain_transactions (company_id, chain, purpose, (intent->>'to'))
  WHERE purpose IN ('gas', 'treasury_gas', 'energy') AND settled_at IS NULL;
-- The platform's coin that explains a treasury wallet's.
CREATE INDEX chain_transactions_treasury_gas ON chain_transactions (company_id, chain, (intent->>'to'))
  WHERE purpose = 'treasury_gas';
-- Stuck ones and their age, for the metric and the alert: few rows.
CREATE INDEX chain_transactions_stuck ON chain_transactions (chain, created_at) WHERE state = 'MANUAL_CHECK' AND settled_at IS NULL;

CREATE TABLE energy_delegations (        -- TRON: staked energy lent to one of our addresses, taken back when what it was lent for has ended
  company_id     uuid NOT NULL,
  id             uuid NOT NULL,          -- the chain transaction that lends it
  chain          text NOT NULL,
  to_address     text NOT NULL,
  stake          numeric(78,0) NOT NULL CHECK (stake > 0),   -- sun of stake
  for_id         uuid NOT NULL,          -- the chain transaction that it is lent for: a sweep, a treasury transfer
  return_id      uuid,                   -- the chain transaction that takes it back; a new one when that failed
  returned_at    timestamptz,            -- it is back, or was never lent
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX energy_delegations_out ON energy_delegations (chain, created_at) WHERE returned_at IS NULL;   -- the loop that takes energy back

CREATE TABLE chain_alerts (              -- troubles of a chain that were told and are not over: told once, until they are
  chain      text NOT NULL,
  type       text NOT NULL,              -- GAS_PRICE_CAP, LOW_GAS (of the platform's account)
  raised_at  timestamptz NOT NULL,
  PRIMARY KEY (chain, type)
);

-- WALLET: a wallet of the company itself (Treasury). It takes deposits, nothing is swept from it, and gas it gets when a transfer needs it.
ALTER TABLE address_directory DROP CONSTRAINT address_directory_kind_check;
ALTER TABLE address_directory ADD CONSTRAINT address_directory_kind_check CHECK (kind IN ('DEPOSIT', 'HOLDING', 'WALLET'));
CREATE INDEX address_directory_wallets ON address_directory (chain, company_id) WHERE kind = 'WALLET';   -- alerts of a chain: whom they concern

-- deposits: treasury rows have to_holding = true and sweep_block_number = block_number (they lie where they stay, and are final with
-- their own block), as the cards' deposits to holding. Native coin: log_index -1 for a transaction's own value, -2, -3, … for what
-- contracts sent inside it (TRON: internal_transactions), and -2 with tx_hash 'block:{block_hash}:{address}' for a surplus of coin
-- that no transaction shows (EVM): whose it was is not known.
ALTER TABLE deposits ALTER COLUMN from_address DROP NOT NULL;
-- Deposits that explain a treasury wallet's coin between two blocks.
CREATE INDEX deposits_treasury ON deposits (company_id, chain, address, token_address, block_number)
  WHERE product = 'treasury' AND NOT orphaned;

-- ---------------------------------------------------------------- treasury

CREATE TABLE treasury_accounts (
  company_id  uuid NOT NULL REFERENCES companies,
  id          uuid NOT NULL,             -- uuid v7: the order of the list
  alias       text NOT NULL,
  created_at  timestamptz NOT NULL,
  deleted_at  timestamptz,
  PRIMARY KEY (company_id, id)
);

CREATE TABLE treasury_wallets (
  company_id   uuid NOT NULL,
  id           uuid NOT NULL,
  account_id   uuid NOT NULL,
  alias        text NOT NULL,
  chain        text NOT NULL,
  address      text NOT NULL,            -- as emitted
  key_path     text NOT NULL,            -- role TREASURY of custody/derivation.ts
  -- Coin that the platform's gas account sent it, less fees and what was taken back: the platform's, never the wallet's own coins.
  gas_given    numeric(78,0) NOT NULL DEFAULT 0 CHECK (gas_given >= 0),
  gas_spent    numeric(78,0) NOT NULL DEFAULT 0 CHECK (gas_spent >= 0),
  -- EVM: the coin that our rows explain through a final block; what the chain shows above it is a deposit. Follows from deposits and
  -- chain_transactions: kept so that they need not be added up from the beginning, which is block 0, where nothing had been.
  coin_block   bigint NOT NULL DEFAULT 0,
  coin_hash    text,                     -- of that block; null: the beginning
  coin_nonce   bigint NOT NULL DEFAULT 0,   -- transactions that the wallet had sent by then
  coin_units   numeric(78,0) NOT NULL DEFAULT 0,
  created_at   timestamptz NOT NULL,
  deleted_at   timestamptz,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, account_id) REFERENCES treasury_accounts
);
-- The list of an account, whether it is empty, and how many of the contract are used.
CREATE INDEX treasury_wallets_account ON treasury_wallets (company_id, account_id, id) WHERE deleted_at IS NULL;
-- The loop that compares coin goes over all of a chain, deleted ones too.
CREATE INDEX treasury_wallets_coin ON treasury_wallets (chain, company_id, id);

-- ---------------------------------------------------------------- payments

ALTER TABLE payments
  ADD COLUMN usd_micro numeric(78,0);    -- worth when it was asked for, rounded up; null: ledger moves, and rows before policies
-- What a treasury wallet's chain balance does not show yet: open transfers, and those that ended while it was read.
CREATE INDEX payments_treasury ON payments (company_id, wallet_id, updated_at) WHERE product = 'treasury';
-- What was spent in the last 24 hours: one range per company.
CREATE INDEX payments_spent ON payments (company_id, created_at) INCLUDE (product, wallet_id, usd_micro, status) WHERE usd_micro IS NOT NULL;

CREATE TABLE automatic_payments (        -- what rules send to an address when the deposit's sweep is mined
  company_id  uuid NOT NULL,
  deposit_id  uuid NOT NULL,
  rule_id     uuid NOT NULL,
  wallet_id   uuid NOT NULL,             -- the virtual wallet that pays
  chain       text NOT NULL,
  token_address text NOT NULL,
  to_address  text NOT NULL,
  amount      numeric(78,0) NOT NULL CHECK (amount > 0),
  done_at     timestamptz,               -- paid, recorded as failed, or its deposit was reverted
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (company_id, deposit_id, rule_id)
);
CREATE INDEX automatic_payments_open ON automatic_payments (chain, created_at) WHERE done_at IS NULL;   -- the loop that makes them

-- ---------------------------------------------------------------- people

CREATE TABLE users (
  company_id      uuid NOT NULL REFERENCES companies,
  id              uuid NOT NULL,
  email           text NOT NULL,         -- as written; compared in lower case
  role            text NOT NULL CHECK (role IN ('ADMIN', 'OPERATOR', 'READ_ONLY')),
  status          text NOT NULL CHECK (status IN ('INVITED', 'ACTIVE')),
  password        text,                  -- scrypt$N$r$p$salt$hash; null while invited
  sealed_totp     bytea,                 -- the second factor's secret; null while invited
  totp_step       bigint,                -- the newest step that opened: a code opens once
  invited_by      text NOT NULL,         -- key:<id> | user:<id> | operator
  approves_from   timestamptz,           -- wall clock: whoever invites his own approver waits
  created_at      timestamptz NOT NULL,
  deleted_at      timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX users_email ON users (company_id, lower(email)) WHERE deleted_at IS NULL;

CREATE TABLE user_directory (            -- asked at sign-in, before the company is known; one person may belong to several
  email         text NOT NULL,           -- lower case
  company_id    uuid NOT NULL,
  user_id       uuid NOT NULL,
  failures      integer NOT NULL DEFAULT 0,   -- wrong passwords and codes in a row
  locked_until  timestamptz,             -- wall clock
  PRIMARY KEY (email, company_id)
);

CREATE TABLE invitation_directory (      -- asked before the company is known
  token_hash   bytea PRIMARY KEY,        -- sha-256 of 256 random bits; the text is in the e-mail alone
  company_id   uuid NOT NULL,
  user_id      uuid NOT NULL,
  expires_at   timestamptz NOT NULL,     -- wall clock
  used_at      timestamptz
);
CREATE INDEX invitation_directory_user ON invitation_directory (company_id, user_id);   -- a new invitation ends the old one

CREATE TABLE session_directory (         -- asked with every call of a person, before the company is known
  token_hash    bytea PRIMARY KEY,       -- sha-256 of 256 random bits
  company_id    uuid NOT NULL,
  user_id       uuid NOT NULL,
  ip_address    text,
  created_at    timestamptz NOT NULL,    -- wall clock, as all times here
  last_used_at  timestamptz NOT NULL,    -- written at most once a minute
  expires_at    timestamptz NOT NULL,
  ended_at      timestamptz
);
CREATE INDEX session_directory_user ON session_directory (company_id, user_id) WHERE ended_at IS NULL;   -- a changed role or a removed user ends them
CREATE INDEX session_directory_age ON session_directory (expires_at);                                     -- the loop that forgets old ones

CREATE TABLE email_messages (            -- e-mails on their way to the gateway; the text is erased when it is sent
  company_id   uuid NOT NULL,
  id           uuid NOT NULL,
  sealed       bytea,                    -- {to, subject, text}; null: sent or lapsed
  tries        integer NOT NULL DEFAULT 0,
  next_try_at  timestamptz NOT NULL DEFAULT now(),   -- wall clock; a node that tries moves it on first, so that no other does
  send_until   timestamptz NOT NULL,     -- wall clock
  sent_at      timestamptz,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX email_messages_due ON email_messages (next_try_at) WHERE sealed IS NOT NULL;

-- Who made a key may not approve what that key asked for.
ALTER TABLE api_keys ADD COLUMN created_by text;   -- user:<id> | key:<id> | operator; null: made before people were known

-- ---------------------------------------------------------------- policies

CREATE TABLE policy_sets (               -- one row per company that ever named policies; its lock is the lock of all sums
  company_id   uuid PRIMARY KEY REFERENCES companies,
  version      bigint NOT NULL DEFAULT 0,           -- rises when a draft comes into force: payments and signatures name it
  policies     jsonb NOT NULL DEFAULT '[]',         -- in force; [{name, products, wallet_id, max_per_payment, …}], amounts as decimal text of dollars
  draft        jsonb,                               -- null: none
  draft_approval_id uuid,                           -- its row of approvals
  draft_at     timestamptz,
  updated_at   timestamptz NOT NULL
);
CREATE INDEX policy_sets_drafts ON policy_sets (draft_at) WHERE draft IS NOT NULL;   -- the loop: with fewer than two ADMINs a draft counts after a day

CREATE TABLE allowed_addresses (
  company_id  uuid NOT NULL REFERENCES companies,
  id          uuid NOT NULL,
  chain       text NOT NULL,
  address     text NOT NULL,             -- as emitted
  label       text,
  usable_at   timestamptz NOT NULL,      -- business time
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL,
  deleted_at  timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX allowed_addresses_address ON allowed_addresses (company_id, chain, address) WHERE deleted_at IS NULL;

CREATE TABLE approvals (                 -- what waits for people: payments, and drafts of policies
  company_id     uuid NOT NULL,
  id             uuid NOT NULL,          -- uuid v7: the order of the list
  product        text,                   -- null: policies
  operation      text NOT NULL,          -- the payment's; or `policies`
  wallet_id      uuid,
  chain          text,
  to_address     text,
  token_address  text,
  amount         numeric(78,0),
  needed         integer NOT NULL CHECK (needed > 0),
  requested_by   text NOT NULL,          -- key:<id> | user:<id> | rule:<id>
  payment_id     uuid,
  transaction    jsonb,                  -- NewChainTransaction, queued as it stands when approved; null: policies
  status         text NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'REJECTED', 'EXPIRED')),
  created_at     timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,   -- business time
  closed_at      timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX approvals_payment ON approvals (company_id, payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX approvals_list ON approvals (company_id, status, id);
CREATE INDEX approvals_due ON approvals (expires_at) WHERE status = 'PENDING';   -- the loop that lets them expire

CREATE TABLE approval_decisions (        -- once per person; never changed
  company_id   uuid NOT NULL,
  approval_id  uuid NOT NULL,
  user_id      uuid NOT NULL,
  decision     text NOT NULL CHECK (decision IN ('APPROVE', 'REJECT')),
  comment      text,
  at           timestamptz NOT NULL,
  PRIMARY KEY (company_id, approval_id, user_id),
  FOREIGN KEY (company_id, approval_id) REFERENCES approvals
);
