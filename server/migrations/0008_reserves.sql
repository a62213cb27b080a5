-- Proofs of reserves: one per company and business day, and the nodes of its Merkle sum trees.

CREATE TABLE reserve_proofs (
  company_id  uuid NOT NULL,
  date        date NOT NULL,               -- business time, UTC
  taken_at    timestamptz NOT NULL,
  tokens      jsonb NOT NULL,              -- as answered, amounts as text
  signature   bytea NOT NULL,              -- Ed25519 over reserves/statement.ts
  PRIMARY KEY (company_id, date)
);

CREATE TABLE reserve_nodes (               -- kept for 92 days; the proof itself for ever
  company_id     uuid NOT NULL,
  date           date NOT NULL,
  chain          text NOT NULL,
  token_address  text NOT NULL,
  level          integer NOT NULL,         -- 0: leaves
  position       integer NOT NULL,
  hash           bytea NOT NULL,
  sum            numeric(78,0) NOT NULL CHECK (sum >= 0),
  wallet_id      uuid,                     -- of a leaf
  PRIMARY KEY (company_id, date, chain, token_address, level, position),
  FOREIGN KEY (company_id, date) REFERENCES reserve_proofs
);
CREATE UNIQUE INDEX reserve_nodes_leaf ON reserve_nodes (company_id, date, wallet_id, token_address) WHERE wallet_id IS NOT NULL;
