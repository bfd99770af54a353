-- A profile knows since when events may fill in what it lacks, and counts its writes, which those are among.
-- Older programs leave both as they are: what they write is told by its version.
ALTER TABLE recipients ADD COLUMN revision bigint NOT NULL DEFAULT 0;
ALTER TABLE recipients ADD COLUMN filled_from bigint NOT NULL DEFAULT 0;
