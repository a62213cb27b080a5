-- What releases do to a table that everybody writes: a column with a default, one that may be empty.
ALTER TABLE movements
  ADD COLUMN note text,
  ADD COLUMN reviewed boolean NOT NULL DEFAULT false;
