-- Cases of other platforms by their number there, and the nonces of those platforms' requests.
-- name: migration_0022_platforms
CREATE TABLE platform_cases (jurisdiction TEXT NOT NULL, platform TEXT NOT NULL, theirs TEXT NOT NULL, number TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, platform, theirs));
CREATE INDEX platform_cases_number ON platform_cases (jurisdiction, number);
CREATE TABLE platform_nonces (jurisdiction TEXT NOT NULL, platform TEXT NOT NULL, nonce TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, platform, nonce));
CREATE INDEX platform_nonces_at ON platform_nonces (jurisdiction, at);
