-- The trace under which a transaction was queued: its steps and its events go on under it, on any node.
ALTER TABLE chain_transactions ADD COLUMN trace_id text;
