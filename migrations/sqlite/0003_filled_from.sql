-- A profile knows since when events may fill in what it lacks, and counts its writes, which those are among.
ALTER TABLE recipients ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE recipients ADD COLUMN filled_from INTEGER NOT NULL DEFAULT 0;
