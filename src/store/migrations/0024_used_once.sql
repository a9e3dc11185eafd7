-- What counts once, whoever brings it again: nonces of other platforms' requests, signatures of devices, tokens that end
-- sessions. Kept until nobody would believe it any more. Takes the place of the platforms' own table, whose rows lived
-- for half an hour.
-- name: migration_0024_used_once
CREATE TABLE used_once (jurisdiction TEXT NOT NULL, purpose TEXT NOT NULL, token TEXT NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (jurisdiction, purpose, token));
CREATE INDEX used_once_until ON used_once (jurisdiction, until);
DROP TABLE platform_nonces;
