-- Which closed cases' events, texts and decisions lie in a year's file beside the store's own (store/archive_store.h),
-- which years have one, which cases are to be looked at again (and may have a copy there that is out of date), and how far
-- the archiver has come by cases' end. A server has partitions instead (0013): there these stay empty.
-- name: migration_0016_archive
CREATE TABLE archived_cases (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, PRIMARY KEY (jurisdiction, number));
CREATE TABLE archive_years (jurisdiction TEXT NOT NULL, year TEXT NOT NULL, PRIMARY KEY (jurisdiction, year));
CREATE TABLE archive_waiting (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, look_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, number));
CREATE INDEX archive_waiting_at ON archive_waiting (jurisdiction, look_at, number);
CREATE TABLE archive_marks (jurisdiction TEXT NOT NULL, closed_at BIGINT NOT NULL, number TEXT NOT NULL, PRIMARY KEY (jurisdiction));
