-- What the banking partner tells of. It names its own objects, so no company is known here: whoever is told an object's id finds
-- the company by a table of his own. Times are wall clock, but for those that the partner writes.

CREATE TABLE partner_event_directory (
  event_id     text PRIMARY KEY,         -- the partner's; `poll:{object}:{its updated_at}` of what was found by asking
  category     text NOT NULL,            -- customer, kyc_link, external_account, transfer; others are kept and nobody is told
  object_id    text NOT NULL,
  changed_at   timestamptz,              -- the partner's clock: the object is known to have changed until then
  received_at  timestamptz NOT NULL DEFAULT now(),
  tries        integer NOT NULL DEFAULT 0,
  next_try_at  timestamptz NOT NULL DEFAULT now(),   -- a node that died with it in its hands keeps it from the others until then
  handled_at   timestamptz
);
CREATE INDEX partner_event_directory_open ON partner_event_directory (next_try_at) WHERE handled_at IS NULL;   -- the loop that tells
CREATE INDEX partner_event_directory_object ON partner_event_directory (category, object_id, changed_at);   -- the poll: what was told already
CREATE INDEX partner_event_directory_age ON partner_event_directory (received_at);   -- the loop that forgets

CREATE TABLE partner_endpoint_directory (   -- where the partner sends its events: our URL, as it knows it
  url          text PRIMARY KEY,
  create_key   uuid NOT NULL,            -- Idempotency-Key of its creation, committed before: two nodes make one endpoint
  endpoint_id  text,
  public_key   text                      -- PEM: what its events are signed with
);

CREATE TABLE partner_polls (
  category   text PRIMARY KEY,           -- transfer
  watermark  timestamptz NOT NULL        -- the partner's clock: all that changed until then was told
);
