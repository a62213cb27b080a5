ALTER TABLE ledger_accounts ADD COLUMN grouped_under text;
