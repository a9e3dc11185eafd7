-- Followers of a case (erasable like reporters: no event holds anything of them), what desks said of pairs, and the
-- index by which every process hears what others changed. A case counts its followers as a field of its own.
-- name: migration_0005_twins
ALTER TABLE cases ADD COLUMN followers BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_updated ON cases (jurisdiction, updated_at, number, version);
CREATE TABLE followers (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, follower TEXT NOT NULL, at BIGINT NOT NULL, name TEXT, phone TEXT, lang TEXT NOT NULL, erased_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (jurisdiction, number, follower));
CREATE TABLE twin_verdicts (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, other TEXT NOT NULL, same BIGINT NOT NULL, at BIGINT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (jurisdiction, number, other));
