-- The portal: sessions that their people can tell apart and end one by one, passkeys, and what live updates and the overview read.

ALTER TABLE session_directory
  ADD COLUMN id          uuid NOT NULL DEFAULT gen_random_uuid(),   -- for its person; the hash is for us
  ADD COLUMN user_agent  text;             -- as the caller called itself, cut

-- ---------------------------------------------------------------- passkeys

CREATE TABLE user_passkeys (
  company_id     uuid NOT NULL,
  id             uuid NOT NULL,            -- uuid v7: the order of the list
  user_id        uuid NOT NULL,
  credential_id  bytea NOT NULL,
  public_key     bytea NOT NULL,           -- COSE
  counter        bigint NOT NULL,          -- of its authenticator; one that does not rise is a copy
  transports     text[] NOT NULL,          -- how a browser reaches it
  name           text NOT NULL,
  created_at     timestamptz NOT NULL,     -- wall clock, as all times here
  last_used_at   timestamptz,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, user_id) REFERENCES users
);
CREATE INDEX user_passkeys_user ON user_passkeys (company_id, user_id);

CREATE TABLE passkey_directory (           -- asked at sign-in, before the company is known
  credential_id  bytea PRIMARY KEY,
  company_id     uuid NOT NULL,
  passkey_id     uuid NOT NULL
);

CREATE TABLE passkey_challenges (          -- those that were answered well: a challenge proves itself, and opens once
  challenge   bytea PRIMARY KEY,
  expires_at  timestamptz NOT NULL
);

-- ---------------------------------------------------------------- live updates

-- The watermark of who follows: rows below the oldest open transaction are all there, in whatever order they were committed.
ALTER TABLE webhook_events ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX webhook_events_xid ON webhook_events (company_id, xid);
ALTER TABLE audit_log ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_log_xid ON audit_log (company_id, xid);
-- Of the newest step: asked, decided by one more, ended.
ALTER TABLE approvals ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX approvals_xid ON approvals (company_id, xid);

-- ---------------------------------------------------------------- overview

CREATE INDEX webhook_events_alerts ON webhook_events (company_id, id) WHERE event_type = 'alert';   -- the newest, however many other events
