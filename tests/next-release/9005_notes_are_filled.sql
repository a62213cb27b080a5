-- online
-- In parts, each committed, so that no row is locked for long.
DO $$
DECLARE
  changed bigint;
BEGIN
  LOOP
    UPDATE movements SET note = 'from before'
      WHERE (company_id, id) IN (SELECT company_id, id FROM movements WHERE note IS NULL LIMIT 20 FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS changed = ROW_COUNT;
    COMMIT;
    EXIT WHEN changed = 0;
  END LOOP;
END $$;

ALTER TABLE movements DROP CONSTRAINT IF EXISTS movements_note_is_short;

ALTER TABLE movements ADD CONSTRAINT movements_note_is_short CHECK (length(note) < 200) NOT VALID;

ALTER TABLE movements VALIDATE CONSTRAINT movements_note_is_short;
