-- Signing in elsewhere: who at the identity provider is whom here, and of each session who it is there, what ends it there
-- (sealed) and when a second factor was shown. The second factor itself: a sealed secret and the last step that was used,
-- so that a code counts once, and hashes of recovery codes. And when somebody leaves.
-- name: migration_0023_sign_on
CREATE TABLE person_links (jurisdiction TEXT NOT NULL, issuer TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, issuer, subject));
CREATE UNIQUE INDEX person_links_person ON person_links (jurisdiction, person, issuer);
CREATE TABLE second_factors (jurisdiction TEXT NOT NULL, person TEXT NOT NULL, secret TEXT NOT NULL, made_at BIGINT NOT NULL, confirmed_at BIGINT NOT NULL, last_step BIGINT NOT NULL, PRIMARY KEY (jurisdiction, person));
CREATE TABLE recovery_codes (jurisdiction TEXT NOT NULL, person TEXT NOT NULL, code_hash TEXT NOT NULL, used_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, person, code_hash));
ALTER TABLE sessions ADD COLUMN there_subject TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN there_session TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN there_hint TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN second_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_there ON sessions (jurisdiction, there_subject) WHERE there_subject <> '';
ALTER TABLE people ADD COLUMN leaves_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX people_leaves ON people (jurisdiction, leaves_at) WHERE leaves_at > 0;
