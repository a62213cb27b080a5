-- Bank accounts of clients, to which off-ramps pay. Their numbers are sealed by the vault; who they belong to and four characters
-- stand in clear.

CREATE TABLE bank_accounts (
  company_id         uuid NOT NULL,
  id                 uuid NOT NULL,          -- uuid v7: the order in which they were asked for
  client_id          uuid NOT NULL,
  rail               text NOT NULL CHECK (rail IN ('ACH', 'SPEI', 'SEPA', 'PIX', 'FPS', 'CO_BANK_TRANSFER', 'BRE_B')),
  currency           text NOT NULL,
  state              text NOT NULL DEFAULT 'CREATING'   -- shown while ACTIVE
                     CHECK (state IN ('CREATING', 'ACTIVE', 'REFUSED', 'REMOVING', 'REMOVED')),
  bank_name          text,
  bank_holder_name   text NOT NULL,
  account_alias      text,
  business_name      text,
  last4              text NOT NULL,
  sealed             bytea,                  -- what is answered of the rail, and the account as the partner gets it; null when REFUSED, REMOVED
  customer_id        text NOT NULL,          -- the client there
  partner_key        uuid NOT NULL,          -- the Idempotency-Key under which the partner makes it
  partner_account_id text,
  refusal            text,                   -- REFUSED: what the partner did not take, by its names of fields
  next_try_at        timestamptz NOT NULL,   -- wall clock; CREATING: until then its call is under way
  tries              integer NOT NULL DEFAULT 0,
  created_at         timestamptz NOT NULL,
  deleted_at         timestamptz,            -- by a caller
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, client_id) REFERENCES clients,
  CHECK (state <> 'ACTIVE' OR (partner_account_id IS NOT NULL AND sealed IS NOT NULL AND deleted_at IS NULL)),
  CHECK (state NOT IN ('REFUSED', 'REMOVED') OR sealed IS NULL)
);
CREATE INDEX bank_accounts_client ON bank_accounts (company_id, client_id, id) WHERE state = 'ACTIVE';
CREATE INDEX bank_accounts_open ON bank_accounts (next_try_at) WHERE state IN ('CREATING', 'REMOVING');   -- the loop
