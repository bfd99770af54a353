-- A profile knows when it was last deleted: what was received before that is nobody's, whoever is back since.
-- Older programs leave it as it is.
ALTER TABLE recipients ADD COLUMN erased_at bigint NOT NULL DEFAULT 0;
