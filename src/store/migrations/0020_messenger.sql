-- What somebody reported by a messenger is found by their id there.
-- name: migration_0020_messenger
CREATE INDEX ways_wechat ON ways (jurisdiction, wechat) WHERE wechat IS NOT NULL;
