-- What was handed on to a platform that speaks the exchange: how far its steps stand on our case, and their number of it, by
-- which it tells of news.
-- name: migration_0028_exchange
ALTER TABLE pushes ADD COLUMN step BIGINT NOT NULL DEFAULT 0;
CREATE INDEX pushes_remote ON pushes (jurisdiction, server, remote)
