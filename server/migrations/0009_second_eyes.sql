-- Who stands behind a rule, prices that hold on for a day, and payments that wait in vain.

ALTER TABLE automatic_payments ADD COLUMN set_by text;       -- key:<id> | user:<id>: who set the rule as it was
UPDATE automatic_payments SET set_by = 'rule:' || rule_id;
ALTER TABLE automatic_payments ALTER COLUMN set_by SET NOT NULL;
UPDATE wallet_rules SET rule = jsonb_set(rule, '{automatic_transfers}', (
  SELECT coalesce(jsonb_agg(one || jsonb_build_object('set_by', 'rule:' || (one ->> 'id'))), '[]')
  FROM jsonb_array_elements(rule -> 'automatic_transfers') AS one));

ALTER TABLE custom_tokens ADD COLUMN held_price text;        -- decimal text: a higher price of before, by which policies judge …
ALTER TABLE custom_tokens ADD COLUMN held_until timestamptz; -- … until then, business time

ALTER TABLE chain_transactions ADD COLUMN waiting_told_at timestamptz;   -- an alert said that this payment was not sent in time
