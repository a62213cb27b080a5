-- Clients: individuals and businesses, what is known of them, what they asked for, and how the KYC provider judges them. Numbers
-- of identity documents and images are sealed by the vault; every status written here is in lower case.

CREATE TABLE clients (
  company_id              uuid NOT NULL REFERENCES companies,
  id                      uuid NOT NULL,
  type                    text NOT NULL CHECK (type IN ('individual', 'business')),
  status                  text NOT NULL CHECK (status IN ('pending', 'in_review', 'active', 'rejected')),
  first_name              text,
  second_name             text,
  last_name               text,
  business_legal_name     text,
  email                   text,           -- as written; compared in lower case
  birth_date              date,
  phone_country_code      integer,
  phone_number            bigint,
  address                 jsonb,          -- {street_line1, street_line2, city, postal_code, state, state_code, country, country_code}
  otp                     boolean,
  sms                     boolean,
  whatsapp                boolean,
  telegram                boolean,
  details                 jsonb NOT NULL DEFAULT '{}',   -- every other field of the record that is no secret, as it is shown
  sealed_numbers          bytea,          -- {tax_identification_number, individual_identification, document_number}; null: none given
  rejection_code          text,
  rejection_description   text,
  revision                integer NOT NULL DEFAULT 1,    -- rises with every change that the partner must be told of
  partner_key             uuid NOT NULL,  -- the Idempotency-Key under which the partner makes the customer
  by_hand                 boolean NOT NULL DEFAULT false,   -- the operator sent it to the partner, gaps and all; the next update takes that back
  look_at                 timestamptz,    -- business time: when the KYC loop looks at it next; null: nothing to do until something changes
  turn                    integer NOT NULL DEFAULT 0,    -- rises whenever somebody begins to look: only who looked last says when to look next
  tries                   integer NOT NULL DEFAULT 0,    -- in vain and in a row
  created_at              timestamptz NOT NULL,
  updated_at              timestamptz NOT NULL,          -- rises with every change: it tells two client_status events apart
  deleted_at              timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX clients_id ON clients (id);           -- the operator names a client without its company
CREATE UNIQUE INDEX clients_email ON clients (company_id, lower(email)) WHERE deleted_at IS NULL;
-- Unique as it is dialled, and how a client is found by the whole number.
CREATE UNIQUE INDEX clients_phone ON clients (company_id, (coalesce(phone_country_code::text, '') || phone_number::text))
  WHERE deleted_at IS NULL;
CREATE INDEX clients_due ON clients (look_at) WHERE look_at IS NOT NULL;   -- the KYC loop

CREATE TABLE client_persons (            -- who owns, controls, signs for or directs a business
  company_id           uuid NOT NULL,
  id                   uuid NOT NULL,
  client_id            uuid NOT NULL,    -- the business
  first_name           text NOT NULL,
  middle_name          text,
  last_name            text NOT NULL,
  email                text NOT NULL,
  phone                text,
  birth_date           date NOT NULL,
  residential_address  jsonb NOT NULL,   -- as clients.address
  has_ownership        boolean NOT NULL,
  has_control          boolean NOT NULL,
  is_signer            boolean NOT NULL,
  is_director          boolean NOT NULL,
  title                text,
  relationship_established_at date,
  created_at           timestamptz NOT NULL,
  updated_at           timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, client_id) REFERENCES clients
);
CREATE INDEX client_persons_client ON client_persons (company_id, client_id);

CREATE TABLE product_requests (
  company_id             uuid NOT NULL,
  id                     uuid NOT NULL,
  client_id              uuid NOT NULL,
  product                text NOT NULL CHECK (product IN ('cards_individuals', 'ramps_cards', 'ramps_pix')),
  status                 text NOT NULL CHECK (status IN ('requested', 'pending_documentation', 'in_kyc', 'enabled', 'rejected')),
  rejection_code         text,
  rejection_description  text,
  created_at             timestamptz NOT NULL,
  updated_at             timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, client_id) REFERENCES clients
);
-- One that is not rejected per client and product.
CREATE UNIQUE INDEX product_requests_active ON product_requests (company_id, client_id, product) WHERE status <> 'rejected';
CREATE INDEX product_requests_client ON product_requests (company_id, client_id);

CREATE TABLE client_documents (          -- identifying items and documents; images are in no list but that of the hand-over
  company_id       uuid NOT NULL,
  id               uuid NOT NULL,        -- uuid v7: the order in which they were given
  client_id        uuid NOT NULL,
  person_id        uuid,                 -- an associated person's; null: the client's own
  request_id       uuid,                 -- given for a product request
  kind             text NOT NULL CHECK (kind IN ('identifying', 'document', 'business_document', 'product')),
  type             text NOT NULL,        -- passport, ssn, ein, …; as it was given
  name             text,
  description      text,
  issuing_country  text,                 -- alpha-3
  expiration       date,
  sealed_number    bytea,
  sealed_front     bytea,                -- the image's bytes
  sealed_back      bytea,
  created_at       timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, client_id) REFERENCES clients,
  FOREIGN KEY (company_id, person_id) REFERENCES client_persons,
  FOREIGN KEY (company_id, request_id) REFERENCES product_requests
);
CREATE INDEX client_documents_client ON client_documents (company_id, client_id);
CREATE UNIQUE INDEX client_documents_product ON client_documents (company_id, request_id, type) WHERE request_id IS NOT NULL;

CREATE TABLE client_providers (          -- the Links; BRIDGE: also how far the partner knows the client
  company_id       uuid NOT NULL,
  id               uuid NOT NULL,
  client_id        uuid NOT NULL,
  provider         text NOT NULL CHECK (provider IN ('BRIDGE', 'REAP', 'UNLIMINT', 'PAXOS')),
  customer_id      text NOT NULL,
  status           text NOT NULL CHECK (status IN ('handed_over', 'active')),   -- handed_over: not approved yet, so no Link is shown
  partner_status   text,                 -- the newest that was acted upon; null: none since the last update
  endorsements     jsonb NOT NULL DEFAULT '[]',          -- [{name, status, missing, issues}] as the partner said last
  told_revision    integer NOT NULL DEFAULT 0,           -- clients.revision that the partner has
  told_agreement   text,                 -- the signed_agreement_id that it took: each is good once
  version          integer NOT NULL DEFAULT 0,           -- rises when an answer of the partner was acted upon: what was asked before is older
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, client_id) REFERENCES clients
);
CREATE UNIQUE INDEX client_providers_provider ON client_providers (company_id, client_id, provider);

CREATE TABLE partner_customer_directory (   -- asked when the partner names a customer, before the company is known; one customer is one client's for ever
  customer_id  text PRIMARY KEY,
  company_id   uuid NOT NULL,
  client_id    uuid NOT NULL,
  FOREIGN KEY (company_id, client_id) REFERENCES clients
);

CREATE INDEX virtual_wallets_client ON virtual_wallets (company_id, client_id) WHERE client_id IS NOT NULL AND deleted_at IS NULL;   -- wallet_ids of a client
