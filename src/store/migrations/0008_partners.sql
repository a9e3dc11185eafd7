-- Programs of others that may speak to us, each known by a key of which only the hash stands here.
-- name: migration_0008_partners
CREATE TABLE partners (jurisdiction TEXT NOT NULL, partner TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, key_hash TEXT NOT NULL, key_hint TEXT NOT NULL, per_minute BIGINT NOT NULL, active BIGINT NOT NULL, created_at BIGINT NOT NULL, used_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, partner));
CREATE UNIQUE INDEX partners_key ON partners (jurisdiction, key_hash);
