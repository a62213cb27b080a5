-- online
-- Built beside the traffic. One that was broken off is left invalid, so the first paragraph takes it away.
DROP INDEX CONCURRENTLY IF EXISTS movements_by_note;

CREATE INDEX CONCURRENTLY movements_by_note ON movements (company_id, note) WHERE note IS NOT NULL;
