-- A profile knows when it was last deleted: what was received before that is nobody's, whoever is back since.
ALTER TABLE recipients ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0;
